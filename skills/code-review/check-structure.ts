import type { Source } from '../python-diagnosis/source.ts';
import type { Node } from '../python-diagnosis/syntax-tree.ts';
import type { Finding } from './finding.ts';
import type { Check } from './structure/check.ts';
import { docstrings, functions, nesting, noFunctions } from './structure/function-size.ts';
import { magicNumbers, names } from './structure/naming.ts';
import { counters, joinedText, loopsByIndex } from './structure/plain-loops.ts';
import { repeatedCode } from './structure/repetition.ts';
import { lengthTests } from './structure/short-conditions.ts';

const CHECKS: readonly Check[] = [
  functions,
  nesting,
  loopsByIndex,
  lengthTests,
  joinedText,
  repeatedCode,
  names,
  magicNumbers,
  noFunctions,
  docstrings,
  counters,
];

/** What the shape of a program shows: length, nesting, repetition, names. */
export function checkStructure(tree: Node, source: Source): Finding[] {
  return CHECKS.flatMap((check) => check(tree, source));
}
