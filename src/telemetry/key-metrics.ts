import type { Instruments } from './instruments.ts';

/** What the signing keys of the identity provider report. */
export function createKeyMetrics({ counter, gauge }: Instruments, nowMs: () => number) {
  const reads = counter('learnflow_signing_key_reads_total');
  const unreachable = gauge('learnflow_signing_keys_unreachable');
  let readAtMs: number | undefined;
  gauge('learnflow_signing_keys_age_seconds', (age) =>
    age.set(readAtMs === undefined ? 0 : Math.max(0, (nowMs() - readAtMs) / 1_000)),
  );
  return {
    /** Keys of an identity provider will be needed: from now on their age counts. */
    expected() {
      readAtMs = nowMs();
    },
    tried(outcome: 'read' | 'failed') {
      reads.labels(outcome).inc();
      unreachable.set(outcome === 'failed' ? 1 : 0);
      if (outcome === 'read') readAtMs = nowMs();
    },
  };
}
