import { once } from 'node:events';
import { Argument, type Command } from 'commander';
import { createAgentServer } from '../agents/shell/serve-agent.ts';
import { AGENTS, type AgentId } from '../contract/intents.ts';

const NAMES = AGENTS.map((agent) => agent.replace('-agent', ''));

export function registerAgent(program: Command): void {
  program
    .command('agent')
    .description('run one tutor as a process of its own, answering POST /process')
    .addArgument(new Argument('<name>', 'which tutor').choices([...NAMES, ...AGENTS]))
    .option('--port <n>', 'port to listen on; 0 picks a free one', '0')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--json', 'print one line of JSON when ready: {"agent":…,"url":…,"pid":…}')
    .action(async (name: string, { port, host, json }: { port: string; host: string; json?: boolean }) => {
      const agent = (name.endsWith('-agent') ? name : `${name}-agent`) as AgentId;
      if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new Error('--port: wanted a port, 0 to 65535');
      const server = await createAgentServer(agent);
      const url = await server.listen({ host, port: Number(port) });
      process.stdout.write(
        json === true ? `${JSON.stringify({ agent, url, pid: process.pid })}\n` : `${agent} is ready at ${url}\n`,
      );
      await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
      await server.close();
    });
}
