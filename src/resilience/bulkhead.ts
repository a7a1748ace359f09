/** At most so many calls at once, and so many waiting for their turn, first come first served. */
export interface Bulkhead {
  /**
   * Waits for a place.
   * @returns a function that gives the place back; undefined when the queue is full
   * @throws the signal's reason, when it fires while waiting
   */
  enter(signal: AbortSignal): Promise<(() => void) | undefined>;
  readonly active: () => number;
  readonly waiting: () => number;
}

export interface BulkheadSettings {
  readonly maxConcurrent: number;
  readonly maxQueued: number;
}

export function createBulkhead({ maxConcurrent, maxQueued }: BulkheadSettings): Bulkhead {
  let active = 0;
  const queue = new Set<() => void>();

  function leave(): void {
    const [next] = queue;
    if (next === undefined) active -= 1;
    // The place is handed on: `active` stays as it is.
    else {
      queue.delete(next);
      next();
    }
  }

  function leaveOnce(): () => void {
    let hasLeft = false;
    return () => {
      if (!hasLeft) leave();
      hasLeft = true;
    };
  }

  return {
    async enter(signal) {
      signal.throwIfAborted();
      if (active < maxConcurrent) {
        active += 1;
        return leaveOnce();
      }
      if (queue.size >= maxQueued) return undefined;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const giveUp = () => {
        queue.delete(resolve);
        reject(signal.reason);
      };
      queue.add(resolve);
      signal.addEventListener('abort', giveUp, { once: true });
      try {
        await promise;
      } finally {
        signal.removeEventListener('abort', giveUp);
      }
      return leaveOnce();
    },
    active: () => active,
    waiting: () => queue.size,
  };
}
