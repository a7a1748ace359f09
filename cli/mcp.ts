import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Command } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { createShippedDetector } from '../skills/triage-logic/shipped-model.ts';
import { createMcpServer } from './create-mcp-server.ts';

export function registerMcp(program: Command): void {
  program
    .command('mcp')
    .description('offer the routing skill to coding agents over the Model Context Protocol, on stdin and stdout')
    .action(() => {
      const detect = createShippedDetector();
      // stdout belongs to the protocol: whatever goes wrong is said on stderr.
      serveStdio(() => createMcpServer(detect, packageJson.version), {
        onerror: (error) => process.stderr.write(`learnflow mcp: ${error.message}\n`),
      });
    });
}
