import { findConcept } from './all-concepts.ts';
import type { Concept } from './concept.ts';

/** What a title says before its colon is enough of a name. */
const nameOf = ({ title }: Concept): string => title.replace(/:.*$/, '');

/** A message a student can send as it stands to have a concept explained; put so that it finds that tutor. */
export function askToExplain(concept: Concept): string {
  return `Please explain ${nameOf(concept)} to me`;
}

/** The same for something to practise on. */
export function askToPractise(concept: Concept): string {
  return `Give me an exercise to practise ${nameOf(concept)}`;
}

/**
 * Both about the first of the topics that is a concept: explained, and practised where there is an exercise on it. Empty where
 * none is a concept.
 */
export function askAboutFirst(topics: readonly string[], hasExercise: (slug: string) => boolean): string[] {
  const concept = topics.flatMap((topic) => findConcept(topic) ?? [])[0];
  if (concept === undefined) return [];
  return [askToExplain(concept), ...(hasExercise(concept.slug) ? [askToPractise(concept)] : [])];
}
