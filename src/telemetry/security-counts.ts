import { Counter, Gauge, type Registry } from 'prom-client';
import {
  AUTH_FAILURES,
  LIMIT_SCOPES,
  LIMIT_STORES,
  type LimitStore,
  REMOVED_KINDS,
  type SecuritySummary,
  SUSPICIONS,
  VIOLATIONS,
} from '../../contract/security-summary.ts';
import type { TriageError } from '../errors.ts';

/** What the service has refused and noticed: counted once, shown at /metrics and in the security summary. */
export function createSecurityCounts(registry: Registry, since: Date) {
  const registers = [registry];
  const authFailures = countBy('auth_failures', 'Requests whose sender was not proven.', 'reason', AUTH_FAILURES);
  const refusedLimits = countBy('rate_limited', 'Requests over a limit.', 'scope', LIMIT_SCOPES);
  const violations = countBy('schema_violations', 'Bodies that are not what a route takes.', 'kind', VIOLATIONS);
  const suspicions = countBy(
    'suspicious_texts',
    'Messages that speak to a model; none is blocked.',
    'kind',
    SUSPICIONS,
  );
  const removed = countBy('removed_characters', 'Invisible characters taken out.', 'kind', REMOVED_KINDS);
  const shed = new Counter({
    name: 'learnflow_shed_requests_total',
    help: 'Requests refused because the process was overloaded.',
    registers,
  });
  const insured = new Counter({
    name: 'learnflow_rate_limit_insured_total',
    help: 'Limits decided by this process alone because the shared store was away.',
    registers,
  });
  const store = new Gauge({
    name: 'learnflow_rate_limit_store',
    help: '1 for where limits are counted now, 0 for the others.',
    labelNames: ['store'] as const,
    registers,
  });
  let storeNow: LimitStore = 'memory';

  function countBy<Value extends string>(name: string, help: string, label: string, values: readonly Value[]) {
    const counter = new Counter({ name: `learnflow_${name}_total`, help, labelNames: [label], registers });
    const counts = Object.fromEntries(values.map((value) => [value, 0])) as Record<Value, number>;
    for (const value of values) counter.labels(value).inc(0);
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
      for (const kind of REMOVED_KINDS) if (found.removed[kind] !== undefined) removed.add(kind, found.removed[kind]);
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
