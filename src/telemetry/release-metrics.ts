import type { Release, Verdict } from '../../contract/model-release.ts';
import type { LabelValue } from './catalogue.ts';
import type { Instruments } from './instruments.ts';

type Outcome = LabelValue<'learnflow_release_outcomes_total', 'outcome'>;
type Role = LabelValue<'learnflow_release_outcomes_total', 'model'>;

/** What the release of trained models reports. */
export function createReleaseMetrics({ counter, gauge, histogram }: Instruments) {
  const revision = gauge('learnflow_release_revision');
  const isStale = gauge('learnflow_release_stale');
  const hasCandidate = gauge('learnflow_release_candidate');
  const percent = gauge('learnflow_release_candidate_percent');
  const compared = counter('learnflow_release_compared_total');
  const outcomes = counter('learnflow_release_outcomes_total');
  const confidence = histogram('learnflow_release_confidence');
  const feedback = counter('learnflow_release_feedback_total');

  return {
    followed({ revision: now, candidate }: Release) {
      revision.set(now);
      hasCandidate.set(candidate === undefined ? 0 : 1);
      percent.set(candidate?.percent ?? 0);
      isStale.set(0);
    },
    refused: () => isStale.set(1),
    compared(result: LabelValue<'learnflow_release_compared_total', 'result'>) {
      compared.labels(result).inc();
    },
    decided(role: Role, outcome: Outcome, stated: number) {
      outcomes.labels(role, outcome).inc();
      confidence.labels(role).observe(stated);
    },
    judged: (role: Role, verdict: Verdict) => feedback.labels(role, verdict).inc(),
  };
}

export type ReleaseMetrics = ReturnType<typeof createReleaseMetrics>;
