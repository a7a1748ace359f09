import { inlineCode } from '../quote-markdown.ts';
import type { Source } from '../source.ts';
import { findAll, type Node, nodeIn, nodesIn, textIn } from '../syntax-tree.ts';
import type { Bug, Check } from './bug.ts';

/** A test against a number that another test may include: `x % 3 == 0`, `x >= 50`. */
type Test = { readonly subject: string; readonly kind: 'multiple' | 'above' | 'below'; readonly bound: number };

const toNumber = (node: Node | undefined): number | undefined =>
  node?.type === 'Constant' && ['int', 'float'].includes(textIn(node, 'kind'))
    ? Number(textIn(node, 'value'))
    : undefined;

function readTest(test: Node | undefined, source: Source): Test | undefined {
  if (test?.type !== 'Compare' || nodesIn(test, 'comparators').length !== 1) return undefined;
  const operator = (test.ops as string[])[0] ?? '';
  const left = nodeIn(test, 'left');
  const right = toNumber(nodesIn(test, 'comparators')[0]);
  if (!left || right === undefined) return undefined;
  const divisor = left.type === 'BinOp' && left.op === 'Mod' ? toNumber(nodeIn(left, 'right')) : undefined;
  if (divisor !== undefined)
    return operator === 'Eq' && right === 0 && divisor > 0
      ? { subject: source.text(nodeIn(left, 'left')), kind: 'multiple', bound: divisor }
      : undefined;
  const kind =
    operator === 'Gt' || operator === 'GtE' ? 'above' : operator === 'Lt' || operator === 'LtE' ? 'below' : undefined;
  return kind && { subject: source.text(left), kind, bound: right };
}

function includes(earlier: Test, later: Test): boolean {
  if (earlier.subject !== later.subject || earlier.kind !== later.kind) return false;
  if (earlier.kind === 'multiple') return later.bound % earlier.bound === 0;
  return earlier.kind === 'above' ? later.bound > earlier.bound : later.bound < earlier.bound;
}

/** A branch of a chain that an earlier one always takes. */
export const unreachableBranch: Check = (tree, source) => {
  const inner = new Set(
    findAll(tree, 'If').flatMap((one) => (nodesIn(one, 'orelse').length === 1 ? nodesIn(one, 'orelse') : [])),
  );
  return findAll(tree, 'If')
    .filter((one) => !inner.has(one))
    .flatMap((first): Bug[] => {
      const seen: { test: Test; line: number }[] = [];
      let branch: Node | undefined = first;
      while (branch?.type === 'If') {
        const test = readTest(nodeIn(branch, 'test'), source);
        const earlier = test && seen.find((one) => includes(one.test, test));
        if (test && earlier)
          return [
            {
              id: 'unreachable-branch',
              line: branch.line,
              certain: true,
              what: `This is never reached: whenever ${inlineCode(source.text(nodeIn(branch, 'test')))} is true, the test of line ${earlier.line} is true as well and comes first.`,
              why: 'Of `if` and `elif` only the first true one runs.',
              fix: `Move this test above the one of line ${earlier.line}: the strictest comes first.`,
              topics: ['conditions'],
            },
          ];
        if (test) seen.push({ test, line: branch.line });
        const rest: readonly Node[] = nodesIn(branch, 'orelse');
        branch = rest.length === 1 && /^\s*elif\b/.test(source.line(rest[0]?.line ?? 0)) ? rest[0] : undefined;
      }
      return [];
    });
};
