/** Bounds retries to a share of the first attempts, so that an outage is not answered with a storm. */
export interface RetryBudget {
  /** To be called at every first attempt. */
  earn(): void;
  /** Takes leave for one retry; false when there is none to be had. */
  spend(): boolean;
}

/**
 * @param share retries allowed for each first attempt, 0..1
 * @param reserve retries that may be saved up, and that are there at the start
 */
export function createRetryBudget(share: number, reserve: number): RetryBudget {
  let saved = reserve;
  return {
    earn() {
      saved = Math.min(reserve, saved + share);
    },
    spend() {
      if (saved < 1) return false;
      saved -= 1;
      return true;
    },
  };
}
