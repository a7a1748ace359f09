/** One labelled example and what a model made of it. */
export interface Prediction {
  readonly label: string;
  readonly isOutOfScope: boolean;
  /** The answer given: a label in scope, or `out_of_scope`. */
  readonly answer: string;
  /** The label in scope it would give if it had to. */
  readonly bestInScope: string;
  /** Of the answer, 0..1. */
  readonly confidence: number;
  /** Of `bestInScope`, 0..1. */
  readonly inScopeConfidence: number;
  /** Probability of being out of scope, 0..1. */
  readonly outOfScope: number;
  readonly isRouted: boolean;
}

export interface LabelFigures {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly examples: number;
}

/** All ratios 0..1; `null` where there is nothing to measure. */
export interface Figures {
  readonly examples: number;
  /**
   * Over all examples; one out of scope is right when it is answered `out_of_scope`. Where no example is out of scope,
   * the question is which label, and the best label in scope is the answer.
   */
  readonly accuracy: number;
  /** In-scope examples alone, the model having to name one of its labels. */
  readonly accuracy_in_scope: number | null;
  readonly macro_f1: number;
  readonly labels: Readonly<Record<string, LabelFigures>>;
  /** `confusion[label][answer]`: how often. */
  readonly confusion: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Expected calibration error of the answers' confidence, 15 bins. */
  readonly ece: number;
  readonly accuracy_at_coverage: Readonly<Record<'80' | '90' | '95', number>>;
  readonly coverage_at_95_accuracy: number;
  readonly routing: {
    readonly accuracy_routed: number | null;
    readonly share_routed_in_scope: number | null;
    readonly share_routed_out_of_scope: number | null;
  };
  readonly out_of_scope: {
    readonly examples: number;
    readonly auroc: number;
    /** Recall of out-of-scope examples when so many points of in-scope accuracy are given up. */
    readonly recall_at_loss: Readonly<Record<'1' | '3' | '5', number>>;
  } | null;
}

const isRight = (row: Prediction): boolean => row.answer === row.label;
const share = (rows: readonly Prediction[], test: (row: Prediction) => boolean): number | null =>
  rows.length === 0 ? null : rows.filter(test).length / rows.length;

function expectedCalibrationError(rows: readonly Prediction[], binCount = 15): number {
  let error = 0;
  for (let bin = 0; bin < binCount; bin++) {
    const own = rows.filter(({ confidence }) => Math.min(binCount - 1, Math.floor(confidence * binCount)) === bin);
    if (own.length === 0) continue;
    const meanConfidence = own.reduce((sum, { confidence }) => sum + confidence, 0) / own.length;
    error += (own.length / rows.length) * Math.abs(meanConfidence - (share(own, isRight) as number));
  }
  return error;
}

function figuresByLabel(rows: readonly Prediction[]): Record<string, LabelFigures> {
  const labels = [...new Set(rows.map(({ label }) => label))].sort();
  return Object.fromEntries(
    labels.map((label) => {
      const own = rows.filter((row) => row.label === label);
      const answered = rows.filter((row) => row.answer === label);
      const hits = own.filter(isRight).length;
      const precision = answered.length === 0 ? 0 : hits / answered.length;
      const recall = hits / own.length;
      const f1 = hits === 0 ? 0 : (2 * precision * recall) / (precision + recall);
      return [label, { precision, recall, f1, examples: own.length }];
    }),
  );
}

function countConfusion(rows: readonly Prediction[]): Record<string, Record<string, number>> {
  // Maps, because a label may be "__proto__".
  const confusion = new Map<string, Map<string, number>>();
  for (const { label, answer } of rows) {
    const own = confusion.get(label) ?? new Map<string, number>();
    confusion.set(label, own.set(answer, (own.get(answer) ?? 0) + 1));
  }
  return Object.fromEntries([...confusion].map(([label, own]) => [label, Object.fromEntries(own)]));
}

/** Probability that an example out of scope is ranked above one in scope; ties count half. */
function areaUnderCurve(inScope: readonly Prediction[], outside: readonly Prediction[]): number {
  const ranked = [...inScope, ...outside].sort((a, b) => a.outOfScope - b.outOfScope);
  let rankSum = 0;
  for (let from = 0; from < ranked.length; ) {
    let to = from;
    while (to < ranked.length && ranked[to]?.outOfScope === ranked[from]?.outOfScope) to++;
    for (let at = from; at < to; at++) if (ranked[at]?.isOutOfScope) rankSum += (from + to + 1) / 2;
    from = to;
  }
  const pairs = inScope.length * outside.length;
  return (rankSum - (outside.length * (outside.length + 1)) / 2) / pairs;
}

function recallAtLoss(inScope: readonly Prediction[], outside: readonly Prediction[], points: number): number {
  const allowed = (points / 100) * inScope.length;
  const lost = inScope
    .filter((row) => row.bestInScope === row.label)
    .map(({ outOfScope }) => outOfScope)
    .sort((a, b) => b - a);
  // Rejecting above this score gives up at most the allowed number of right answers.
  const limit = lost[Math.floor(allowed)] ?? -Infinity;
  return outside.filter(({ outOfScope }) => outOfScope > limit).length / outside.length;
}

/**
 * Measures predictions.
 * @param predictions what accuracy, calibration and routing are measured on
 * @param extraOutside further examples out of scope, for the out-of-scope and routing figures alone
 */
export function evaluatePredictions(
  predictions: readonly Prediction[],
  extraOutside: readonly Prediction[] = [],
): Figures {
  if (predictions.length === 0) throw new RangeError('there is nothing to evaluate');
  const rows = predictions.some((row) => row.isOutOfScope)
    ? predictions
    : predictions.map((row) => ({ ...row, answer: row.bestInScope, confidence: row.inScopeConfidence }));
  const inScope = rows.filter((row) => !row.isOutOfScope);
  const outside = [...rows.filter((row) => row.isOutOfScope), ...extraOutside];
  const routed = [...inScope, ...outside].filter((row) => row.isRouted);
  const labels = figuresByLabel(rows);
  const ranked = [...rows].sort((a, b) => b.confidence - a.confidence);
  const accuracyAt = (coverage: number): number =>
    share(ranked.slice(0, Math.max(1, Math.round(coverage * ranked.length))), isRight) as number;
  let right = 0;
  let coverage = 0;
  for (const [at, row] of ranked.entries()) {
    if (isRight(row)) right++;
    if (right >= 0.95 * (at + 1)) coverage = (at + 1) / ranked.length;
  }
  const perLabel = Object.values(labels);
  return {
    examples: rows.length,
    accuracy: share(rows, isRight) as number,
    accuracy_in_scope: share(inScope, (row) => row.bestInScope === row.label),
    macro_f1: perLabel.reduce((sum, { f1 }) => sum + f1, 0) / perLabel.length,
    labels,
    confusion: countConfusion(rows),
    ece: expectedCalibrationError(rows),
    accuracy_at_coverage: { '80': accuracyAt(0.8), '90': accuracyAt(0.9), '95': accuracyAt(0.95) },
    coverage_at_95_accuracy: coverage,
    routing: {
      accuracy_routed: share(routed, (row) => !row.isOutOfScope && row.bestInScope === row.label),
      share_routed_in_scope: share(inScope, (row) => row.isRouted),
      share_routed_out_of_scope: share(outside, (row) => row.isRouted),
    },
    out_of_scope:
      inScope.length === 0 || outside.length === 0
        ? null
        : {
            examples: outside.length,
            auroc: areaUnderCurve(inScope, outside),
            recall_at_loss: {
              '1': recallAtLoss(inScope, outside, 1),
              '3': recallAtLoss(inScope, outside, 3),
              '5': recallAtLoss(inScope, outside, 5),
            },
          },
  };
}
