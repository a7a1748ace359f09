import { brokenChain } from './silent-bugs/broken-chains.ts';
import type { Bug, Check } from './silent-bugs/bug.ts';
import { endless, returnInLoop } from './silent-bugs/loop-ends.ts';
import { changedWhileLooping, offByOne } from './silent-bugs/loop-ranges.ts';
import { lostResult, unusedResult } from './silent-bugs/lost-values.ts';
import { noReturnUsed } from './silent-bugs/missing-returns.ts';
import { shadowing, sharedDefault } from './silent-bugs/shared-names.ts';
import { hiddenError, lateLambda, repeatedRow, sharedAttribute, unclosedFile } from './silent-bugs/shared-objects.ts';
import {
  lostSwap,
  printedLazy,
  resetInLoop,
  swappedSigns,
  typedNeverEqual,
  zeroAsLeast,
} from './silent-bugs/slipped-values.ts';
import { inputCompared } from './silent-bugs/text-as-number.ts';
import { neverCalled, printedFunction } from './silent-bugs/uncalled-functions.ts';
import { unreachableBranch } from './silent-bugs/unreachable-branches.ts';
import { alwaysTrueOr, floatEquality, isLiteral } from './silent-bugs/wrong-conditions.ts';
import type { Source } from './source.ts';
import type { Node } from './syntax-tree.ts';

const CHECKS: readonly Check[] = [
  lostResult,
  unusedResult,
  printedFunction,
  alwaysTrueOr,
  isLiteral,
  inputCompared,
  offByOne,
  returnInLoop,
  changedWhileLooping,
  endless,
  noReturnUsed,
  sharedDefault,
  brokenChain,
  floatEquality,
  shadowing,
  swappedSigns,
  lostSwap,
  resetInLoop,
  printedLazy,
  typedNeverEqual,
  zeroAsLeast,
  repeatedRow,
  sharedAttribute,
  lateLambda,
  unclosedFile,
  hiddenError,
  unreachableBranch,
];

/** What only holds when the rest of the program holds nothing that changes it. */
const WHOLE_PROGRAM_CHECKS: readonly Check[] = [neverCalled];

/**
 * Beginner mistakes Python runs without complaint, the certain ones first, then by line; each id at most twice.
 * @param isWhole false when the tree is only of the first part of the program
 */
export function findSilentBugs(tree: Node, source: Source, isWhole = true): Bug[] {
  const counts = new Map<string, number>();
  return [...CHECKS, ...(isWhole ? WHOLE_PROGRAM_CHECKS : [])]
    .flatMap((check) => check(tree, source))
    .sort((left, right) => Number(right.certain) - Number(left.certain) || left.line - right.line)
    .filter((bug) => {
      const count = (counts.get(bug.id) ?? 0) + 1;
      counts.set(bug.id, count);
      return count <= 2;
    });
}
