import { setTimeout as wait } from 'node:timers/promises';

/** Hands out turns that are at least an interval apart, in the order in which they were asked for. */
export interface Pacer {
  /** Resolves when it is one's turn; at once when the signal has fired. */
  turn(signal: AbortSignal): Promise<void>;
}

/** @param intervalMs least time between two turns, in milliseconds; @param clockMs monotonic, so that a clock that steps stops nothing */
export function createPacer(intervalMs: number, clockMs: () => number = () => performance.now()): Pacer {
  let nextMs = 0;
  return {
    async turn(signal) {
      const now = clockMs();
      const mine = Math.max(now, nextMs);
      nextMs = mine + intervalMs;
      if (mine > now) await wait(mine - now, undefined, { signal }).catch(() => undefined);
    },
  };
}
