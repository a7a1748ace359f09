import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from './dispatch/dispatch.ts';

/** Real time. */
export const systemClock: Clock = {
  nowMs: Date.now,
  async sleep(ms, signal) {
    try {
      await wait(ms, undefined, { signal });
    } catch {
      // The signal ended the wait early, which is what it is for.
    }
  },
  timeoutSignal: (ms) => AbortSignal.timeout(ms),
};
