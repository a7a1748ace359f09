/** The end of a server's life: no new requests, while those that came before are answered. */
export interface Drain {
  readonly isDraining: () => boolean;
  /** A request came. @returns what to call once it is answered; undefined when it came too late */
  enter(): (() => void) | undefined;
  /** From now on nobody may enter. Resolves once all who did have left. */
  begin(): Promise<void>;
}

export function createDrain(): Drain {
  let underWay = 0;
  const { promise: empty, resolve: setEmpty } = Promise.withResolvers<void>();
  let isDraining = false;
  return {
    isDraining: () => isDraining,
    enter() {
      if (isDraining) return undefined;
      underWay += 1;
      return () => {
        underWay -= 1;
        if (isDraining && underWay === 0) setEmpty();
      };
    },
    begin() {
      isDraining = true;
      if (underWay === 0) setEmpty();
      return empty;
    },
  };
}
