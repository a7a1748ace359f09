import { performance } from 'node:perf_hooks';
import type { Timings } from '../contract/triage-response.ts';

type Stage = Exclude<keyof Timings, 'total_ms'>;

/** Measures the stages of one request, in milliseconds to three decimals. A stage timed twice adds up. */
export function createStopwatch() {
  const startedAt = performance.now();
  const spent: Record<Stage, number> = { sanitize_ms: 0, classify_ms: 0, route_ms: 0, journal_ms: 0, dispatch_ms: 0 };

  const stop = (stage: Stage, from: number) => {
    spent[stage] = round(spent[stage] + performance.now() - from);
  };

  return {
    time<Value>(stage: Stage, work: () => Value): Value {
      const from = performance.now();
      try {
        return work();
      } finally {
        stop(stage, from);
      }
    },
    async timeAsync<Value>(stage: Stage, work: () => Promise<Value>): Promise<Value> {
      const from = performance.now();
      try {
        return await work();
      } finally {
        stop(stage, from);
      }
    },
    totalMs: () => performance.now() - startedAt,
    read: (): Timings => ({ ...spent, total_ms: round(performance.now() - startedAt) }),
  };
}

function round(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
