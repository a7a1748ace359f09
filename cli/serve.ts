import type { Command } from 'commander';
import { openDevelopmentIssuer } from '../src/edge/development-issuer.ts';
import { type RunningService, runService } from '../src/main.ts';
import { dataDirOption } from './data-dir-option.ts';

interface ServeOptions {
  readonly port?: string;
  readonly metricsPort?: string;
  readonly dataDir: string;
  readonly json?: boolean;
}

/** Life of the token inside the printed curl, in seconds: a day of trying things out. */
const SHOWN_TOKEN_SECONDS = 86_400;

export function registerServe(program: Command): void {
  program
    .command('serve')
    .description('run the service until it is told to stop')
    .option('--port <n>', 'port of the API; 0 picks a free one (default 8080)')
    .option('--metrics-port <n>', 'port of /metrics; 0 picks a free one (default 9464)')
    .addOption(dataDirOption())
    .option('--json', 'print one line of JSON when ready: {"url":…,"metrics_url":…,"pid":…}')
    .action(async ({ port, metricsPort, dataDir, json }: ServeOptions) => {
      const service = await runService({ dataDir, port, metricsPort });
      process.stdout.write(json === true ? `${readyLine(service)}\n` : await welcome(service));
      if (process.env.npm_lifecycle_event === 'start') stopWithParent();
      process.exitCode = await service.stopped;
    });
}

/** How often a service that npm started looks whether npm is still there, in milliseconds. */
const LOOK_FOR_PARENT_MS = 250;

/** npm passes a signal on to the shell between us and no further: the shell ends, and we would be left running. */
function stopWithParent(): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_FOR_PARENT_MS).unref();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => clearInterval(timer));
}

function readyLine({ app }: RunningService): string {
  return JSON.stringify({ url: app.url, metrics_url: `${app.metricsUrl}/metrics`, pid: process.pid });
}

async function welcome({ app, config }: RunningService): Promise<string> {
  const lines = [
    '',
    `LearnFlow Triage is ready at ${app.url}`,
    `  documentation  ${app.url}/docs`,
    `  metrics        ${app.metricsUrl}/metrics`,
    '',
  ];
  if (config.jwksUrl !== undefined) {
    return [...lines, `Tokens are those of ${config.issuer}.`, ''].join('\n');
  }
  const issuer = await openDevelopmentIssuer(config.dataDir);
  const subject = { studentId: 'sam', role: 'student', permissions: [], audience: config.audience } as const;
  const token = await issuer.issue({ ...subject, lifetimeSeconds: SHOWN_TOKEN_SECONDS }, Date.now());
  const question = JSON.stringify({ query: 'What is the difference between a list and a tuple?' });
  return [
    ...lines,
    'Ask something (as the student "sam"; the token is good for a day):',
    '',
    `curl -s ${app.url}/api/v1/triage \\`,
    `  -H 'Authorization: Bearer ${token}' \\`,
    "  -H 'Content-Type: application/json' \\",
    `  -d '${question}'`,
    '',
    'Or: npx learnflow ask "why does my loop never end?"      Stop: Ctrl+C',
    '',
    '',
  ].join('\n');
}
