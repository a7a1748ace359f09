import type { Journal, Retention } from './journal/journal.ts';

const HOUR_MS = 3_600_000;
/** How far the wall clock may stray from the monotonic one between two sweeps before it is not believed, in milliseconds. */
const MAX_STEP_MS = 600_000;

export interface RetentionParts {
  readonly journal: Pick<Journal, 'sweep'>;
  readonly retention: Retention;
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Sweeps once an hour what is older than its retention. A clock that jumped since the last look removes nothing: a year
 * too far would be everyone's whole record.
 */
export function startRetention({ journal, retention, nowMs, monotonicMs, onFailure }: RetentionParts) {
  let last = { wallMs: nowMs(), monotonicMs: monotonicMs() };
  let isClosed = false;

  async function sweepOnce(): Promise<number> {
    const now = { wallMs: nowMs(), monotonicMs: monotonicMs() };
    const stepMs = Math.abs(now.wallMs - last.wallMs - (now.monotonicMs - last.monotonicMs));
    last = now;
    if (stepMs > MAX_STEP_MS)
      throw new Error(`the clock stepped by ${Math.round(stepMs / 1_000)} s: nothing is removed`);
    let removed = 0;
    while (!isClosed) {
      const touched = await journal.sweep(now.wallMs, retention);
      if (touched === 0) break;
      removed += touched;
    }
    return removed;
  }

  const timer = setInterval(() => void sweepOnce().catch(onFailure), HOUR_MS);
  timer.unref();
  return {
    sweepOnce,
    close() {
      isClosed = true;
      clearInterval(timer);
    },
  };
}
