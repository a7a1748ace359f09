/** A small program and exactly what it prints. One that needs a package outside the standard library names it. */
export type Example = { code: string; output: string; needs?: string };

/** One idea a beginner asks about. Arrays of concepts are in an order in which they can be learned. */
export type Concept = {
  slug: string;
  title: string;
  /** One sentence, without the title in it: reads on from "X: …" and fits a table cell. */
  short: string;
  /** How students name it. A phrase matches when its telling words stand close together in any order. */
  asked: readonly string[];
  /** Slugs of what one should know before. */
  needs: readonly string[];
  explanation: string;
  example: Example;
  misconception: string;
  check: { question: string; answer: string };
  next: readonly string[];
};
