import { assignFolds } from '../skills/triage-logic/engine/cross-validate.ts';
import type { Example } from '../skills/triage-logic/engine/example.ts';

const PARTS = 5;
const AGAINST_THE_MODEL = /^edge-/;

/**
 * Whether an example's author wrote against the model: what it misjudged or doubted was kept, and as much again that it did
 * not. Such examples train; a sample of what people write they are not.
 */
export function isWrittenAgainst({ writer = '' }: Example): boolean {
  return AGAINST_THE_MODEL.test(writer);
}

/** Holds out whole authors, a fifth of the examples that may be; all others are the rest. */
export function holdOutAuthors<Row extends Example>(
  examples: readonly Row[],
  mayHold: (example: Row) => boolean,
): { held: Row[]; rest: Row[] } {
  const sampled = examples.filter(mayHold);
  const folds = assignFolds(sampled, PARTS, 1);
  const held = sampled.filter((_, row) => folds[row] === 0);
  const isHeld = new Set(held);
  return { held, rest: examples.filter((example) => !isHeld.has(example)) };
}
