import type { Example } from './concept.ts';

/** A short working answer to one common "how do I …". */
export type Recipe = {
  slug: string;
  title: string;
  /** How students ask it; matched like `Concept.asked`. */
  asked: readonly string[];
  /** The concept behind it, first the closest. */
  concepts: readonly string[];
  example: Example;
  /** What to watch for, one or two sentences. */
  note: string;
};
