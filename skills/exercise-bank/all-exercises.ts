import type { Exercise } from './exercise.ts';
import { BASICS } from './exercises/basics.ts';
import { COLLECTIONS } from './exercises/collections.ts';
import { CONTROL } from './exercises/control.ts';
import { FUNCTIONS_AND_MORE } from './exercises/functions-and-more.ts';
import { MORE_SUBJECTS } from './exercises/more-subjects.ts';

/** Every exercise, by subject. */
export const EXERCISES: readonly Exercise[] = [
  ...BASICS,
  ...CONTROL,
  ...COLLECTIONS,
  ...FUNCTIONS_AND_MORE,
  ...MORE_SUBJECTS,
];
