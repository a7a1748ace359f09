import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Command, InvalidArgumentError } from 'commander';
import { type Example, OUT_OF_SCOPE_LABEL, OUT_OF_SCOPE_LABELS } from '../skills/triage-logic/engine/example.ts';
import { encodeModel } from '../skills/triage-logic/engine/model-file.ts';
import { fitsThresholds, isTrainedOn } from '../skills/triage-logic/engine/train-model.ts';
import { DISTRESS_MODEL_URL, SHIPPED_MODEL_URL } from '../skills/triage-logic/shipped-model.ts';
import { trainDistress } from '../skills/triage-logic/train-distress.ts';
import { DEFAULT_SEED, readShippedExamples, trainIntents } from '../skills/triage-logic/train-intents.ts';
import { readRows } from './read-rows.ts';
import { isSameFile, requireWritable, writeWhole } from './write-whole.ts';

interface TrainCommandOptions {
  readonly data?: string;
  readonly out?: string;
  readonly seed: number;
  readonly targetAccuracy: number;
  readonly traffic?: Record<string, number>;
  readonly check?: boolean;
}

function parseSeed(text: string): number {
  const seed = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new InvalidArgumentError('a whole number from 0 to 4294967295 is wanted.');
  }
  return seed;
}

function parseRatio(text: string): number {
  const ratio = Number(text);
  if (!(ratio > 0 && ratio <= 1)) throw new InvalidArgumentError('a number above 0 and up to 1 is wanted.');
  return ratio;
}

function parseTraffic(text: string): Record<string, number> {
  const shares = new Map<string, number>();
  for (const part of text.split(',')) {
    // From the right: a label may hold "=".
    const [, name = '', figure = ''] = /^(.*)=(.*)$/s.exec(part) ?? [];
    const label = OUT_OF_SCOPE_LABELS.has(name.trim()) ? OUT_OF_SCOPE_LABEL : name.trim();
    const share = figure.trim() === '' ? Number.NaN : Number(figure);
    if (label === '' || !(share >= 0 && share < Infinity))
      throw new InvalidArgumentError('label=share,label=share,… is wanted.');
    if (shares.has(label)) throw new InvalidArgumentError(`"${label}" is named twice.`);
    shares.set(label, share);
  }
  return Object.fromEntries(shares);
}

/**
 * Refuses shares that say nothing of a label there are examples of, or name one there are none of: either is a label
 * misspelt, and would make the thresholds those of another traffic.
 */
function requireTrafficOf(examples: readonly Example[], traffic: Readonly<Record<string, number>>): void {
  const labels = new Set(examples.map(({ label }) => label));
  const named = new Set(Object.keys(traffic));
  const strange = [...named].find((label) => !labels.has(label));
  if (strange !== undefined) throw new Error(`--traffic names the label "${strange}", of which there is no example`);
  const missing = [...labels].find((label) => !named.has(label));
  if (missing !== undefined) throw new Error(`--traffic names no share for "${missing}": say 0 if it never comes`);
  const inScope = Object.entries(traffic).filter(([label]) => label !== OUT_OF_SCOPE_LABEL);
  if (!inScope.some(([, share]) => share > 0)) throw new Error('--traffic leaves nothing in scope: every share is 0');
}

/** What became of rows that do not train. A misspelt split would otherwise go unnoticed. */
function describeOtherRows(examples: readonly Example[], validationCount: number): string {
  const rest = examples.filter((row) => !isTrainedOn(row) && !(validationCount > 0 && fitsThresholds(row)));
  const splits = [...new Set(rest.map(({ split }) => `"${split}"`))].join(', ');
  const fitting = validationCount === 0 ? '' : `, ${validationCount} for the thresholds alone`;
  return rest.length === 0 ? fitting : `${fitting}, ${rest.length} left alone (split ${splits})`;
}

/** A line that is rewritten on a terminal, and nothing anywhere else. */
function showProgress(stage: string, done: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${stage} ${Math.round(done * 100)} %`);
}

function train(options: TrainCommandOptions): void {
  if (options.check && options.data !== undefined)
    throw new Error('--check is about the shipped model: leave out --data');
  const out = options.out ?? (options.data === undefined ? fileURLToPath(SHIPPED_MODEL_URL) : 'intent.model');
  // Before the work, not after it.
  if (!options.check) requireWritable(out);
  if (options.data !== undefined && isSameFile(out, options.data))
    throw new Error(`--out ${out} would overwrite the examples`);
  const started = performance.now();
  const examples = options.data === undefined ? readShippedExamples() : readRows(options.data);
  if (options.traffic !== undefined) requireTrafficOf(examples, options.traffic);
  const trainOptions = {
    seed: options.seed,
    targetAccuracy: options.targetAccuracy,
    ...(options.traffic === undefined ? {} : { traffic: options.traffic }),
  };
  const model = trainIntents(examples, trainOptions, showProgress);
  const bytes = encodeModel(model);
  const distress =
    options.data === undefined ? trainDistress(examples, (done) => showProgress('distress', done)) : undefined;
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  if (options.check) {
    const isSame =
      Buffer.from(bytes).equals(readFileSync(SHIPPED_MODEL_URL)) &&
      distress !== undefined &&
      Buffer.from(encodeModel(distress)).equals(readFileSync(DISTRESS_MODEL_URL));
    if (!isSame) {
      throw new Error('the shipped model is not what the examples give: run "learnflow train" and commit the model');
    }
    process.stdout.write(`The shipped model is exactly what its ${examples.length} examples give (${seconds} s).\n`);
    return;
  }
  writeWhole(out, bytes);
  if (distress !== undefined) {
    const beside = options.out === undefined ? fileURLToPath(DISTRESS_MODEL_URL) : `${options.out}.distress`;
    writeWhole(beside, encodeModel(distress));
    const { recall = 0, recall_out_of_scope = 0 } = distress.provenance.metrics;
    process.stdout.write(
      `${beside}: cross-validated recall of distress by words alone ${(recall * 100).toFixed(1)} %, ` +
        `${(recall_out_of_scope * 100).toFixed(1)} % where the message seems out of scope\n`,
    );
  }
  const { metrics, validationCount } = model.provenance;
  const { route, clarifyMargin, outOfScope, escalate } = model.calibration.thresholds;
  process.stdout.write(
    `${out}: ${model.labels.length} labels, ${examples.length} examples${describeOtherRows(examples, validationCount)}, ${bytes.length} bytes, ${seconds} s\n` +
      `cross-validated: ${Object.entries(metrics)
        .map(([name, ratio]) => `${name.replaceAll('_', ' ')} ${(ratio * 100).toFixed(1)} %`)
        .join(', ')}\n` +
      `thresholds: route from ${route}, ask within ${clarifyMargin}, out of scope from ${outOfScope}, a language model below ${escalate}\n`,
  );
}

/** `learnflow train`: makes a model of labelled messages. */
export function registerTrain(program: Command): void {
  program
    .command('train')
    .description('train a model on labelled messages; without --data, the shipped model on our own examples')
    .option('--data <file>', 'JSON lines {text, label|intent, split?, code?, previous_intent?}')
    .option('--out <model>', 'file to write (default: the shipped model, or intent.model with --data)')
    .option('--seed <n>', 'seed of every random choice', parseSeed, DEFAULT_SEED)
    .option('--target-accuracy <ratio>', 'wanted share of right ones among the routed', parseRatio, 0.95)
    .option('--traffic <shares>', 'expected shares in use, as label=share,label=share,…', parseTraffic)
    .option('--check', 'write nothing; fail unless the shipped model is exactly what the examples give')
    .action(train);
}
