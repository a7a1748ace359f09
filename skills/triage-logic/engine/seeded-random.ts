/** Numbers that look random and are the same on every machine for one seed (mulberry32). */
export interface SeededRandom {
  /** The next number, 0 <= x < 1. */
  next(): number;
  /** Reorders an array in place, every order equally likely. */
  shuffle(items: Int32Array): void;
}

export function createSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const shuffle = (items: Int32Array): void => {
    for (let last = items.length - 1; last > 0; last--) {
      const other = Math.floor(next() * (last + 1));
      const kept = items[last] as number;
      items[last] = items[other] as number;
      items[other] = kept;
    }
  };
  return { next, shuffle };
}
