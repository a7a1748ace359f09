/** How often the process looks whether it is late, in milliseconds. */
const LOOK_EVERY_MS = 200;

export interface LoadWatch {
  /** Whether new work would only make everyone wait longer. */
  isOverloaded(): boolean;
  stop(): void;
}

/**
 * Measures how late timers fire. One long pause (a collection, a first compilation) is no overload: two looks in a row are.
 * @param maxLagMs lateness from which the process counts as overloaded, in milliseconds
 */
export function watchLoad(maxLagMs: number, nowMs: () => number): LoadWatch {
  let lastMs = nowMs();
  let late = 0;
  const look = () => {
    const lag = nowMs() - lastMs - LOOK_EVERY_MS;
    lastMs = nowMs();
    late = lag >= maxLagMs ? late + 1 : 0;
  };
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  return { isOverloaded: () => late >= 2, stop: () => clearInterval(timer) };
}
