import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { request } from 'undici';
import type { Problem } from '../contract/problem.ts';
import type { TriageResponse } from '../contract/triage-response.ts';
import packageJson from '../package.json' with { type: 'json' };
import { startApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { openDevelopmentIssuer } from '../src/edge/development-issuer.ts';
import { createLogger } from '../src/telemetry/logger.ts';
import { dataDirOption } from './data-dir-option.ts';
import { findService } from './find-service.ts';
import { parseStudent } from './token.ts';

interface AskOptions {
  readonly code?: string;
  readonly student: string;
  readonly dataDir: string;
  readonly json?: boolean;
}

export function registerAsk(program: Command): void {
  program
    .command('ask')
    .description('send one message through the running service, or through one of its own where none runs')
    .argument('<message>', 'what the student says')
    .option('--code <file>', 'a Python file to send along')
    .option('--student <id>', 'who asks', parseStudent, 'sam')
    .option('--json', 'print the whole response as JSON')
    .addOption(dataDirOption())
    .action(async (message: string, { code, student, dataDir, json }: AskOptions) => {
      const body = { query: message, ...(code !== undefined && { code: readFileSync(code, 'utf8') }) };
      const config = readConfig(process.env, { dataDir });
      const issuer = await openDevelopmentIssuer(dataDir);
      const subject = { studentId: student, role: 'student', permissions: [], audience: config.audience } as const;
      const token = await issuer.issue({ ...subject, lifetimeSeconds: 60 }, Date.now());

      const running = await findService(dataDir);
      const embedded =
        running === undefined
          ? await startApp({ ...config, port: 0, metricsPort: 0 }, createLogger('silent', false), packageJson.version)
          : undefined;
      try {
        const response = await ask(running?.url ?? embedded?.url ?? '', token, body);
        process.stdout.write(json === true ? `${JSON.stringify(response)}\n` : describe(response));
      } finally {
        await embedded?.close();
      }
    });
}

async function ask(url: string, token: string, body: object): Promise<TriageResponse> {
  const { statusCode, body: answer } = await request(`${url}/api/v1/triage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const json = (await answer.json()) as TriageResponse | Problem;
  if (statusCode === 200) return json as TriageResponse;
  const { detail, code, request_id } = json as Problem;
  throw new Error(`${detail} (${code}, request ${request_id})`);
}

function describe({ decision, reply, request_id, timings }: TriageResponse): string {
  const { intent, confidence, outcome, target_agent, reasons } = decision;
  return [
    `intent      ${intent}  (confidence ${confidence.toFixed(2)}, ${outcome})`,
    `answered by ${target_agent ?? 'the service: it needs to know more'}`,
    ...reasons.map((reason, index) => `${index === 0 ? 'why         ' : '            '}${reason}`),
    '',
    reply.text,
    '',
    `request ${request_id}, ${timings.total_ms} ms`,
    '',
  ].join('\n');
}
