import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { INTENTS, type Intent } from '../contract/intents.ts';
import type { TriageResponse } from '../contract/triage-response.ts';
import { callService } from './call-service.ts';
import { type ServiceOptions, withServiceOptions } from './find-service.ts';
import { toPrintable } from './printable.ts';
import { parseStudent } from './token.ts';
import { withTarget } from './with-service.ts';

interface AskOptions extends ServiceOptions {
  readonly code?: string;
  readonly pick?: Intent;
  readonly student: string;
  readonly json?: boolean;
}

export function registerAsk(program: Command): void {
  withServiceOptions(program.command('ask'))
    .description('send one message through the running service, or through one of its own where none runs')
    .argument('<message>', 'what the student says')
    .option('--code <file>', 'a Python file to send along')
    .addOption(new Option('--pick <intent>', 'what was meant, when the message was asked back about').choices(INTENTS))
    .option('--student <id>', 'who asks, where the token is one of the development issuer', parseStudent, 'sam')
    .option('--json', 'print the whole response as JSON')
    .action(async (message: string, { code, pick, student, json, ...options }: AskOptions) => {
      const body = {
        query: message,
        ...(code !== undefined && { code: readFileSync(code, 'utf8') }),
        ...(pick !== undefined && { session_context: { chosen_intent: pick } }),
      };
      const identity = { student, role: 'student' } as const;
      const response = await withTarget(options, (target) =>
        callService<TriageResponse>(target, '/api/v1/triage', options.dataDir, identity, { method: 'POST', body }),
      );
      process.stdout.write(json === true ? `${JSON.stringify(response)}\n` : toPrintable(describe(response)));
    });
}

function describe({ decision, reply, request_id, timings }: TriageResponse): string {
  const { intent, confidence, outcome, target_agent, distress, reasons, choices = [] } = decision;
  return [
    `intent      ${intent}  (confidence ${confidence.toFixed(2)}, ${outcome})`,
    `answered by ${target_agent ?? `the service: it ${distress ? 'says where help is' : 'needs to know more'}`}`,
    ...reasons.map((reason, index) => `${index === 0 ? 'why         ' : '            '}${reason}`),
    '',
    reply.text,
    '',
    ...choices.map((choice) => `to pick “${choice.label}”: the same with --pick ${choice.intent}`),
    `request ${request_id}, ${timings.total_ms} ms`,
    '',
  ].join('\n');
}
