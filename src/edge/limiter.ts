/** At most so many messages in every stretch of so many seconds. */
export interface Window {
  readonly name: string;
  readonly limit: number;
  readonly seconds: number;
}

export interface WindowState {
  readonly window: Window;
  readonly remaining: number;
  /** Seconds until the next part of the window's budget comes back; 0 when all of it is there. */
  readonly resetSeconds: number;
}

/** A decision of all windows together: what one of them refuses costs nothing in any. */
export interface Verdict {
  readonly isAllowed: boolean;
  readonly windows: readonly WindowState[];
  /** Seconds after which the same request would be allowed; 0 when it was. */
  readonly retryAfterSeconds: number;
}

/** Counts what each key has used. One table of promises (`limiter.test.ts`) holds for every adapter. */
export interface Limiter {
  /**
   * Takes `cost` from every window of a key, or from none.
   * @param cost 1 or more; one above a window's limit is never allowed
   */
  take(key: string, cost: number): Promise<Verdict>;
}

/**
 * A window slides in this many steps: no more than the limit in any stretch of 59/60 of its length, where a fixed window
 * admits up to twice as much across its edge. What was used comes back after the window's length at the latest.
 */
export const STEPS = 60;
