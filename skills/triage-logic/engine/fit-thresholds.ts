import type { Thresholds } from './calibration.ts';

/** How one unseen example came out, before any threshold. */
export interface JudgedExample {
  readonly weight: number;
  readonly isOutOfScope: boolean;
  readonly isBest: boolean;
  readonly isSecond: boolean;
  readonly confidence: number;
  readonly margin: number;
  readonly outOfScope: number;
}

/** Of the messages asked about, so many must find what they want among the two choices. */
const WANTED_AMONG_CHOICES = 0.75;
const CLARIFY_MARGINS = [0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5] as const;
/** Most messages that may be put to a language model: 98.7 % of the tokens are to be saved, also where strangers write. */
const MAX_ESCALATED = 0.01;
const STEPS = Array.from({ length: 99 }, (_, step) => (step + 1) / 100);

function findOutOfScopeLimit(judged: readonly JudgedExample[]): number {
  if (!judged.some(({ isOutOfScope }) => isOutOfScope)) return 1;
  let best = 0.5;
  let mostRight = -1;
  for (const limit of STEPS) {
    let right = 0;
    for (const row of judged) {
      const isRejected = row.outOfScope >= limit;
      if (row.isOutOfScope ? isRejected : !isRejected && row.isBest) right += row.weight;
    }
    if (right > mostRight) [mostRight, best] = [right, limit];
  }
  return best;
}

/** The least confidence from which on `target` of the messages routed are routed rightly. */
function findRouteLimit(judged: readonly JudgedExample[], outOfScope: number, target: number, shift: number): number {
  const candidates = judged.filter((row) => row.outOfScope < outOfScope).sort((a, b) => b.confidence - a.confidence);
  let routed = 0;
  let right = 0;
  let limit = 0.99;
  for (const row of candidates) {
    const isRight = row.isBest && !row.isOutOfScope;
    const weight = isRight ? row.weight : shift * row.weight;
    routed += weight;
    if (isRight) right += weight;
    if (right >= target * routed) limit = row.confidence;
  }
  // Rounded up, so that the figure in the file is the figure applied.
  return Math.min(0.99, Math.ceil(limit * 1_000) / 1_000);
}

/** How far apart the two best may be for a question between them to be worth asking. */
function findClarifyMargin(judged: readonly JudgedExample[], outOfScope: number, route: number): number {
  const unsure = judged.filter((row) => row.outOfScope < outOfScope && row.confidence < route);
  let widest: number = CLARIFY_MARGINS[0];
  for (const margin of CLARIFY_MARGINS) {
    let asked = 0;
    let served = 0;
    for (const row of unsure) {
      if (row.margin >= margin) continue;
      asked += row.weight;
      if (!row.isOutOfScope && (row.isBest || row.isSecond)) served += row.weight;
    }
    if (served >= WANTED_AMONG_CHOICES * asked) widest = margin;
  }
  return widest;
}

/** The confidence below which no more than `MAX_ESCALATED` of the messages lie. */
function findEscalationLimit(judged: readonly JudgedExample[], outOfScope: number): number {
  const stated = judged
    .map((row) => ({
      confidence: row.outOfScope >= outOfScope ? row.outOfScope : row.confidence,
      weight: row.weight,
    }))
    .sort((one, other) => one.confidence - other.confidence);
  const allowed = MAX_ESCALATED * stated.reduce((sum, { weight }) => sum + weight, 0);
  let below = 0;
  for (const { confidence, weight } of stated) {
    below += weight;
    if (below > allowed) return Math.floor(confidence * 1_000) / 1_000;
  }
  return 0;
}

/**
 * Fits the limits of a decision to unseen examples.
 * @param target wanted share of right ones among the routed, 0..1
 * @param shift how many times likelier an error is held to be in use than among these examples; 1 for no margin
 */
export function fitThresholds(judged: readonly JudgedExample[], target: number, shift = 1): Thresholds {
  const outOfScope = findOutOfScopeLimit(judged);
  const route = findRouteLimit(judged, outOfScope, target, shift);
  return {
    route,
    outOfScope,
    clarifyMargin: findClarifyMargin(judged, outOfScope, route),
    escalate: findEscalationLimit(judged, outOfScope),
  };
}
