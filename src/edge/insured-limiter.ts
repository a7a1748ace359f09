import type { Limiter, Verdict } from './limiter.ts';

export interface Insurance {
  readonly monotonicMs: () => number;
  /** Told at every change: false when the shared store was lost, true when it is back. */
  readonly onShared: (isShared: boolean, cause?: unknown) => void;
  /** Told of every decision made without the shared store. */
  readonly onInsured: () => void;
}

/** After a failure the shared store is not asked for this long, in milliseconds: requests must not queue up behind it. */
const PAUSE_MS = 1_000;

/**
 * A shared limiter, with one of this process as insurance. The insurance counts along while all is well, so that a loss in
 * the middle of a window does not hand out a second budget: no process ever admits more than the limit.
 */
export function createInsuredLimiter(
  shared: Limiter,
  insurance: Limiter,
  { monotonicMs, onShared, onInsured }: Insurance,
): Limiter {
  let isShared = true;
  let pausedUntilMs = 0;

  async function take(key: string, cost: number): Promise<Verdict> {
    if (monotonicMs() >= pausedUntilMs) {
      try {
        const verdict = await shared.take(key, cost);
        if (!isShared) onShared(true);
        isShared = true;
        if (verdict.isAllowed) await insurance.take(key, cost);
        return verdict;
      } catch (cause) {
        pausedUntilMs = monotonicMs() + PAUSE_MS;
        if (isShared) onShared(false, cause);
        isShared = false;
      }
    }
    onInsured();
    return insurance.take(key, cost);
  }

  return { take };
}
