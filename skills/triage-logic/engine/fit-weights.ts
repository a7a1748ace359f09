import { type Example, OUT_OF_SCOPE_LABEL } from './example.ts';
import { LEARNER_FEATURE_COUNT, readLearnerFeatures } from './learner-features.ts';
import { type SparseRows, SparseRowsBuilder } from './sparse-rows.ts';
import { countWeight, TextReader } from './text-reader.ts';
import { trainBayes } from './train-bayes.ts';
import { trainLogistic } from './train-logistic.ts';
import { trainSvm } from './train-svm.ts';
import { buildVocabulary, type Vocabulary } from './vocabulary.ts';

/** How the three learners are set and mixed. The defaults were measured on CLINC150, BANKING77 and HWU64. */
export interface WeightOptions {
  readonly seed: number;
  readonly readsLearnerFeatures: boolean;
  /** Words and word pairs make up this much of a message's squared length, character n-grams the rest. */
  readonly wordShare: number;
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
  /** Shares of the three in the merged matrix. */
  readonly svmShare: number;
  readonly logisticShare: number;
  readonly bayesShare: number;
}

/** With fewer examples, what only one of them holds may be all that is known of its label. */
const MIN_EXAMPLES_TO_PRUNE = 1_000;

export const DEFAULT_WEIGHT_OPTIONS: Omit<WeightOptions, 'seed' | 'readsLearnerFeatures'> = {
  wordShare: 0.4,
  leastTexts: 2,
  outOfScopeWeight: 0.05,
  svmCost: 0.7,
  svmPositiveWeight: 1.5,
  logisticRate: 10,
  logisticEpochs: 15,
  logisticDropout: 0.6,
  svmShare: 12,
  logisticShare: 0.5,
  bayesShare: 0.5,
};

/** Weights before they are made small: `text[feature * columnCount + column]`, `learner` likewise. */
export interface FittedWeights {
  readonly vocabulary: Vocabulary;
  readonly columnCount: number;
  readonly wordShare: number;
  readonly text: Float32Array;
  readonly learner: Float32Array;
  readonly biases: Float32Array;
}

/** Makes rows of the examples: first the columns of the vocabulary, then those of the learner features. */
export function vectorise(
  examples: readonly Example[],
  vocabulary: Vocabulary,
  wordShare: number,
  readsLearner: boolean,
): SparseRows {
  const reader = new TextReader(vocabulary);
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

/**
 * Trains the three learners on the examples and merges them into one matrix.
 * @param columns labels in the order of the columns; the last may be `out_of_scope`
 */
export function fitWeights(
  examples: readonly Example[],
  columns: readonly string[],
  options: WeightOptions,
  onProgress: (done: number) => void = () => {},
): FittedWeights {
  const columnOf = new Map(columns.map((label, column) => [label, column]));
  const used = examples.filter((example) => columnOf.has(example.isOutOfScope ? OUT_OF_SCOPE_LABEL : example.label));
  const labels = Int32Array.from(used, (example) => columnOf.get(example.label) as number);
  const vocabulary = buildVocabulary(
    used.map((example) => example.text),
    used.length < MIN_EXAMPLES_TO_PRUNE ? 1 : options.leastTexts,
  );
  const rows = vectorise(used, vocabulary, options.wordShare, options.readsLearnerFeatures);
  const evenWeight = new Float32Array(rows.rowCount).fill(1);
  const rowWeight = Float32Array.from(used, (example) => (example.isOutOfScope ? options.outOfScopeWeight : 1));
  const columnCount = columns.length;
  const total = options.svmShare + options.logisticShare + options.bayesShare || 1;
  const merged = new Float32Array(rows.columnCount * columnCount);
  const biases = new Float32Array(columnCount);
  for (let column = 0; column < columnCount; column++) {
    const svm = trainSvm(
      rows,
      (row) => labels[row] === column,
      columns[column] === OUT_OF_SCOPE_LABEL ? evenWeight : rowWeight,
      {
        cost: options.svmCost,
        positiveWeight: options.svmPositiveWeight,
        tolerance: 0.1,
        maxPasses: 30,
        seed: options.seed + column,
      },
    );
    const share = options.svmShare / total;
    for (let at = 0; at < rows.columnCount; at++)
      merged[at * columnCount + column] = share * (svm.weights[at] as number);
    biases[column] = share * svm.bias;
    onProgress((0.5 * (column + 1)) / columnCount);
  }
  const add = (weights: Float32Array, extra: Float32Array, share: number): void => {
    for (let at = 0; at < merged.length; at++) merged[at] = (merged[at] as number) + share * (weights[at] as number);
    for (let at = 0; at < columnCount; at++) biases[at] = (biases[at] as number) + share * (extra[at] as number);
  };
  if (options.logisticShare > 0) {
    const logistic = trainLogistic(rows, labels, rowWeight, columnCount, {
      epochs: options.logisticEpochs,
      rate: options.logisticRate,
      dropout: options.logisticDropout,
      seed: options.seed + 1_000,
    });
    add(logistic.weights, logistic.biases, options.logisticShare / total);
  }
  if (options.bayesShare > 0) {
    const bayes = trainBayes(rows, labels, columnCount);
    // Naive Bayes takes the strong, correlated learner features for independent ones: it keeps to the text.
    bayes.weights.fill(0, vocabulary.size * columnCount);
    add(bayes.weights, bayes.biases, options.bayesShare / total);
  }
  onProgress(1);
  const textLength = vocabulary.size * columnCount;
  return {
    vocabulary,
    columnCount,
    wordShare: options.wordShare,
    text: merged.slice(0, textLength),
    learner: merged.slice(textLength),
    biases,
  };
}
