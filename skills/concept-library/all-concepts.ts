import type { Concept } from './concept.ts';
import { COLLECTIONS } from './concepts/collections.ts';
import { CRAFT } from './concepts/craft.ts';
import { DECISIONS_AND_LOOPS } from './concepts/decisions-and-loops.ts';
import { FIRST_STEPS } from './concepts/first-steps.ts';
import { FUNCTIONS } from './concepts/functions.ts';
import { HOW_PROGRAMS_RUN } from './concepts/how-programs-run.ts';
import { LIBRARIES } from './concepts/libraries.ts';
import { MORE_OBJECTS } from './concepts/more-objects.ts';
import { OBJECTS } from './concepts/objects.ts';
import { PROGRAMS } from './concepts/programs.ts';

/** Every concept, by subject. */
export const CONCEPTS: readonly Concept[] = [
  ...HOW_PROGRAMS_RUN,
  ...FIRST_STEPS,
  ...DECISIONS_AND_LOOPS,
  ...COLLECTIONS,
  ...FUNCTIONS,
  ...PROGRAMS,
  ...OBJECTS,
  ...MORE_OBJECTS,
  ...CRAFT,
  ...LIBRARIES,
];

const BY_SLUG = new Map(CONCEPTS.map((concept) => [concept.slug, concept]));

/** What the tutors of errors and of reviews call a subject, where that is no concept's own name. */
const ALSO_CALLED: Readonly<Record<string, string>> = {
  loops: 'for-loops',
  conditions: 'if-statements',
  types: 'data-types',
  indexing: 'slicing',
  'return-values': 'return-vs-print',
  imports: 'modules',
  installation: 'virtualenv-pip',
  unpacking: 'tuples',
  methods: 'classes',
  shadowing: 'variables',
  syntax: 'expressions',
  paths: 'files',
  encoding: 'files',
  random: 'random-numbers',
  pandas: 'pandas-basics',
  arrays: 'numpy-arrays',
  plotting: 'matplotlib-basics',
  web: 'apis-requests',
  network: 'apis-requests',
  gui: 'guis-games',
  tkinter: 'guis-games',
  comprehensions: 'list-comprehensions',
  printing: 'print',
  documentation: 'comments',
  style: 'clean-code',
  naming: 'clean-code',
  efficiency: 'big-o',
  tools: 'running-programs',
};

/** The concept of that slug, or of a topic another tutor gave; undefined where there is none. */
export function findConcept(slug: string): Concept | undefined {
  return BY_SLUG.get(slug) ?? BY_SLUG.get(ALSO_CALLED[slug] ?? '');
}

/** The slugs of those topics that are concepts, in their order. */
export const toConceptSlugs = (topics: readonly string[]): string[] =>
  topics.flatMap((topic) => findConcept(topic)?.slug ?? []);
