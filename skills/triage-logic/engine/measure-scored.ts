import { type Calibration, Judgement, judgeScores } from './calibration.ts';
import type { ScoredExample } from './cross-validate.ts';
import { OUT_OF_SCOPE_LABEL } from './example.ts';

const round = (ratio: number): number => Math.round(ratio * 10_000) / 10_000;

/** The figures a model's header carries: how its examples came out when held out, each counting the same. */
export function measureScored(
  scored: readonly ScoredExample[],
  labels: readonly string[],
  hasOutOfScopeColumn: boolean,
  calibration: Calibration,
): Record<string, number> {
  const judgement = new Judgement(labels.length);
  let [right, inScope, inScopeRight, routed, routedRight, routedInScope] = [0, 0, 0, 0, 0, 0];
  for (const { example, scores, unseenShare, tokenCount } of scored) {
    judgeScores(calibration, hasOutOfScopeColumn, scores, unseenShare, tokenCount, judgement);
    const best = labels[judgement.best] as string;
    const isRejected = judgement.outOfScope >= calibration.thresholds.outOfScope;
    if ((isRejected ? OUT_OF_SCOPE_LABEL : best) === example.label) right++;
    if (!example.isOutOfScope) inScope++;
    if (best === example.label) inScopeRight++;
    const confidence = judgement.bestConfidence * (1 - judgement.outOfScope);
    if (isRejected || confidence < calibration.thresholds.route) continue;
    routed++;
    if (best === example.label) routedRight++;
    if (!example.isOutOfScope) routedInScope++;
  }
  return {
    accuracy: round(right / scored.length),
    accuracy_in_scope: round(inScopeRight / inScope),
    accuracy_routed: round(routedRight / (routed || 1)),
    share_routed_in_scope: round(routedInScope / inScope),
  };
}
