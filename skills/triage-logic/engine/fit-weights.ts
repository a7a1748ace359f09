import { isClassGram } from './class-grams.ts';
import { type Example, OUT_OF_SCOPE_LABEL } from './example.ts';
import { applyMerge, type Merge } from './fit-merge.ts';
import { LEARNER_FEATURE_COUNT, readLearnerFeatures } from './learner-features.ts';
import { relationsOf } from './relations.ts';
import { type SparseRows, SparseRowsBuilder } from './sparse-rows.ts';
import { countWeight, TextReader } from './text-reader.ts';
import { trainBayes } from './train-bayes.ts';
import { type LabelWeights, trainLogistic } from './train-logistic.ts';
import { MOST_TOGETHER, trainNarrowSvm } from './train-narrow-svm.ts';
import { trainSvm } from './train-svm.ts';
import { buildVocabulary, type Vocabulary } from './vocabulary.ts';

/** How the three learners are set and mixed. The defaults were measured on CLINC150, BANKING77 and HWU64. */
export interface WeightOptions {
  readonly seed: number;
  readonly readsLearnerFeatures: boolean;
  /** Words and word pairs make up this much of a message's squared length, character n-grams the rest. */
  readonly wordShare: number;
  /** Squared length of the pairs and triples of word classes, beside the text's 1; 0 where they are not read. */
  readonly classShare: number;
  /** Squared length of the pairs of content words, beside the text's 1; 0 where they are not read. */
  readonly pairShare: number;
  /** Whether the words of a label's name are one more example of it. */
  readonly readsLabelNames: boolean;
  /** Features found in fewer examples are left out, from `MIN_EXAMPLES_TO_PRUNE` examples on. */
  readonly leastTexts: number;
  /**
   * What an example out of scope counts against the labels in scope. Little, where the labels must be told apart from
   * each other; 1, where what is out of scope is as common as they are.
   */
  readonly outOfScopeWeight: number;
  readonly svmCost: number;
  readonly svmPositiveWeight: number;
  readonly logisticRate: number;
  readonly logisticEpochs: number;
  readonly logisticDropout: number;
  /** Shares of the three in the merged matrix; one of share 0 is not trained. */
  readonly svmShare: number;
  readonly logisticShare: number;
  readonly bayesShare: number;
  /**
   * Whether the shares are fitted to scores of messages held out, each column of each learner for itself. For few columns
   * and many examples.
   */
  readonly fitsMerge: boolean;
}

/** With fewer examples, what only one of them holds may be all that is known of its label. */
const MIN_EXAMPLES_TO_PRUNE = 1_000;

/** With fewer examples a label, they are trusted more. */
const MANY_A_LABEL = 40;
/**
 * Measured on what 20 examples an intent leave over of three public corpora's training rows: another 0.9 points are the
 * pairs and names.
 */
const FEW_EXAMPLES = { svmCost: 2, svmPositiveWeight: 4, bayesShare: 1, pairShare: 0.2, readsLabelNames: true };

/** The defaults for so many examples a label, on average. */
export function weightOptionsFor(examplesALabel: number): typeof DEFAULT_WEIGHT_OPTIONS {
  return examplesALabel < MANY_A_LABEL ? { ...DEFAULT_WEIGHT_OPTIONS, ...FEW_EXAMPLES } : DEFAULT_WEIGHT_OPTIONS;
}

export const DEFAULT_WEIGHT_OPTIONS: Omit<WeightOptions, 'seed' | 'readsLearnerFeatures'> = {
  wordShare: 0.4,
  classShare: 0,
  pairShare: 0.2,
  readsLabelNames: false,
  leastTexts: 2,
  outOfScopeWeight: 0.05,
  svmCost: 1,
  svmPositiveWeight: 3,
  logisticRate: 10,
  logisticEpochs: 15,
  logisticDropout: 0.6,
  svmShare: 12,
  logisticShare: 0.5,
  bayesShare: 0.5,
  fitsMerge: false,
};

/** Weights before they are made small: `text[feature * columnCount + column]`, `learner` likewise. */
export interface FittedWeights {
  readonly vocabulary: Vocabulary;
  readonly columnCount: number;
  readonly wordShare: number;
  readonly classShare: number;
  readonly pairShare: number;
  readonly text: Float32Array;
  readonly learner: Float32Array;
  readonly biases: Float32Array;
}

/** Makes rows of the examples: first the columns of the vocabulary, then those of the learner features. */
export function vectorise(examples: readonly Example[], vocabulary: Vocabulary, options: WeightOptions): SparseRows {
  const { wordShare, readsLearnerFeatures: readsLearner } = options;
  const { relations, share: relationShare } = relationsOf(options);
  const reader = new TextReader(vocabulary, relations);
  const learner = new Float32Array(LEARNER_FEATURE_COUNT);
  const rows = new SparseRowsBuilder();
  const addGroup = (touched: Int32Array, count: number, share: number): void => {
    let squared = 0;
    const strengthOf = (feature: number): number =>
      countWeight(reader.counts[feature] as number) * (vocabulary.rarity[feature] as number);
    for (let slot = 0; slot < count; slot++) squared += strengthOf(touched[slot] as number) ** 2;
    const scale = Math.sqrt(share / (squared || 1));
    for (let slot = 0; slot < count; slot++) {
      rows.add(touched[slot] as number, strengthOf(touched[slot] as number) * scale);
    }
  };
  for (const example of examples) {
    reader.read(example.text);
    addGroup(reader.touchedWords, reader.wordCount, wordShare);
    addGroup(reader.touchedGrams, reader.gramCount, 1 - wordShare);
    addGroup(reader.touchedRelations, reader.relationCount, relationShare);
    reader.clear();
    if (readsLearner) {
      readLearnerFeatures(example, reader.tokenCount, reader.firstKey, reader.secondKey, reader.cues, learner);
      for (let feature = 0; feature < learner.length; feature++) {
        if (learner[feature] !== 0) rows.add(vocabulary.size + feature, learner[feature] as number);
      }
    }
    rows.endRow();
  }
  return rows.build(vocabulary.size + (readsLearner ? LEARNER_FEATURE_COUNT : 0));
}

/** What the learners made of the examples, each for itself: `weights[feature * columnCount + column]`. */
export interface FittedParts {
  readonly vocabulary: Vocabulary;
  readonly columnCount: number;
  readonly wordShare: number;
  readonly classShare: number;
  readonly pairShare: number;
  readonly parts: readonly LabelWeights[];
  /** Of each part, in the merged matrix; their sum is 1. */
  readonly shares: readonly number[];
}

function fitSvm(
  rows: SparseRows,
  labels: Int32Array,
  columns: readonly string[],
  rowWeight: Float32Array,
  { svmCost, svmPositiveWeight, seed }: WeightOptions,
  onProgress: (done: number) => void,
): LabelWeights {
  const columnCount = columns.length;
  const effort = { tolerance: 0.1, maxPasses: 30 };
  // With few labels and very many examples, the last passes cost a quarter of the time and change nothing that is measured.
  const narrowEffort = { tolerance: 0.5, maxPasses: 10, seed };
  const costOf = (row: number, column: number) =>
    svmCost *
    (columns[column] === OUT_OF_SCOPE_LABEL ? 1 : (rowWeight[row] as number)) *
    (labels[row] === column ? svmPositiveWeight : 1);
  if (columnCount <= MOST_TOGETHER) return trainNarrowSvm(rows, labels, columnCount, costOf, narrowEffort, onProgress);
  const svm = { weights: new Float32Array(rows.columnCount * columnCount), biases: new Float32Array(columnCount) };
  for (let column = 0; column < columnCount; column++) {
    const { weights, bias } = trainSvm(
      rows,
      (row) => labels[row] === column,
      (row) => costOf(row, column),
      { ...effort, seed: seed + column },
    );
    for (let at = 0; at < rows.columnCount; at++) svm.weights[at * columnCount + column] = weights[at] as number;
    svm.biases[column] = bias;
    onProgress((column + 1) / columnCount);
  }
  return svm;
}

/** Of the time that both take, what the support vector machine takes; told as progress. */
const SVM_TIME = 0.5;

/** The words of each label's name, as an example of it: whoever named it "card_arrival" said what it is about. */
function namesAsExamples(columns: readonly string[]): Example[] {
  return columns
    .filter((label) => label !== OUT_OF_SCOPE_LABEL)
    .map((label) => ({
      text: label.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[^\p{L}\p{N}]+/gu, ' '),
      label,
      isOutOfScope: false,
    }));
}

/**
 * Trains the learners that have a share.
 * @param columns labels in the order of the columns; the last may be `out_of_scope`
 */
export function fitParts(
  examples: readonly Example[],
  columns: readonly string[],
  options: WeightOptions,
  onProgress: (done: number) => void = () => {},
): FittedParts {
  onProgress(0);
  const columnOf = new Map(columns.map((label, column) => [label, column]));
  const known = examples.filter((example) => columnOf.has(example.isOutOfScope ? OUT_OF_SCOPE_LABEL : example.label));
  const used = options.readsLabelNames ? [...known, ...namesAsExamples(columns)] : known;
  const labels = Int32Array.from(used, (example) => columnOf.get(example.label) as number);
  const vocabulary = buildVocabulary(
    used.map((example) => example.text),
    used.length < MIN_EXAMPLES_TO_PRUNE ? 1 : options.leastTexts,
    relationsOf(options).relations,
  );
  const rows = vectorise(used, vocabulary, options);
  const rowWeight = Float32Array.from(used, (example) => (example.isOutOfScope ? options.outOfScopeWeight : 1));
  const columnCount = columns.length;
  const parts: LabelWeights[] = [];
  const shares: number[] = [];
  const svmTime = options.logisticShare > 0 ? SVM_TIME : 1;
  const total = options.svmShare + options.logisticShare + options.bayesShare || 1;
  if (options.svmShare > 0) {
    const svm = fitSvm(rows, labels, columns, rowWeight, options, (done) => onProgress(svmTime * done));
    parts.push(svm);
    shares.push(options.svmShare / total);
  }
  if (options.logisticShare > 0) {
    parts.push(
      trainLogistic(
        rows,
        labels,
        rowWeight,
        columnCount,
        {
          epochs: options.logisticEpochs,
          rate: options.logisticRate,
          dropout: options.logisticDropout,
          seed: options.seed + 1_000,
        },
        (done) => onProgress(svmTime + (1 - svmTime) * done),
      ),
    );
    shares.push(options.logisticShare / total);
  }
  if (options.bayesShare > 0) {
    const bayes = trainBayes(rows, labels, columnCount);
    // Naive Bayes takes strong, correlated features for independent ones: it keeps to the words and their letters.
    bayes.weights.fill(0, vocabulary.size * columnCount);
    for (const [feature, key] of vocabulary.keys.entries()) {
      if (isClassGram(key)) bayes.weights.fill(0, feature * columnCount, (feature + 1) * columnCount);
    }
    parts.push(bayes);
    shares.push(options.bayesShare / total);
  }
  onProgress(1);
  const { wordShare, classShare, pairShare } = options;
  return { vocabulary, columnCount, wordShare, classShare, pairShare, parts, shares };
}

function splitColumns(fitted: FittedParts, merged: Float32Array, biases: Float32Array): FittedWeights {
  const { vocabulary, columnCount, wordShare, classShare, pairShare } = fitted;
  const textLength = vocabulary.size * columnCount;
  return {
    vocabulary,
    columnCount,
    wordShare,
    classShare,
    pairShare,
    text: merged.slice(0, textLength),
    learner: merged.slice(textLength),
    biases,
  };
}

/** Adds the parts up, each by its share. */
export function mergeByShare(fitted: FittedParts, shares: readonly number[] = fitted.shares): FittedWeights {
  const merged = new Float32Array((fitted.parts[0] as LabelWeights).weights.length);
  const biases = new Float32Array(fitted.columnCount);
  for (const [number, part] of fitted.parts.entries()) {
    const share = shares[number] as number;
    for (let at = 0; at < merged.length; at++)
      merged[at] = (merged[at] as number) + share * (part.weights[at] as number);
    for (let at = 0; at < biases.length; at++)
      biases[at] = (biases[at] as number) + share * (part.biases[at] as number);
  }
  return splitColumns(fitted, merged, biases);
}

/** Adds the parts up so that the merged matrix scores as the merge would the parts' scores. */
export function mergeByFit(fitted: FittedParts, merge: Merge): FittedWeights {
  const { columnCount } = fitted;
  const merged = new Float32Array((fitted.parts[0] as LabelWeights).weights.length);
  const scored = new Float64Array(columnCount * fitted.parts.length);
  const row = new Float64Array(columnCount);
  const constant = new Float64Array(columnCount);
  for (let from = 0; from < merged.length; from += columnCount) {
    for (const [number, part] of fitted.parts.entries()) {
      for (let at = 0; at < columnCount; at++) scored[number * columnCount + at] = part.weights[from + at] as number;
    }
    applyMerge(merge, scored, constant, row);
    merged.set(row, from);
  }
  for (const [number, part] of fitted.parts.entries()) {
    for (let at = 0; at < columnCount; at++) scored[number * columnCount + at] = part.biases[at] as number;
  }
  applyMerge(merge, scored, merge.biases, row);
  return splitColumns(fitted, merged, Float32Array.from(row));
}

/** Trains the learners on the examples and merges them into one matrix by the shares given. */
export function fitWeights(
  examples: readonly Example[],
  columns: readonly string[],
  options: WeightOptions,
  onProgress?: (done: number) => void,
): FittedWeights {
  return mergeByShare(fitParts(examples, columns, options, onProgress));
}
