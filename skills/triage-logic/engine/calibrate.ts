import {
  type Calibration,
  confidenceSignals,
  Judgement,
  judgeScores,
  MAX_LABELS_TOLD_APART,
  rejectorSignals,
} from './calibration.ts';
import type { ScoredExample } from './cross-validate.ts';
import { fitLogistic } from './fit-logistic.ts';
import { fitThresholds } from './fit-thresholds.ts';

/** Weight of each example, so that labels count as often as they are expected in use. */
export function weighExamples(
  scored: readonly ScoredExample[],
  traffic: Readonly<Record<string, number>> | null,
): number[] {
  const counts = new Map<string, number>();
  for (const { example } of scored) counts.set(example.label, (counts.get(example.label) ?? 0) + 1);
  if (traffic === null) return scored.map(() => 1);
  let share = 0;
  for (const label of counts.keys()) share += traffic[label] ?? 0;
  return scored.map(({ example }) => {
    const expected = (traffic[example.label] ?? 0) / (share || 1);
    return (expected * scored.length) / (counts.get(example.label) as number);
  });
}

function meanLoss(
  scored: readonly ScoredExample[],
  weights: readonly number[],
  labelOf: (row: number) => number,
  sharpness: number,
  offsets: readonly number[],
  judgement: Judgement,
): number {
  let loss = 0;
  let total = 0;
  for (const [row, { scores }] of scored.entries()) {
    judgement.rank(scores, sharpness, offsets);
    loss -= (weights[row] as number) * Math.log(Math.max(judgement.probabilities[labelOf(row)] as number, 1e-12));
    total += weights[row] as number;
  }
  return loss / total;
}

/** The sharpness and offsets under which the probabilities of the right labels are highest. */
function fitSoftmax(
  scored: readonly ScoredExample[],
  weights: readonly number[],
  labelOf: (row: number) => number,
  labelCount: number,
): { sharpness: number; offsets: number[] } {
  const judgement = new Judgement(labelCount);
  const offsets = new Array<number>(labelCount).fill(0);
  let [low, high] = [Math.log(0.5), Math.log(100)];
  const findSharpness = (steps: number): number => {
    for (let step = 0; step < steps; step++) {
      const left = low + (high - low) / 3;
      const right = high - (high - low) / 3;
      const isLeftBetter =
        meanLoss(scored, weights, labelOf, Math.exp(left), offsets, judgement) <
        meanLoss(scored, weights, labelOf, Math.exp(right), offsets, judgement);
      if (isLeftBetter) high = right;
      else low = left;
    }
    return Math.exp((low + high) / 2);
  };
  let sharpness = findSharpness(14);
  if (labelCount > MAX_LABELS_TOLD_APART) return { sharpness, offsets };
  for (let round = 0; round < 4; round++) {
    for (let step = 0; step < 40; step++) {
      const expected = new Float64Array(labelCount);
      const actual = new Float64Array(labelCount);
      for (const [row, { scores }] of scored.entries()) {
        judgement.rank(scores, sharpness, offsets);
        const weight = weights[row] as number;
        for (let label = 0; label < labelCount; label++) {
          expected[label] = (expected[label] as number) + weight * (judgement.probabilities[label] as number);
        }
        actual[labelOf(row)] = (actual[labelOf(row)] as number) + weight;
      }
      for (let label = 0; label < labelCount; label++) {
        const ratio = ((actual[label] as number) + 1) / ((expected[label] as number) + 1);
        offsets[label] = (offsets[label] as number) + Math.log(ratio);
      }
    }
    [low, high] = [Math.log(sharpness / 1.5), Math.log(sharpness * 1.5)];
    sharpness = findSharpness(8);
  }
  return { sharpness, offsets };
}

/**
 * Fits all that stands between raw scores and a decision.
 * @param scored examples scored by weights that did not see them
 * @param judged examples the thresholds are fitted to, likewise unseen
 * @param shift how many times likelier an error is in use than among these examples, for the limit of routing
 */
export function calibrate(
  scored: readonly ScoredExample[],
  judged: readonly ScoredExample[],
  labels: readonly string[],
  hasOutOfScopeColumn: boolean,
  traffic: Readonly<Record<string, number>> | null,
  targetAccuracy: number,
  shift: number,
): Calibration {
  const labelNumber = new Map(labels.map((label, number) => [label, number]));
  const weights = weighExamples(scored, traffic);
  const inScope = [...scored.keys()].filter((row) => !(scored[row] as ScoredExample).example.isOutOfScope);
  const inScopeRows = inScope.map((row) => scored[row] as ScoredExample);
  const inScopeWeights = inScope.map((row) => weights[row] as number);
  const labelOf = (row: number): number => labelNumber.get((inScopeRows[row] as ScoredExample).example.label) as number;
  const { sharpness, offsets } = fitSoftmax(inScopeRows, inScopeWeights, labelOf, labels.length);

  const judgement = new Judgement(labels.length);
  const isRight: number[] = [];
  const signals = inScopeRows.map(({ scores }, row) => {
    judgement.rank(scores, sharpness, offsets);
    isRight.push(judgement.best === labelOf(row) ? 1 : 0);
    return confidenceSignals(judgement);
  });
  const confidence = fitLogistic(signals, isRight, inScopeWeights);

  const hasOutOfScope = inScopeRows.length < scored.length;
  const rejectorRows = scored.map(({ scores, unseenShare, tokenCount }) => {
    judgement.rank(scores, sharpness, offsets);
    return rejectorSignals(judgement, scores, unseenShare, tokenCount, hasOutOfScopeColumn);
  });
  const isOutside = scored.map(({ example }) => (example.isOutOfScope ? 1 : 0));
  const rejector = hasOutOfScope ? fitLogistic(rejectorRows, isOutside, weights) : null;
  const unlimited: Calibration = {
    sharpness,
    offsets,
    confidence,
    rejector,
    thresholds: { route: 0, clarifyMargin: 0, outOfScope: 1 },
  };
  const judgedWeights = weighExamples(judged, traffic);
  const outcomes = judged.map(({ example, scores, unseenShare, tokenCount }, row) => {
    judgeScores(unlimited, hasOutOfScopeColumn, scores, unseenShare, tokenCount, judgement);
    return {
      weight: judgedWeights[row] as number,
      isOutOfScope: example.isOutOfScope,
      isBest: labels[judgement.best] === example.label,
      isSecond: labels[judgement.second] === example.label,
      confidence: judgement.bestConfidence * (1 - judgement.outOfScope),
      margin: (judgement.bestProbability - judgement.secondProbability) * (1 - judgement.outOfScope),
      outOfScope: judgement.outOfScope,
    };
  });
  return { ...unlimited, thresholds: fitThresholds(outcomes, targetAccuracy, shift) };
}
