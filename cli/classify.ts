import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import type { Classification, RoutingDecision } from '../contract/decision.ts';
import { chooseRoute } from '../skills/triage-logic/choose-route.ts';
import { clarifyQuestion } from '../skills/triage-logic/clarify-question.ts';
import { readSituation } from '../skills/triage-logic/read-situation.ts';
import { createShippedDetector } from '../skills/triage-logic/shipped-model.ts';
import type { Detect, TriageInput } from '../skills/triage-logic/triage-input.ts';
import { readNamed } from './read-rows.ts';

interface ClassifyOptions {
  readonly stdin?: boolean;
  readonly json?: boolean;
  readonly explain?: boolean;
  readonly code?: string;
}

function readLine(line: string, number: number): TriageInput {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch {
    throw new Error(`line ${number}: not JSON`);
  }
  if (typeof row !== 'object' || row === null || Array.isArray(row))
    throw new Error(`line ${number}: not a JSON object`);
  const { text, code } = row as Record<string, unknown>;
  if (typeof text !== 'string') throw new Error(`line ${number}: "text" must be a string`);
  if (code !== undefined && code !== null && typeof code !== 'string') {
    throw new Error(`line ${number}: "code" must be a string`);
  }
  try {
    return { text, code: code ?? undefined, ...readSituation(row as Record<string, unknown>) };
  } catch (cause) {
    throw new Error(`line ${number}: ${(cause as Error).message}`, { cause });
  }
}

function summarise(found: Classification, decision: RoutingDecision): Record<string, unknown> {
  const { outcome, target_agent, distress } = decision;
  return { intent: found.intent, confidence: found.confidence, outcome, target_agent, ...(distress && { distress }) };
}

function explainJson(found: Classification, decision: RoutingDecision): Record<string, unknown> {
  const { evidence, scores, threshold, clarify_margin, out_of_scope, decided_by } = found;
  const { reasons, choices } = decision;
  return {
    ...summarise(found, decision),
    reasons,
    ...(choices === undefined ? {} : { choices }),
    evidence,
    scores,
    out_of_scope,
    threshold,
    clarify_margin,
    decided_by,
  };
}

function describe(found: Classification, decision: RoutingDecision, withReasons: boolean): string {
  const agent =
    decision.target_agent ?? (decision.distress ? 'the student is told where help is' : 'the student is asked');
  const line = `${found.intent} (${(found.confidence * 100).toFixed(1)} %) ${decision.outcome}: ${agent}`;
  if (!withReasons) return `${line}\n`;
  const evidence = found.evidence.map(
    ({ text, weight }) => `  ${weight >= 0 ? 'for ' : 'against '}${text} (${weight})`,
  );
  const { choices, reasons } = decision;
  const asked = choices === undefined ? [] : [`The question: ${clarifyQuestion(choices)}`];
  return `${[line, ...[...reasons, ...asked].map((reason) => `  ${reason}`), 'evidence', ...evidence].join('\n')}\n`;
}

async function classifyLines(detect: Detect, options: ClassifyOptions): Promise<void> {
  let number = 0;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    number++;
    if (line.trim() === '') continue;
    const input = readLine(number === 1 ? line.replace(/^\uFEFF/, '') : line, number);
    const found = detect(input, { evidence: options.explain === true });
    const decision = chooseRoute(found);
    const result = options.explain ? explainJson(found, decision) : summarise(found, decision);
    if (!process.stdout.write(`${JSON.stringify(result)}\n`)) {
      await new Promise((resolve) => process.stdout.once('drain', resolve));
    }
  }
}

async function classify(message: string | undefined, options: ClassifyOptions): Promise<void> {
  if ((message === undefined) === (options.stdin !== true)) {
    throw new Error('give one message in quotes, or --stdin with JSON lines, and not both');
  }
  if (options.stdin && options.code !== undefined)
    throw new Error('--code goes with one message; with --stdin, put "code" into each line');
  const detect = createShippedDetector();
  if (message === undefined) {
    await classifyLines(detect, options);
    return;
  }
  const code = options.code === undefined ? undefined : readNamed(options.code).toString('utf8');
  const found = detect({ text: message, code });
  const decision = chooseRoute(found);
  if (!options.json) process.stdout.write(describe(found, decision, options.explain === true));
  else
    process.stdout.write(
      `${JSON.stringify(options.explain ? explainJson(found, decision) : summarise(found, decision))}\n`,
    );
}

/** `learnflow classify`: what a message asks for, with no service and nothing dispatched. */
export function registerClassify(program: Command): void {
  program
    .command('classify')
    .description('say what a message asks for and who would answer; nothing is sent or stored')
    .argument('[message]', 'the message, in quotes')
    .option(
      '--stdin',
      'read JSON lines {text, code?, session_context?, student_progress?}, write a line of JSON for each, in order',
    )
    .option('--json', 'write JSON')
    .option('--explain', 'add why: evidence, runner-up, threshold, who decided')
    .option('--code <file>', 'a program sent with the message')
    .action(classify);
}
