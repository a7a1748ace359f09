// Prints what a classification costs, and, with --against, how the engine stands beside nlp.js: both trained on the same
// shuffled rows of public corpora in the same run.
//   node bench/classify.ts
//   node bench/classify.ts --against [--corpora clinc150,banking77,hwu64] [--per-intent 20]
import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createDetector } from '../skills/triage-logic/detect-intent.ts';
import { MessageScorer } from '../skills/triage-logic/engine/score-message.ts';
import { loadModel } from '../skills/triage-logic/load-model.ts';
import { createShippedDetector, SHIPPED_MODEL_URL } from '../skills/triage-logic/shipped-model.ts';
import { readShippedExamples, trainIntents } from '../skills/triage-logic/train-intents.ts';
import { answerOf, CORPORA, findEvaluationFile, fitTask, measureAccuracy, readTask } from './intent-corpora.ts';
import { trainNlpJs } from './nlpjs-classifier.ts';

const TEN_WORDS = [
  'why does my python loop print the same number twice',
  'can you give me another small exercise about nested dictionaries',
  'what is the difference between a list and a tuple',
  'my script works now but is there a cleaner way',
  'how far along am i compared with the others here',
];
const LONG = `${'I wrote x = foo(3) and it prints nothing, why? '.repeat(107)}`.slice(0, 5_000);

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

function printCosts(): void {
  const loadStarted = performance.now();
  const model = loadModel(readFileSync(SHIPPED_MODEL_URL));
  print('load', `${(performance.now() - loadStarted).toFixed(1)} ms`);
  print('file', `${statSync(SHIPPED_MODEL_URL).size} bytes`);
  const [trained, shipped, rules] = [createDetector(model), createShippedDetector(), createDetector()];
  const contenders: readonly (readonly [string, (text: string) => unknown])[] = [
    ['trained model', (text) => trained({ text }, { evidence: false })],
    ['trained model, with evidence', (text) => trained({ text })],
    ['trained model and distress', (text) => shipped({ text }, { evidence: false })],
    ['rules', (text) => rules({ text }, { evidence: false })],
  ];
  for (const [name, answer] of contenders) {
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
}

const percent = (ratio: number): string => `${(100 * ratio).toFixed(1)} %`;

/** Both classifiers on one corpus. nlp.js answers through a promise: its time is taken one message after another. */
async function compareOn(corpus: string, perIntent: number): Promise<void> {
  const url = findEvaluationFile(`intent/${corpus}.jsonl`);
  if (url === undefined) {
    print(corpus, 'skipped: no evaluation data');
    return;
  }
  const task = readTask(url, perIntent);
  const name = `${corpus}${perIntent === Infinity ? '' : `, ${perIntent} an intent`} (${task.train.length} rows)`;
  const ourStart = performance.now();
  const part = fitTask(task);
  const ourTrainSeconds = (performance.now() - ourStart) / 1_000;
  const ours = measureAccuracy(part, task);
  const theirStart = performance.now();
  const answerOfNlpJs = await trainNlpJs(task.train);
  const theirTrainSeconds = (performance.now() - theirStart) / 1_000;
  const scorer = new MessageScorer(part);
  const times = { ours: [] as number[], theirs: [] as number[] };
  let right = 0;
  for (const { text, label } of task.measure) {
    const theirs = performance.now();
    const answer = await answerOfNlpJs(text);
    times.theirs.push(performance.now() - theirs);
    if (answer === label) right++;
  }
  for (const pass of [0, 1]) {
    for (const example of task.measure) {
      const started = performance.now();
      scorer.score(example);
      answerOf(task.labels, scorer.scores);
      if (pass === 1) times.ours.push(performance.now() - started);
    }
  }
  const median = (ms: number[]): number => 1_000 * (ms.sort((a, b) => a - b)[ms.length >> 1] as number);
  const [our, their] = [median(times.ours), median(times.theirs)];
  print(`${name}: accuracy`, `ours ${percent(ours)}, nlp.js ${percent(right / task.measure.length)}`);
  print(
    `${name}: one message, p50`,
    `ours ${our.toFixed(1)} us, nlp.js ${their.toFixed(1)} us: ${(their / our).toFixed(1)} times faster`,
  );
  print(`${name}: training`, `ours ${ourTrainSeconds.toFixed(1)} s, nlp.js ${theirTrainSeconds.toFixed(1)} s`);
}

const { values } = parseArgs({
  options: {
    against: { type: 'boolean', default: false },
    corpora: { type: 'string', default: CORPORA.join() },
    'per-intent': { type: 'string' },
  },
});
if (values.against) {
  const perIntent = values['per-intent'] === undefined ? Infinity : Number(values['per-intent']);
  for (const corpus of values.corpora.split(',')) await compareOn(corpus, perIntent);
} else {
  printCosts();
}
