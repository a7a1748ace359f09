/** What was opened and must be closed. */
export interface Closers {
  /** To be called as each thing is made. */
  push(close: () => Promise<unknown>): void;
  /**
   * Closes everything, what was made last first. One that fails keeps none of the others open: the journal, made before
   * most, gives up its lease.
   * @throws what the first of those that failed threw
   */
  closeAll(): Promise<void>;
}

export function createClosers(): Closers {
  const closers: (() => Promise<unknown>)[] = [];
  return {
    push: (close) => void closers.push(close),
    async closeAll() {
      const failures: unknown[] = [];
      for (const close of closers.splice(0).reverse()) {
        try {
          await close();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
