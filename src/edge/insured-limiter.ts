import { createFallback } from '../redis/fall-back.ts';
import type { Limiter, Verdict } from './limiter.ts';

export interface Insurance {
  readonly monotonicMs: () => number;
  /** Told at every change: false when the shared store was lost, true when it is back. */
  readonly onShared: (isShared: boolean, cause?: unknown) => void;
  /** Told of every decision made without the shared store. */
  readonly onInsured: () => void;
}

/**
 * A shared limiter, with one of this process as insurance. The insurance counts along while all is well, so that a loss in
 * the middle of a window does not hand out a second budget: no process ever admits more than the limit.
 */
export function createInsuredLimiter(
  shared: Limiter,
  insurance: Limiter,
  { monotonicMs, onShared, onInsured }: Insurance,
): Limiter {
  const ask = createFallback({ monotonicMs, reached: (failure) => onShared(failure === undefined, failure) });
  return {
    take: (key, cost) =>
      ask<Verdict>(
        async () => {
          const verdict = await shared.take(key, cost);
          if (verdict.isAllowed) await insurance.take(key, cost);
          return verdict;
        },
        () => {
          onInsured();
          return insurance.take(key, cost);
        },
      ),
  };
}
