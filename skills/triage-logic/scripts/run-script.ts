import { text as readText } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import type { Classification } from '../../../contract/decision.ts';
import { chooseRoute } from '../choose-route.ts';
import { clarifyQuestion } from '../clarify-question.ts';
import { createDetector } from '../detect-intent.ts';
import { asObject, readSituation } from '../read-situation.ts';
import { createDistressRecogniser, noticeDistress } from '../recognise-distress.ts';
import { createShippedDetector } from '../shipped-model.ts';
import type { TriageInput } from '../triage-input.ts';

const FIELDS = ['text', 'code', 'session_context', 'student_progress'];

function usage(script: string, prints: string): string {
  return [
    `usage: node scripts/${script}.js [--rules] "message"`,
    `       node scripts/${script}.js [--rules] < message.json`,
    '',
    `Prints ${prints} as JSON.`,
    '',
    '  --rules   decide by the hand-written rules, without the trained model',
    '  --help    this text',
    '',
    'JSON: {"text": "…", "code"?: "…", "session_context"?: {"previous_intent"?, "chosen_intent"?},',
    '       "student_progress"?: {"completion"?: 0..1, "quiz_score"?: 0..1, "recent_errors"?: n}}',
    '',
  ].join('\n');
}

function readInput(json: string): TriageInput {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (cause) {
    throw new Error('standard input is not JSON: give {"text": "…"}, or the message as an argument', { cause });
  }
  const row = asObject(parsed, 'the input');
  const strange = Object.keys(row).find((field) => !FIELDS.includes(field));
  if (strange !== undefined) throw new Error(`unknown field "${strange}": known are ${FIELDS.join(', ')}`);
  const { text, code } = row;
  if (typeof text !== 'string') throw new Error('"text" must be a string');
  if (code !== undefined && typeof code !== 'string') throw new Error('"code" must be a string');
  return { text, code, ...readSituation(row) };
}

async function runScript(
  script: string,
  prints: string,
  args: string[],
  present: (found: Classification) => object,
): Promise<number> {
  try {
    const options = { rules: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    if (values.help) {
      process.stdout.write(usage(script, prints));
      return 0;
    }
    if (positionals.length > 1) throw new Error('give one message, in quotes');
    const message = positionals[0];
    if (message === undefined && process.stdin.isTTY) {
      process.stderr.write(usage(script, prints));
      return 1;
    }
    const input = message === undefined ? readInput(await readText(process.stdin)) : { text: message };
    const detect = values.rules
      ? noticeDistress(createDetector(), createDistressRecogniser())
      : createShippedDetector();
    process.stdout.write(`${JSON.stringify(present(detect(input)), null, 2)}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`${script}: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

/** `scripts/detect-intent.js`: what a message asks for. */
export function runDetectIntent(args: string[]): Promise<number> {
  return runScript('detect-intent', 'the classification of a message', args, (found) => found);
}

/** `scripts/select-route.js`: who should answer a message, and why. */
export function runSelectRoute(args: string[]): Promise<number> {
  return runScript('select-route', 'who should answer a message, and why,', args, (found) => {
    const decision = chooseRoute(found);
    return decision.choices === undefined ? decision : { ...decision, question: clarifyQuestion(decision.choices) };
  });
}
