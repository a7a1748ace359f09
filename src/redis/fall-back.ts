/** After a failure the shared store is not asked for this long, in milliseconds: requests must not queue up behind it. */
const PAUSE_MS = 1_000;

export interface FallbackParts {
  readonly monotonicMs: () => number;
  /** Whether the shared store is lost already as this begins; default no. */
  readonly isLost?: boolean;
  /** Told at every change: with why when the shared store was lost, without when it is back. */
  readonly reached: (failure?: unknown) => void;
}

/** Asks a store that all processes share, and this process alone while that one is away. */
export type AskShared = <Answer>(
  shared: () => Promise<Answer>,
  alone: () => Answer | Promise<Answer>,
) => Promise<Answer>;

export function createFallback({ monotonicMs, isLost = false, reached }: FallbackParts): AskShared {
  let isAway = isLost;
  let pausedUntilMs = 0;
  return async (shared, alone) => {
    if (monotonicMs() < pausedUntilMs) return alone();
    try {
      const answer = await shared();
      if (isAway) reached();
      isAway = false;
      return answer;
    } catch (failure) {
      pausedUntilMs = monotonicMs() + PAUSE_MS;
      if (!isAway) reached(failure);
      isAway = true;
      return alone();
    }
  };
}
