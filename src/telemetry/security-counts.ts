import {
  AUTH_FAILURES,
  LIMIT_SCOPES,
  LIMIT_STORES,
  type LimitStore,
  REMOVED_KINDS,
  type RemovedKind,
  type SecuritySummary,
  SUSPICIONS,
  VIOLATIONS,
} from '../../contract/security-summary.ts';
import type { TriageError } from '../errors.ts';
import type { Instruments } from './instruments.ts';

/** What the service has refused and noticed: counted once, shown at /metrics and in the security summary. */
export function createSecurityCounts({ counter, gauge }: Instruments, since: Date) {
  const authFailures = countBy(counter('learnflow_auth_failures_total'), AUTH_FAILURES);
  const refusedLimits = countBy(counter('learnflow_rate_limited_total'), LIMIT_SCOPES);
  const violations = countBy(counter('learnflow_schema_violations_total'), VIOLATIONS);
  const suspicions = countBy(counter('learnflow_suspicious_texts_total'), SUSPICIONS);
  const removed = countBy(counter('learnflow_removed_characters_total'), REMOVED_KINDS);
  const shed = counter('learnflow_shed_requests_total');
  const insured = counter('learnflow_rate_limit_insured_total');
  const store = gauge('learnflow_rate_limit_store');
  let storeNow: LimitStore = 'memory';

  function countBy<Value extends string>(
    counter: { labels(value: string): { inc(count: number): void } },
    values: readonly Value[],
  ) {
    const counts = Object.fromEntries(values.map((value) => [value, 0])) as Record<Value, number>;
    return {
      counts,
      add(value: Value, count = 1) {
        counter.labels(value).inc(count);
        counts[value] += count;
      },
    };
  }

  let shedCount = 0;
  return {
    /** Counts an error that became an answer. */
    countError({ code, facts }: TriageError) {
      if (facts.authFailure !== undefined) authFailures.add(facts.authFailure);
      if (facts.limitScope !== undefined) refusedLimits.add(facts.limitScope);
      if (facts.violation !== undefined) violations.add(facts.violation);
      if (code === 'OVERLOADED' && facts.requestId === undefined) {
        shed.inc();
        shedCount++;
      }
    },
    /** Counts what sanitising found in one message. */
    countText(found: {
      readonly removed: Readonly<Partial<Record<(typeof REMOVED_KINDS)[number], number>>>;
      readonly suspicions: readonly (typeof SUSPICIONS)[number][];
    }) {
      // Of nearly every message there is nothing to count.
      for (const kind in found.removed) removed.add(kind as RemovedKind, found.removed[kind as RemovedKind]);
      for (const kind of found.suspicions) suspicions.add(kind);
    },
    countInsured: () => insured.inc(),
    setLimitStore(now: LimitStore) {
      storeNow = now;
      for (const name of LIMIT_STORES) store.labels(name).set(name === now ? 1 : 0);
    },
    limitStore: () => storeNow,
    read: (): SecuritySummary => ({
      since: since.toISOString(),
      auth_failures: { ...authFailures.counts },
      refused_limits: { ...refusedLimits.counts },
      schema_violations: { ...violations.counts },
      suspicious_texts: { ...suspicions.counts },
      removed_characters: { ...removed.counts },
      shed_requests: shedCount,
      rate_limit_store: storeNow,
    }),
  };
}
