import type { Concept } from './concept.ts';
import { COLLECTIONS } from './concepts/collections.ts';
import { CRAFT } from './concepts/craft.ts';
import { DECISIONS_AND_LOOPS } from './concepts/decisions-and-loops.ts';
import { FIRST_STEPS } from './concepts/first-steps.ts';
import { FUNCTIONS } from './concepts/functions.ts';
import { LIBRARIES } from './concepts/libraries.ts';
import { OBJECTS } from './concepts/objects.ts';
import { PROGRAMS } from './concepts/programs.ts';

/** Every concept, by subject. */
export const CONCEPTS: readonly Concept[] = [
  ...FIRST_STEPS,
  ...DECISIONS_AND_LOOPS,
  ...COLLECTIONS,
  ...FUNCTIONS,
  ...PROGRAMS,
  ...OBJECTS,
  ...CRAFT,
  ...LIBRARIES,
];

const BY_SLUG = new Map(CONCEPTS.map((concept) => [concept.slug, concept]));

/** The concept of that slug, or undefined: topics may also come from other tutors. */
export function findConcept(slug: string): Concept | undefined {
  return BY_SLUG.get(slug);
}
