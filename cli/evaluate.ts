import type { Command } from 'commander';
import { evaluatePredictions, type Figures } from '../skills/triage-logic/engine/evaluate-predictions.ts';
import type { Example } from '../skills/triage-logic/engine/example.ts';
import { createLabelPredictor } from '../skills/triage-logic/engine/label-predictor.ts';
import { loadModel, type Model } from '../skills/triage-logic/load-model.ts';
import { predictExamples } from '../skills/triage-logic/predict-examples.ts';
import { loadShippedModel } from '../skills/triage-logic/shipped-model.ts';
import { toPrintable } from './printable.ts';
import { readNamed, readRows } from './read-rows.ts';

interface EvaluateOptions {
  readonly model?: string;
  readonly data: string;
  readonly split?: string;
  readonly json?: boolean;
}

/** A confusion matrix wider than this is shown as its largest confusions instead. */
const MAX_MATRIX_LABELS = 10;
const LARGEST_CONFUSIONS = 12;
const MAX_LABEL_UNITS = 40;
/** Enough to warm the code up, and no more time than that, however long the messages are. */
const WARM_UP_CALLS = 4_000;
const WARM_UP_MS = 2_000;

function readModel(path: string | undefined): Model {
  if (path === undefined) return loadShippedModel();
  const bytes = readNamed(path);
  try {
    return loadModel(bytes);
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

/** Median and tail of one classification, in microseconds, once the code is warm. */
function timeMessages(model: Model, examples: readonly Example[]): { p50: number; p99: number } {
  const predict = createLabelPredictor(model);
  const started = performance.now();
  for (let calls = 0; calls < WARM_UP_CALLS && performance.now() - started < WARM_UP_MS; )
    for (const example of examples) {
      predict(example);
      calls++;
    }
  const times = examples.map((example) => {
    const before = process.hrtime.bigint();
    predict(example);
    return Number(process.hrtime.bigint() - before) / 1_000;
  });
  times.sort((a, b) => a - b);
  const at = (quantile: number): number =>
    times[Math.min(times.length - 1, Math.floor(quantile * times.length))] as number;
  return { p50: at(0.5), p99: at(0.99) };
}

const percent = (ratio: number | null): string => (ratio === null ? '–' : `${(ratio * 100).toFixed(1)} %`);

/** A label as a table shows it: whoever named it may have written anything. */
function shown(label: string): string {
  const line = toPrintable(label).replace(/\s+/g, ' ');
  return line.length <= MAX_LABEL_UNITS ? line : `${line.slice(0, MAX_LABEL_UNITS - 1)}…`;
}

function confusionLines({ confusion }: Figures): string[] {
  const rows = Object.entries(confusion).map(([label, answers]) => ({
    label,
    answers: new Map(Object.entries(answers)),
  }));
  const answers = [...new Set([...rows.map(({ label }) => label), ...rows.flatMap((row) => [...row.answers.keys()])])];
  if (answers.length > MAX_MATRIX_LABELS) {
    const pairs = rows.flatMap(({ label, answers: own }) =>
      [...own].map(([answer, count]) => ({ label, answer, count })),
    );
    const largest = pairs.filter(({ label, answer }) => label !== answer).sort((a, b) => b.count - a.count);
    return [
      'largest confusions',
      ...largest
        .slice(0, LARGEST_CONFUSIONS)
        .map((one) => `  ${one.count} × ${shown(one.label)} answered as ${shown(one.answer)}`),
    ];
  }
  const width = Math.max(...answers.map((label) => shown(label).length)) + 2;
  const header = `${' '.repeat(width)}${answers.map((label) => shown(label).slice(0, 10).padStart(12)).join('')}`;
  const lines = rows.map(({ label, answers: own }) => {
    const counts = answers.map((answer) => String(own.get(answer) ?? 0).padStart(12));
    return `${shown(label).padEnd(width)}${counts.join('')}`;
  });
  return ['confusion (a row is the label, a column the answer)', header, ...lines];
}

function describeFigures(figures: Figures & { microseconds: { p50: number; p99: number } }): string {
  const { routing, out_of_scope: outside, accuracy_at_coverage: at } = figures;
  const entries = Object.entries(figures.labels);
  const width = Math.max('label'.length, ...entries.map(([label]) => shown(label).length)) + 2;
  return [
    `examples                   ${figures.examples}`,
    `accuracy                   ${percent(figures.accuracy)}`,
    `accuracy, in scope alone   ${percent(figures.accuracy_in_scope)}`,
    `macro F1                   ${percent(figures.macro_f1)}`,
    `calibration error (ECE)    ${percent(figures.ece)}`,
    `accuracy at coverage       80 %: ${percent(at['80'])}, 90 %: ${percent(at['90'])}, 95 %: ${percent(at['95'])}`,
    `coverage at 95 % accuracy  ${percent(figures.coverage_at_95_accuracy)}`,
    `accuracy among routed      ${percent(routing.accuracy_routed)}`,
    `routed, of in scope        ${percent(routing.share_routed_in_scope)}`,
    `routed, of out of scope    ${percent(routing.share_routed_out_of_scope)}`,
    outside === null
      ? 'out of scope               no examples'
      : `out of scope               AUROC ${percent(outside.auroc)}; recall at 1/3/5 points of in-scope loss ` +
        `${percent(outside.recall_at_loss['1'])} / ${percent(outside.recall_at_loss['3'])} / ${percent(outside.recall_at_loss['5'])} (${outside.examples})`,
    `one message                p50 ${figures.microseconds.p50.toFixed(1)} us, p99 ${figures.microseconds.p99.toFixed(1)} us`,
    '',
    `${'label'.padEnd(width)}precision  recall      F1  examples`,
    ...entries.map(
      ([label, one]) =>
        `${shown(label).padEnd(width)}${percent(one.precision).padStart(9)}${percent(one.recall).padStart(8)}${percent(one.f1).padStart(8)}${String(one.examples).padStart(10)}`,
    ),
    '',
    ...confusionLines(figures),
    '',
  ].join('\n');
}

function evaluate(options: EvaluateOptions): void {
  const model = readModel(options.model);
  const all = readRows(options.data);
  const rows = options.split === undefined ? all : all.filter(({ split }) => split === options.split);
  if (rows.length === 0) throw new Error(`${options.data} has no rows of split "${options.split}"`);
  // With a split of its own name, what is out of scope measures the rejector and leaves the accuracy alone.
  const extra = options.split === undefined ? [] : all.filter(({ split }) => split === `oos_${options.split}`);
  const known = new Set(model.labels);
  const strange = rows.find(({ label, isOutOfScope }) => !isOutOfScope && !known.has(label));
  if (strange !== undefined)
    throw new Error(`${options.data} has the label "${shown(strange.label)}", which the model does not know`);
  const figures = {
    ...evaluatePredictions(predictExamples(model, rows), predictExamples(model, extra)),
    microseconds: timeMessages(model, rows),
  };
  process.stdout.write(options.json ? `${JSON.stringify(figures)}\n` : describeFigures(figures));
}

/** `learnflow evaluate`: measures a model on labelled messages. */
export function registerEvaluate(program: Command): void {
  program
    .command('evaluate')
    .description('measure a model on labelled messages')
    .option('--model <model>', 'model file (default: the shipped one)')
    .requiredOption('--data <file>', 'JSON lines {text, label|intent, split?, code?, previous_intent?}')
    .option('--split <name>', 'only rows of this split; rows of oos_<name> then measure the rejector')
    .option('--json', 'one line of JSON, ratios 0..1')
    .action(evaluate);
}
