import { inlineCode } from '../quote-markdown.ts';
import { isCallTo, type Node, namesRead, nodeIn, nodesIn, walk } from '../syntax-tree.ts';
import type { Bug, Check } from './bug.ts';

export const brokenChain: Check = (tree, source) => {
  const bugs: Bug[] = [];
  walk(tree, (node) => {
    for (const field of ['body', 'orelse']) {
      const statements = nodesIn(node, field);
      statements.forEach((second, index) => {
        const first = statements[index - 1];
        if (
          first?.type !== 'If' ||
          second.type !== 'If' ||
          nodesIn(second, 'orelse').length === 0 ||
          nodesIn(first, 'orelse').length > 0
        )
          return;
        if (['Return', 'Break', 'Continue', 'Raise'].includes(nodesIn(first, 'body').at(-1)?.type ?? '')) return;
        const target = (one: Node | undefined) =>
          one?.type === 'Assign'
            ? source.text(nodesIn(one, 'targets')[0])
            : isCallTo(nodeIn(one, 'value'), 'print')
              ? 'print'
              : '';
        const sameEffect = target(nodesIn(first, 'body').at(-1));
        const last = nodesIn(second, 'orelse').at(-1);
        const read = namesRead(nodeIn(first, 'test') ?? first);
        const isSameSubject = [...namesRead(nodeIn(second, 'test') ?? second)].some((name) => read.has(name));
        if (!sameEffect || sameEffect !== target(last) || !isSameSubject) return;
        bugs.push({
          id: 'if-if-else',
          line: second.line,
          certain: false,
          what: `The \`else\` belongs only to this \`if\`. When the condition of line ${first.line} is true, this one is still tested, and its \`else\` runs too${sameEffect === 'print' ? '' : ` and overwrites ${inlineCode(sameEffect)}`}.`,
          why: 'Two `if`s in a row are two separate questions; `elif` makes them one.',
          fix: 'Make it one chain:',
          fixCode: source.line(second.line).trim().replace(/^if\b/, 'elif'),
          topics: ['conditions'],
        });
      });
    }
  });
  return bugs;
};
