import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Argument, type Command } from 'commander';
import { openActivityLedger } from '../agents/shell/activity-ledger.ts';
import { createAgentServer } from '../agents/shell/serve-agent.ts';
import { AGENTS, type AgentId } from '../contract/intents.ts';
import packageJson from '../package.json' with { type: 'json' };
import { readSettings } from '../src/config.ts';
import { createExportLog } from '../src/telemetry/export-log.ts';
import { createFollowEvents } from '../src/telemetry/follow-events.ts';
import { createFollowQuestions } from '../src/telemetry/follow-questions.ts';
import { logLastWords } from '../src/telemetry/log-last-words.ts';
import { createLogger } from '../src/telemetry/logger.ts';
import { openTracing } from '../src/telemetry/open-tracing.ts';

const NAMES = AGENTS.map((agent) => agent.replace('-agent', ''));

/** How long questions under way may take after SIGTERM, in milliseconds. */
const LAST_ANSWER_MS = 5_000;

interface AgentOptions {
  readonly port: string;
  readonly host: string;
  readonly ledger?: string;
  readonly json?: boolean;
}

export function registerAgent(program: Command): void {
  program
    .command('agent')
    .description('run one tutor as a process of its own, answering POST /process')
    .addArgument(new Argument('<name>', 'which tutor').choices([...NAMES, ...AGENTS]))
    .option('--port <n>', 'port to listen on; 0 picks a free one', '0')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--ledger <file>', 'count the events that a Dapr sidecar delivers, in this SQLite file')
    .option('--json', 'print one line of JSON when ready: {"agent":…,"url":…,"pid":…}')
    .addHelpText('after', '\nAPP_API_TOKEN, or APP_API_TOKEN_FILE: only a Dapr sidecar that shows this token gets in.')
    .action(async (name: string, { port, host, ledger: file, json }: AgentOptions) => {
      const agent = (name.endsWith('-agent') ? name : `${name}-agent`) as AgentId;
      if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new Error('--port: wanted a port, 0 to 65535');
      const settings = readSettings(process.env, ['environment', 'logLevel', 'otlpEndpoint', 'traceRatio']);
      const isTerminal = process.stderr.isTTY === true && settings.environment === 'development';
      const logger = createLogger(settings.logLevel, isTerminal);
      logLastWords(logger);
      const logExport = createExportLog(logger);
      const tracing = await openTracing({
        endpoint: settings.otlpEndpoint,
        ratio: settings.traceRatio,
        service: { name: agent, version: packageJson.version },
        exported: (outcome, _count, cause) => logExport.exported(outcome, cause),
        dropped: logExport.dropped,
      });
      const ledger = file === undefined ? undefined : openActivityLedger(file, Date.now);
      const server = await createAgentServer(agent, {
        appToken: readAppToken(),
        ledger,
        followQuestion: createFollowQuestions(tracing, logger),
        followEvent: createFollowEvents(tracing, logger),
      });
      const url = await server.listen({ host, port: Number(port) });
      process.stdout.write(
        json === true ? `${JSON.stringify({ agent, url, pid: process.pid })}\n` : `${agent} is ready at ${url}\n`,
      );
      await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
      // Questions under way are answered; a client that is connected and asks nothing would hold up the end.
      const cut = setTimeout(() => server.server.closeAllConnections(), LAST_ANSWER_MS);
      await server.close();
      clearTimeout(cut);
      ledger?.close();
      await tracing.close();
    });
}

/** The name is Dapr's: its injector gives the token to sidecar and app alike. */
function readAppToken(): string | undefined {
  const { APP_API_TOKEN: token, APP_API_TOKEN_FILE: file } = process.env;
  const value = file === undefined ? token : readFileSync(file, 'utf8').trim();
  if (value === '') throw new Error('APP_API_TOKEN is empty: unset it where there is no sidecar');
  return value;
}
