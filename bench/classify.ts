// Prints what the shipped model costs: load, one message of ten words, one of 5,000 characters, training, file size.
import { readFileSync, statSync } from 'node:fs';
import { createDetector } from '../skills/triage-logic/detect-intent.ts';
import { loadModel } from '../skills/triage-logic/load-model.ts';
import { SHIPPED_MODEL_URL } from '../skills/triage-logic/shipped-model.ts';
import { readShippedExamples, trainIntents } from '../skills/triage-logic/train-intents.ts';
import type { Detect } from '../skills/triage-logic/triage-input.ts';

const TEN_WORDS = [
  'why does my python loop print the same number twice',
  'can you give me another small exercise about nested dictionaries',
  'what is the difference between a list and a tuple',
  'my script works now but is there a cleaner way',
  'how far along am i compared with the others here',
];
const LONG = `${'I wrote x = foo(3) and it prints nothing, why? '.repeat(107)}`.slice(0, 5_000);

/** One thing measured against the others: it answers a message. A rival classifier is another row. */
interface Contender {
  readonly name: string;
  readonly answer: (text: string) => unknown;
}

function timeEach(
  answer: (text: string) => unknown,
  texts: readonly string[],
  runs: number,
): { p50: number; p99: number } {
  for (let run = 0; run < runs / 4; run++) answer(texts[run % texts.length] as string);
  const times = new Float64Array(runs);
  for (let run = 0; run < runs; run++) {
    const text = texts[run % texts.length] as string;
    const started = process.hrtime.bigint();
    answer(text);
    times[run] = Number(process.hrtime.bigint() - started) / 1_000;
  }
  times.sort();
  return { p50: times[runs >> 1] as number, p99: times[Math.floor(runs * 0.99)] as number };
}

function print(what: string, figure: string): void {
  process.stdout.write(`${what.padEnd(52)}${figure}\n`);
}

const loadStarted = performance.now();
const model = loadModel(readFileSync(SHIPPED_MODEL_URL));
print('load', `${(performance.now() - loadStarted).toFixed(1)} ms`);
print('file', `${statSync(SHIPPED_MODEL_URL).size} bytes`);

const detect: Detect = createDetector(model);
const rules: Detect = createDetector();
const contenders: readonly Contender[] = [
  { name: 'trained model', answer: (text) => detect({ text }, { evidence: false }) },
  { name: 'trained model, with evidence', answer: (text) => detect({ text }) },
  { name: 'rules', answer: (text) => rules({ text }, { evidence: false }) },
];
for (const { name, answer } of contenders) {
  const short = timeEach(answer, TEN_WORDS, 40_000);
  print(`${name}: ten words`, `p50 ${short.p50.toFixed(1)} us, p99 ${short.p99.toFixed(1)} us`);
  const long = timeEach(answer, [LONG], 400);
  print(
    `${name}: 5,000 characters`,
    `p50 ${(long.p50 / 1_000).toFixed(2)} ms, p99 ${(long.p99 / 1_000).toFixed(2)} ms`,
  );
}

const trainStarted = performance.now();
const examples = readShippedExamples();
trainIntents(examples);
print(`train on ${examples.length} examples`, `${((performance.now() - trainStarted) / 1_000).toFixed(1)} s`);
