import { readdirSync, readFileSync } from 'node:fs';
import { LABELS, type Label } from '../../contract/intents.ts';
import { composeMessages } from './compose-messages.ts';
import { type Example, readExamples } from './engine/example.ts';
import type { Model } from './engine/model.ts';
import { type TrainOptions, trainModel } from './engine/train-model.ts';
import type { PlacedExample } from './lint-examples.ts';

/** Where the messages we wrote lie: one file a writer. */
export const EXAMPLES_URL = new URL('./examples/', import.meta.url);

/**
 * What a hundred messages of real students are expected to hold. The examples hold far more of the rare intents than life
 * does; calibration and thresholds weigh them back to these shares.
 */
export const EXPECTED_TRAFFIC: Readonly<Record<Label, number>> = {
  syntax_help: 16,
  concept_explanation: 50,
  exercise_request: 5,
  progress_check: 5,
  code_review: 11,
  out_of_scope: 13,
};

export const DEFAULT_SEED = 1;

/** Voices of one author, in files `<author>-<number>-<voice>`: held out together, or the author is not held out. */
const AUTHOR = /^.+?-\d+(?=-)/;

/** Reads every voice's file in the order of their names; the writer is the voice's author. */
export function readShippedExamples(folder: URL = EXAMPLES_URL): PlacedExample[] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort();
  if (files.length === 0) throw new Error(`no examples (*.jsonl) in ${folder.pathname}`);
  return files.flatMap((name) => {
    const voice = name.slice(0, -'.jsonl'.length);
    const writer = AUTHOR.exec(voice)?.[0] ?? voice;
    return readExamples(readFileSync(new URL(name, folder), 'utf8'), name).map((example) => ({
      ...example,
      writer,
      place: `${name}:${example.line}`,
    }));
  });
}

/** Whether all labels are the six of the contract, so that what is known of learners applies. */
export function isOurLabelSet(examples: readonly Example[]): boolean {
  const ours: readonly string[] = LABELS;
  return examples.every(({ label }) => ours.includes(label));
}

/** What was measured best on our examples, whole writers held out. */
const LEARNER_OPTIONS: TrainOptions = {
  readsLearnerFeatures: true,
  wordShare: 0.6,
  outOfScopeWeight: 1,
  svmCost: 1,
  svmPositiveWeight: 2,
  classShare: 0.25,
  pairShare: 0,
  readsLabelNames: false,
  logisticShare: 0,
  bayesShare: 1,
  fitsMerge: true,
  // A fifth fold costs three seconds of training and gains nothing.
  foldCount: 4,
  compose: composeMessages,
  // A margin, not a fit: strangers are a little further from our writers than those are from each other.
  shift: 1.2,
  traffic: EXPECTED_TRAFFIC,
};

/** Trains on learners' messages: with learner features, and thresholds for the traffic expected. */
export function trainIntents(
  examples: readonly Example[],
  options: TrainOptions = {},
  onProgress?: (stage: string, done: number) => void,
): Model {
  const learnerOptions: TrainOptions = isOurLabelSet(examples) ? LEARNER_OPTIONS : {};
  return trainModel(examples, { seed: DEFAULT_SEED, ...learnerOptions, ...options }, onProgress);
}
