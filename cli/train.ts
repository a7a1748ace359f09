import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Command, InvalidArgumentError } from 'commander';
import { encodeModel } from '../skills/triage-logic/engine/model-file.ts';
import { DISTRESS_MODEL_URL, SHIPPED_MODEL_URL } from '../skills/triage-logic/shipped-model.ts';
import { trainDistress } from '../skills/triage-logic/train-distress.ts';
import { DEFAULT_SEED, readShippedExamples, trainIntents } from '../skills/triage-logic/train-intents.ts';
import { readRows } from './read-rows.ts';

interface TrainCommandOptions {
  readonly data?: string;
  readonly out?: string;
  readonly seed: number;
  readonly targetAccuracy: number;
  readonly traffic?: Record<string, number>;
  readonly check?: boolean;
}

function parseSeed(text: string): number {
  const seed = Number(text);
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
  return Object.fromEntries(
    text.split(',').map((part) => {
      const [label, share] = part.split('=');
      if (!label || !(Number(share) >= 0)) throw new InvalidArgumentError('label=share,label=share,… is wanted.');
      return [label.trim(), Number(share)];
    }),
  );
}

/** A line that is rewritten on a terminal, and nothing anywhere else. */
function showProgress(stage: string, done: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${stage} ${Math.round(done * 100)} %`);
}

function train(options: TrainCommandOptions): void {
  if (options.check && options.data !== undefined)
    throw new Error('--check is about the shipped model: leave out --data');
  const started = performance.now();
  const examples = options.data === undefined ? readShippedExamples() : readRows(options.data);
  const trainOptions = {
    seed: options.seed,
    targetAccuracy: options.targetAccuracy,
    ...(options.traffic === undefined ? {} : { traffic: options.traffic }),
  };
  const model = trainIntents(examples, trainOptions, showProgress);
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  const bytes = encodeModel(model);
  const distress = options.data === undefined ? trainDistress(examples) : undefined;
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
  const out = options.out ?? (options.data === undefined ? fileURLToPath(SHIPPED_MODEL_URL) : 'intent.model');
  writeFileSync(out, bytes);
  if (distress !== undefined) {
    const beside = options.out === undefined ? fileURLToPath(DISTRESS_MODEL_URL) : `${options.out}.distress`;
    writeFileSync(beside, encodeModel(distress));
    const { recall = 0, recall_out_of_scope = 0 } = distress.provenance.metrics;
    process.stdout.write(
      `${beside}: cross-validated recall of distress by words alone ${(recall * 100).toFixed(1)} %, ` +
        `${(recall_out_of_scope * 100).toFixed(1)} % where the message seems out of scope\n`,
    );
  }
  const { metrics } = model.provenance;
  const { route, clarifyMargin, outOfScope, escalate } = model.calibration.thresholds;
  process.stdout.write(
    `${out}: ${model.labels.length} labels, ${examples.length} examples, ${bytes.length} bytes, ${seconds} s\n` +
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
