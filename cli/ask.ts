import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { TriageResponse } from '../contract/triage-response.ts';
import packageJson from '../package.json' with { type: 'json' };
import { startApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { createLogger } from '../src/telemetry/logger.ts';
import { callService } from './call-service.ts';
import { dataDirOption } from './data-dir-option.ts';
import { findService } from './find-service.ts';
import { toPrintable } from './printable.ts';
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
      const running = await findService(dataDir);
      const embedded =
        running === undefined
          ? await startApp({ ...config, port: 0, metricsPort: 0 }, createLogger('silent', false), packageJson.version)
          : undefined;
      try {
        const url = running?.url ?? embedded?.url ?? '';
        const identity = { student, role: 'student' } as const;
        const request = { method: 'POST', body } as const;
        const response = await callService<TriageResponse>(url, '/api/v1/triage', dataDir, identity, request);
        process.stdout.write(json === true ? `${JSON.stringify(response)}\n` : toPrintable(describe(response)));
      } finally {
        await embedded?.close();
      }
    });
}

function describe({ decision, reply, request_id, timings }: TriageResponse): string {
  const { intent, confidence, outcome, target_agent, distress, reasons } = decision;
  return [
    `intent      ${intent}  (confidence ${confidence.toFixed(2)}, ${outcome})`,
    `answered by ${target_agent ?? `the service: it ${distress ? 'says where help is' : 'needs to know more'}`}`,
    ...reasons.map((reason, index) => `${index === 0 ? 'why         ' : '            '}${reason}`),
    '',
    reply.text,
    '',
    `request ${request_id}, ${timings.total_ms} ms`,
    '',
  ].join('\n');
}
