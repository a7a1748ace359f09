import type { Calibration } from './calibration.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Raised when a file of the old shape could no longer be read, or would score differently. */
export const MODEL_FORMAT_VERSION = 2;

/** Where a model comes from: enough to make it again, byte for byte, and to compare it with another. */
export interface Provenance {
  /** SHA-256 of the examples given, in order. */
  readonly examplesDigest: string;
  readonly exampleCount: number;
  readonly outOfScopeCount: number;
  readonly validationCount: number;
  readonly options: Readonly<Record<string, unknown>>;
  /** What cross-validation measured, as ratios 0..1. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** The weights, as they are scored with. */
export interface ScoringPart {
  readonly vocabulary: Vocabulary;
  /** Columns, and how many are stored a feature: columns filled up to a multiple of 8. */
  readonly columnCount: number;
  readonly stride: number;
  /** Words and word pairs make up this much of a message's squared length, character n-grams the rest. */
  readonly wordShare: number;
  /** Squared length of the pairs and triples of word classes; 0 where they are not read. */
  readonly classShare: number;
  /** Squared length of the pairs of content words; 0 where they are not read. */
  readonly pairShare: number;
  /** `quantised[feature * stride + column]`; times `scales[column]` it is a weight. */
  readonly quantised: Int8Array;
  readonly scales: Float32Array;
  readonly biases: Float32Array;
  /** `learnerWeights[feature * columnCount + column]`, or empty where the model reads text only. */
  readonly learnerWeights: Float32Array;
}

/** A trained model, ready to score. */
export interface Model extends ScoringPart {
  /** Labels in scope, in the order of the columns. */
  readonly labels: readonly string[];
  /** One more column after the labels, for what is out of scope, when there were examples enough to learn it. */
  readonly hasOutOfScopeColumn: boolean;
  readonly calibration: Calibration;
  readonly provenance: Provenance;
}
