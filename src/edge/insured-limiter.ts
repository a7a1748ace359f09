import type { AskShared } from '../redis/fall-back.ts';
import type { Limiter, Verdict } from './limiter.ts';

export interface Insurance {
  /** One for all limiters of a store: what one of them finds out of it holds for the others. */
  readonly ask: AskShared;
  /** Told of every decision made without the shared store. */
  readonly onInsured: () => void;
}

/**
 * A shared limiter, with one of this process as insurance. The insurance counts along while all is well, so that a loss in
 * the middle of a window does not hand out a second budget: no process ever admits more than the limit.
 */
export function createInsuredLimiter(shared: Limiter, insurance: Limiter, { ask, onInsured }: Insurance): Limiter {
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
