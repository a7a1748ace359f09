import { calibrate, weighExamples } from './calibrate.ts';
import { type Compose, type ScoredExample, scoreExamples, scoreOutOfFold } from './cross-validate.ts';
import { digestOf } from './digest-examples.ts';
import { type Example, OUT_OF_SCOPE_LABEL } from './example.ts';
import { applyMerge, fitMerge, type Merge } from './fit-merge.ts';
import { fitParts, mergeByFit, mergeByShare, type WeightOptions, weightOptionsFor } from './fit-weights.ts';
import { measureScored } from './measure-scored.ts';
import type { Model } from './model.ts';
import { quantiseWeights } from './quantise-weights.ts';

export interface TrainOptions extends Partial<WeightOptions> {
  readonly seed?: number;
  /** Wanted share of right ones among the routed, 0..1. Default 0.95. */
  readonly targetAccuracy?: number;
  /** How many times likelier an error is held to be in use when the limit for routing is fitted. Default 1. */
  readonly shift?: number;
  /** Expected share of each label in use; without it, the examples' own. */
  readonly traffic?: Readonly<Record<string, number>> | null;
  /** Features kept at most. Default: as many as fit a file of 1 MB with up to eight columns; all with more. */
  readonly maxFeatures?: number;
  readonly foldCount?: number;
  /** Makes more examples to train on, of those that train; never measured on. */
  readonly compose?: Compose;
}

/** Fits how the learners are merged, to all examples that are of a column. */
function fitMergeOf(
  scored: readonly ScoredExample[],
  columns: readonly string[],
  traffic: Readonly<Record<string, number>> | null,
): Merge {
  const columnOf = new Map(columns.map((label, column) => [label, column]));
  const rows = scored.filter(({ example }) => columnOf.has(example.label));
  return fitMerge(
    rows.map(({ partScores }) => partScores),
    rows.map(({ example }) => columnOf.get(example.label) as number),
    weighExamples(rows, traffic),
    columns.length,
  );
}

function mergeScores(scored: readonly ScoredExample[], merge: Merge): ScoredExample[] {
  return scored.map((row) => {
    const scores = new Float64Array(merge.biases.length);
    applyMerge(merge, row.partScores, merge.biases, scores);
    return { ...row, scores };
  });
}

/** From so many examples out of scope on, they are learnt as a column of their own. */
const MIN_OUT_OF_SCOPE_COLUMN = 100;
const MAX_LABELS = 200;
/**
 * With fewer examples of a label, a fold may hold all there are of it: what is fitted to such folds is to take the one
 * label for the other.
 */
const MIN_EXAMPLES_TO_FIT_MERGE = 10;
const MAX_FEATURES_NARROW = 40_000;

/** Whether an example's split is one that trains; one without a split does. */
export function isTrainedOn({ split }: Example): boolean {
  return split === undefined || split === 'train' || split === 'oos' || split === 'oos_train';
}

/** Whether an example's split is one that thresholds are fitted to. */
export function fitsThresholds({ split }: Example): boolean {
  return split === 'val' || split === 'oos_val';
}

/**
 * Trains a model: weights, calibration, thresholds. The same examples, options and seed give the same model.
 * Rows of split `train` (or none) and `oos`, `oos_train` train; rows of `val` and `oos_val` fit the thresholds, where
 * there are any of `val`; other splits are left alone.
 * @throws {Error} when there are not two labels with examples, or a label occurs in `val` alone
 */
export function trainModel(
  examples: readonly Example[],
  options: TrainOptions = {},
  onProgress: (stage: string, done: number) => void = () => {},
): Model {
  const training = examples.filter(isTrainedOn);
  const validation = examples.filter(fitsThresholds);
  if (training.length === 0) {
    const splits = [...new Set(examples.map(({ split }) => `"${split}"`))].join(', ');
    throw new Error(`no row to train on: rows of split "train", or of none, train; found ${splits || 'no rows'}`);
  }
  const labels = [...new Set(training.filter((row) => !row.isOutOfScope).map(({ label }) => label))].sort();
  if (labels.length < 2) {
    const found = labels.length === 0 ? 'no label in scope' : `one label only, "${labels[0]}"`;
    throw new Error(`training needs examples of two labels or more: found ${found}`);
  }
  if (labels.length > MAX_LABELS) throw new Error(`${labels.length} labels: ${MAX_LABELS} is the most a model holds`);
  for (const { label, isOutOfScope } of validation) {
    if (!isOutOfScope && !labels.includes(label))
      throw new Error(`label "${label}" has examples in split val, none to train on`);
  }
  const outOfScopeCount = training.filter((row) => row.isOutOfScope).length;
  const hasOutOfScopeColumn = outOfScopeCount >= MIN_OUT_OF_SCOPE_COLUMN;
  const columns = hasOutOfScopeColumn ? [...labels, OUT_OF_SCOPE_LABEL] : labels;
  const {
    targetAccuracy = 0.95,
    shift = 1,
    traffic = null,
    maxFeatures,
    foldCount = 5,
    compose = null,
    ...given
  } = options;
  const wanted: WeightOptions = {
    ...weightOptionsFor((training.length - outOfScopeCount) / labels.length),
    readsLearnerFeatures: false,
    seed: 1,
    ...given,
  };
  const fewest = Math.min(...columns.map((column) => training.filter(({ label }) => label === column).length));
  const weightOptions = { ...wanted, fitsMerge: wanted.fitsMerge && fewest >= MIN_EXAMPLES_TO_FIT_MERGE };
  const folds = Math.min(foldCount, training.length);

  const onFold = (done: number): void => onProgress('cross-validation', done);
  const unmerged = scoreOutOfFold(training, columns, folds, weightOptions, onFold, compose);
  const merge = weightOptions.fitsMerge ? fitMergeOf(unmerged, columns, traffic) : null;
  const scored = merge === null ? unmerged : mergeScores(unmerged, merge);
  const composed = compose === null ? training : [...training, ...compose(training, weightOptions.seed)];
  const parts = fitParts(composed, columns, weightOptions, (done) => onProgress('training', done));
  const fitted = merge === null ? mergeByShare(parts) : mergeByFit(parts, merge);
  const part = quantiseWeights(
    fitted,
    maxFeatures ?? (columns.length <= 8 ? MAX_FEATURES_NARROW : Number.MAX_SAFE_INTEGER),
  );
  const hasValidation = validation.some((row) => !row.isOutOfScope);
  const judged = hasValidation ? scoreExamples(part, validation) : scored;
  const calibration = calibrate(scored, judged, labels, hasOutOfScopeColumn, traffic, targetAccuracy, shift);
  return {
    ...part,
    labels,
    hasOutOfScopeColumn,
    calibration,
    provenance: {
      examplesDigest: digestOf(examples),
      exampleCount: training.length,
      outOfScopeCount,
      validationCount: hasValidation ? validation.length : 0,
      options: { ...weightOptions, targetAccuracy, shift, traffic, foldCount: folds },
      metrics: measureScored(scored, labels, hasOutOfScopeColumn, calibration),
    },
  };
}
