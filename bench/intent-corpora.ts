import { existsSync, readFileSync } from 'node:fs';
import { scoreExamples } from '../skills/triage-logic/engine/cross-validate.ts';
import { type Example, readExamples } from '../skills/triage-logic/engine/example.ts';
import { fitWeights, weightOptionsFor } from '../skills/triage-logic/engine/fit-weights.ts';
import type { ScoringPart } from '../skills/triage-logic/engine/model.ts';
import { quantiseWeights } from '../skills/triage-logic/engine/quantise-weights.ts';
import { createSeededRandom } from '../skills/triage-logic/engine/seeded-random.ts';
import { skipAloud } from '../test/skip-aloud.ts';

export const CORPORA = ['clinc150', 'banking77', 'hwu64'] as const;
export type Corpus = (typeof CORPORA)[number];

const FOLDER = new URL('../../shared/eval/', import.meta.url);
const SEED = 1;

/**
 * Where a file of the evaluation data lies, or `undefined` where it was not brought along.
 * @throws {Error} where everything is required
 */
export function findEvaluationFile(name: string): URL | undefined {
  const folder = process.env.LEARNFLOW_EVAL_DATA;
  const url = folder === undefined ? new URL(name, FOLDER) : new URL(name, `file://${folder}/`);
  if (existsSync(url)) return url;
  skipAloud(`no evaluation data at ${url}`);
  return undefined;
}

export interface Task {
  readonly labels: readonly string[];
  readonly train: readonly Example[];
  readonly measure: readonly Example[];
}

/**
 * Reads one corpus: its training rows shuffled, its `val` rows to measure on, both in scope alone.
 * @param perIntent at most so many training rows an intent
 */
export function readTask(url: URL, perIntent = Infinity): Task {
  const rows = readExamples(readFileSync(url, 'utf8'), url.pathname).filter((row) => !row.isOutOfScope);
  const train = rows.filter(({ split }) => split === 'train');
  const order = Int32Array.from(train.keys());
  createSeededRandom(SEED).shuffle(order);
  const taken = new Map<string, number>();
  const drawn = [...order]
    .map((at) => train[at] as Example)
    .filter(({ label }) => {
      const count = (taken.get(label) ?? 0) + 1;
      taken.set(label, count);
      return count <= perIntent;
    });
  return { labels: [...taken.keys()].sort(), train: drawn, measure: rows.filter(({ split }) => split === 'val') };
}

/** Fits the weights alone: calibration changes no answer among many labels. */
export function fitTask({ labels, train }: Task): ScoringPart {
  const options = { ...weightOptionsFor(train.length / labels.length), seed: SEED, readsLearnerFeatures: false };
  return quantiseWeights(fitWeights(train, labels, options), Number.MAX_SAFE_INTEGER);
}

/** The label of the highest score. */
export function answerOf(labels: readonly string[], scores: Float64Array): string {
  let best = 0;
  for (let at = 1; at < labels.length; at++) if ((scores[at] as number) > (scores[best] as number)) best = at;
  return labels[best] as string;
}

/** Share of right answers, 0..1. */
export function measureAccuracy(part: ScoringPart, { labels, measure }: Task): number {
  const right = scoreExamples(part, measure).filter(
    ({ example, scores }) => answerOf(labels, scores) === example.label,
  );
  return right.length / measure.length;
}
