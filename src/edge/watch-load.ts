/** How often the process looks whether it is late, in milliseconds. */
const LOOK_EVERY_MS = 200;
/** Late looks in a row that make an overload: one is a collection or a first compilation, two a busy neighbour. */
const LATE_LOOKS = 3;

export interface LoadWatch {
  /** Whether new work would only make everyone wait longer. */
  isOverloaded(): boolean;
  /** Begins to look: a start that keeps the process busy is no overload. */
  start(): void;
  stop(): void;
}

/**
 * Measures how late timers fire.
 * @param maxLagMs lateness from which a look counts as late, in milliseconds
 */
export function watchLoad(maxLagMs: number, monotonicMs: () => number): LoadWatch {
  let timer: NodeJS.Timeout | undefined;
  let late = 0;
  return {
    isOverloaded: () => late >= LATE_LOOKS,
    start() {
      let lastMs = monotonicMs();
      timer = setInterval(() => {
        const nowMs = monotonicMs();
        const lagMs = nowMs - lastMs - LOOK_EVERY_MS;
        lastMs = nowMs;
        late = lagMs >= maxLagMs ? late + 1 : 0;
      }, LOOK_EVERY_MS).unref();
    },
    stop: () => clearInterval(timer),
  };
}
