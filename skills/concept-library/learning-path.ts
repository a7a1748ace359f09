import { findConcept } from './all-concepts.ts';
import type { Concept } from './concept.ts';

/** The order in which a beginner meets the ideas that everything else rests on. */
export const LEARNING_PATH: readonly string[] = [
  'print',
  'variables',
  'data-types',
  'numbers',
  'strings',
  'f-strings',
  'input',
  'comparison',
  'booleans',
  'if-statements',
  'for-loops',
  'range',
  'while-loops',
  'break-continue',
  'slicing',
  'lists',
  'functions',
  'parameters',
  'return-vs-print',
  'dictionaries',
  'tuples',
  'sets',
  'mutability',
  'scope',
  'exceptions',
  'files',
  'modules',
  'debugging',
  'testing',
  'nested-loops',
  'nested-lists',
  'list-comprehensions',
  'sorting',
  'classes',
  'self-init',
  'recursion',
  'json',
  'clean-code',
  'inheritance',
  'virtualenv-pip',
  'git-basics',
  'big-o',
  'apis-requests',
  'pandas-basics',
];

/** What to learn after the concepts met: what they lead to and rest on, as far as within reach and not passed already, then the path. */
export function recommendNext(met: readonly string[], count: number): Concept[] {
  const known = new Set(met);
  const leads = met.flatMap((slug) => findConcept(slug)?.next ?? []);
  const gaps = met.flatMap((slug) => findConcept(slug)?.needs ?? []);
  const reached = Math.max(-1, ...met.map((slug) => LEARNING_PATH.indexOf(slug)));
  const ahead = LEARNING_PATH.slice(reached + 1);
  const candidates = [...new Set([...leads, ...gaps])].filter((slug) => !known.has(slug) && !isEarlier(slug, reached));
  const ready = candidates.filter((slug) =>
    (findConcept(slug)?.needs ?? []).every(
      (need) => known.has(need) || gaps.includes(need) || isEarlier(need, reached),
    ),
  );
  return [...new Set([...ready, ...ahead, ...LEARNING_PATH])]
    .filter((slug) => !known.has(slug))
    .slice(0, count)
    .flatMap((slug) => findConcept(slug) ?? []);
}

const isEarlier = (slug: string, reached: number) => {
  const at = LEARNING_PATH.indexOf(slug);
  return at >= 0 && at <= reached;
};
