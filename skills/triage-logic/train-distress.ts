import { type Calibration, Judgement } from './engine/calibration.ts';
import { type ScoredExample, scoreOutOfFold } from './engine/cross-validate.ts';
import { digestOf } from './engine/digest-examples.ts';
import type { Example } from './engine/example.ts';
import { fitLogistic, sigmoid } from './engine/fit-logistic.ts';
import { DEFAULT_WEIGHT_OPTIONS, fitWeights, type WeightOptions } from './engine/fit-weights.ts';
import type { Model } from './engine/model.ts';
import { quantiseWeights } from './engine/quantise-weights.ts';
import { DISTRESS_LABELS } from './recognise-distress.ts';

/** Of ordinary messages, the share whose words alone may be taken for distress. */
const ACCEPTED_FALSE_ALARMS = 0.0055;
/** The same of ordinary messages out of scope: there a kind word costs nobody an answer, and distress is common. */
const ACCEPTED_FALSE_ALARMS_OUTSIDE = 0.08;
/** Of ordinary messages every so-manieth trains; all look-alikes do. */
const ORDINARY_EVERY = 8;
const FOLD_COUNT = 5;
const MAX_FEATURES = 12_000;

const OPTIONS: WeightOptions = {
  ...DEFAULT_WEIGHT_OPTIONS,
  seed: 1,
  readsLearnerFeatures: false,
  wordShare: 0.6,
  pairShare: 0,
  leastTexts: 1,
  svmCost: 1,
  svmPositiveWeight: 4,
  logisticShare: 0,
  bayesShare: 1,
};

const OUTSIDE = 'outside';
const INSIDE = 'inside';

/** The rows the trained part learns from: all marked ones, and a part of the others. */
function chooseRows(examples: readonly Example[]): Example[] {
  const [distress, ordinary] = DISTRESS_LABELS;
  return examples
    .filter(({ isDistress }, at) => isDistress !== undefined || at % ORDINARY_EVERY === 0)
    .map(({ text, isDistress, isOutOfScope }) => ({
      text,
      label: isDistress === true ? distress : ordinary,
      isOutOfScope: false,
      split: isOutOfScope ? OUTSIDE : INSIDE,
    }));
}

const differenceOf = ({ scores }: ScoredExample): number => (scores[0] as number) - (scores[1] as number);

/** The least probability from which on few enough of the ordinary messages are taken for distress. */
function findLimit(
  calibration: Omit<Calibration, 'thresholds'>,
  ordinary: readonly ScoredExample[],
  acceptedShare: number,
): number {
  const judgement = new Judgement(DISTRESS_LABELS.length);
  const probabilities = ordinary
    .map(({ scores }) => {
      judgement.rank(scores, calibration.sharpness, calibration.offsets);
      return judgement.probabilities[0] as number;
    })
    .sort((a, b) => b - a);
  const accepted = Math.floor(acceptedShare * probabilities.length);
  return Math.min(0.99, Math.ceil((probabilities[accepted] ?? 0.5) * 1_000 + 1) / 1_000);
}

/**
 * Trains the part of the distress recogniser that reads words. Its limit is fitted to scores of weights that did not
 * see the message.
 * @param examples those with `isDistress` set are distress or its look-alikes; all others are ordinary
 * @param onProgress told what share of the work is done
 * @throws {Error} when none is marked as distress
 */
export function trainDistress(examples: readonly Example[], onProgress: (done: number) => void = () => {}): Model {
  if (!examples.some(({ isDistress }) => isDistress)) throw new Error('no example is marked as distress');
  const rows = chooseRows(examples);
  const scored = scoreOutOfFold(rows, DISTRESS_LABELS, FOLD_COUNT, OPTIONS, onProgress);
  const isDistress = scored.map(({ example }) => (example.label === DISTRESS_LABELS[0] ? 1 : 0));
  const even = scored.map(() => 1);
  const { bias, weights } = fitLogistic(
    scored.map((row) => [differenceOf(row)]),
    isDistress,
    even,
  );
  // As a softmax over the two columns, the logistic of their difference.
  const fitted = {
    sharpness: weights[0] as number,
    offsets: [bias, 0],
    confidence: { bias, weights: [] },
    rejector: null,
  };
  // Look-alikes are far commoner among the examples than in life, so they do not decide the limits.
  const ordinary = scored.filter(({ example }) => example.label !== DISTRESS_LABELS[0]);
  const limit = findLimit(fitted, ordinary, ACCEPTED_FALSE_ALARMS);
  const outside = ordinary.filter(({ example }) => example.split === OUTSIDE);
  const limitOutside = Math.min(limit, findLimit(fitted, outside, ACCEPTED_FALSE_ALARMS_OUTSIDE));
  const part = quantiseWeights(fitWeights(rows, DISTRESS_LABELS, OPTIONS), MAX_FEATURES);
  const positives = isDistress.reduce<number>((sum, one) => sum + one, 0);
  const countFrom = (least: number): number =>
    scored.filter(
      (row, at) => isDistress[at] === 1 && sigmoid(bias + (weights[0] as number) * differenceOf(row)) >= least,
    ).length;
  return {
    ...part,
    labels: DISTRESS_LABELS,
    hasOutOfScopeColumn: false,
    calibration: { ...fitted, thresholds: { route: limit, clarifyMargin: 0, outOfScope: limitOutside } },
    provenance: {
      examplesDigest: digestOf(rows),
      exampleCount: rows.length,
      outOfScopeCount: 0,
      validationCount: 0,
      options: { ...OPTIONS },
      metrics: { recall: countFrom(limit) / positives, recall_out_of_scope: countFrom(limitOutside) / positives },
    },
  };
}
