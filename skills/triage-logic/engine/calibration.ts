import { type Logistic, sigmoid } from './fit-logistic.ts';

/** What makes raw scores into probabilities, and the limits at which a decision changes. All fitted in training. */
export interface Calibration {
  /** Probabilities among the labels in scope: softmax(sharpness * score + offset). */
  readonly sharpness: number;
  readonly offsets: readonly number[];
  /** How likely the best label is right, from `confidenceSignals`. */
  readonly confidence: Logistic;
  /** How likely nothing in scope is meant, from `rejectorSignals`; `null` where no example was out of scope. */
  readonly rejector: Logistic | null;
  readonly thresholds: Thresholds;
}

export interface Thresholds {
  /** Least confidence at which a message is routed. */
  readonly route: number;
  /** Two best labels closer than this are asked about. */
  readonly clarifyMargin: number;
  /** From this probability on, a message is out of scope. */
  readonly outOfScope: number;
  /** Below this confidence a language model may be asked; absent in models trained before it was fitted. */
  readonly escalate?: number;
}

/** What a message's scores say. The one object is filled again for each message. */
export class Judgement {
  /** Among the labels in scope; sums to 1. */
  readonly probabilities: Float64Array;
  best = 0;
  second = 0;
  bestProbability = 0;
  secondProbability = 0;
  /** How likely `best` is right, if the message is in scope at all. */
  bestConfidence = 0;
  outOfScope = 0;
  topScore = 0;
  scoreMargin = 0;
  energy = 0;

  constructor(labelCount: number) {
    this.probabilities = new Float64Array(labelCount);
  }

  /** Fills the probabilities and ranks the labels. */
  rank(scores: Float64Array, sharpness: number, offsets: readonly number[]): void {
    const { probabilities } = this;
    const labelCount = probabilities.length;
    let best = 0;
    for (let label = 0; label < labelCount; label++) {
      const logit = sharpness * (scores[label] as number) + (offsets[label] as number);
      probabilities[label] = logit;
      if (logit > (probabilities[best] as number)) best = label;
    }
    const highest = probabilities[best] as number;
    let sum = 0;
    let second = best === 0 ? 1 : 0;
    for (let label = 0; label < labelCount; label++) {
      if (label !== best && (probabilities[label] as number) > (probabilities[second] as number)) second = label;
    }
    const secondLogit = probabilities[second] as number;
    for (let label = 0; label < labelCount; label++) {
      const raised = Math.exp((probabilities[label] as number) - highest);
      probabilities[label] = raised;
      sum += raised;
    }
    for (let label = 0; label < labelCount; label++) probabilities[label] = (probabilities[label] as number) / sum;
    this.best = best;
    this.second = second;
    this.bestProbability = probabilities[best] as number;
    this.secondProbability = probabilities[second] as number;
    this.topScore = scores[best] as number;
    this.scoreMargin = highest - secondLogit;
    this.energy = highest + Math.log(sum);
  }
}

function logit(probability: number): number {
  const bounded = Math.min(Math.max(probability, 1e-6), 1 - 1e-6);
  return Math.log(bounded / (1 - bounded));
}

/** Up to so many labels, which of them is best, and each one's score, is a signal of its own. */
export const MAX_LABELS_TOLD_APART = 20;
const MAX_MARGIN = 12;

/** What the confidence in the best label is a function of. */
export function confidenceSignals(judgement: Judgement): number[] {
  const signals = [judgement.topScore, Math.min(judgement.scoreMargin, MAX_MARGIN), logit(judgement.bestProbability)];
  const labelCount = judgement.probabilities.length;
  if (labelCount <= MAX_LABELS_TOLD_APART) {
    for (let label = 0; label < labelCount; label++) signals.push(label === judgement.best ? 1 : 0);
  }
  return signals;
}

/** What the rejector is a function of. */
export function rejectorSignals(
  judgement: Judgement,
  scores: Float64Array,
  unseenShare: number,
  tokenCount: number,
  hasOutOfScopeColumn: boolean,
): number[] {
  const signals = [
    judgement.topScore,
    Math.min(judgement.scoreMargin, MAX_MARGIN),
    logit(judgement.bestProbability),
    judgement.energy,
    unseenShare,
    Math.log1p(tokenCount),
  ];
  const labelCount = judgement.probabilities.length;
  if (hasOutOfScopeColumn) {
    const outOfScopeScore = scores[labelCount] as number;
    signals.push(outOfScopeScore, outOfScopeScore - judgement.topScore);
  }
  if (labelCount <= MAX_LABELS_TOLD_APART) {
    for (let label = 0; label < labelCount; label++) {
      signals.push(scores[label] as number, label === judgement.best ? 1 : 0);
    }
  }
  return signals;
}

function applyLogistic(logistic: Logistic, signals: readonly number[]): number {
  let sum = logistic.bias;
  for (let k = 0; k < signals.length; k++) sum += (logistic.weights[k] as number) * (signals[k] as number);
  return sigmoid(sum);
}

/** Judges the scores of one message. */
export function judgeScores(
  calibration: Calibration,
  hasOutOfScopeColumn: boolean,
  scores: Float64Array,
  unseenShare: number,
  tokenCount: number,
  judgement: Judgement,
): void {
  judgement.rank(scores, calibration.sharpness, calibration.offsets);
  judgement.bestConfidence = applyLogistic(calibration.confidence, confidenceSignals(judgement));
  judgement.outOfScope =
    calibration.rejector === null
      ? 0
      : applyLogistic(
          calibration.rejector,
          rejectorSignals(judgement, scores, unseenShare, tokenCount, hasOutOfScopeColumn),
        );
}
