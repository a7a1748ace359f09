/** What a test passes and gets: whatever JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A task solved by writing one function; its tests call that function. */
export type Exercise = {
  slug: string;
  title: string;
  /** Concept slugs, the main one first. */
  topics: readonly string[];
  /** 1 first practice, 2 combines ideas, 3 needs a plan. */
  difficulty: 1 | 2 | 3;
  statement: string;
  functionName: string;
  starter: string;
  /** From a nudge to nearly the answer. */
  hints: readonly string[];
  tests: readonly { args: readonly Json[]; expected: Json }[];
  solution: string;
};

type Row = [
  slug: string,
  title: string,
  topics: string,
  difficulty: 1 | 2 | 3,
  signature: string,
  statement: string,
  hints: string[],
  tests: [args: Json[], expected: Json][],
  body: string,
];

/** Spells out a row of an exercise table: the starter and the solution share the signature. */
export function toExercise([slug, title, topics, difficulty, signature, statement, hints, tests, body]: Row): Exercise {
  const indented = body.replace(/^(?=.)/gm, '    ');
  return {
    slug,
    title,
    topics: topics.split(' '),
    difficulty,
    statement,
    functionName: signature.slice(0, signature.indexOf('(')),
    starter: `def ${signature}:\n    pass  # your code here`,
    hints,
    tests: tests.map(([args, expected]) => ({ args, expected })),
    solution: `def ${signature}:\n${indented}`,
  };
}
