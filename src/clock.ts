import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from './dispatch/dispatch.ts';

/** Real time. */
export const systemClock: Clock = {
  nowMs: Date.now,
  monotonicMs: () => performance.now(),
  async sleep(ms, signal) {
    try {
      await wait(ms, undefined, { signal });
    } catch {
      // The signal ended the wait early, which is what it is for.
    }
  },
  alarm(ms, ring) {
    const timer = setTimeout(ring, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
