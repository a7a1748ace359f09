import type { Command } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { createShippedDetector } from '../skills/triage-logic/shipped-model.ts';

export function registerMcp(program: Command): void {
  program
    .command('mcp')
    .description('offer the routing skill to coding agents over the Model Context Protocol, on stdin and stdout')
    .action(async () => {
      // Loaded here and not with the program: the protocol's library weighs more than the rest of the command line.
      const { serveStdio } = await import('@modelcontextprotocol/server/stdio');
      const { createMcpServer } = await import('./create-mcp-server.ts');
      const detect = createShippedDetector();
      // stdout belongs to the protocol: whatever goes wrong is said on stderr.
      serveStdio(() => createMcpServer(detect, packageJson.version), {
        onerror: (error) => process.stderr.write(`learnflow mcp: ${error.message}\n`),
      });
    });
}
