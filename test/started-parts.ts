/** What a run has started, so that all of it is stopped however the run ends. */
export interface StartedParts {
  /** Takes a part that was just started. @returns the same part */
  keep<Part extends { stop(): unknown }>(part: Part): Part;
  /** Something else that is done at the end. */
  atEnd(end: () => unknown): void;
  /** Ends everything, what was started last first; one that cannot be ended keeps no other from it. */
  stop(): Promise<void>;
}

export function createStartedParts(): StartedParts {
  const ends: (() => unknown)[] = [];
  return {
    keep(part) {
      ends.push(() => part.stop());
      return part;
    },
    atEnd: (end) => void ends.push(end),
    async stop() {
      for (const end of ends.splice(0).reverse()) await Promise.allSettled([(async () => end())()]);
    },
  };
}
