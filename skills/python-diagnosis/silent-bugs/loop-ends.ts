import { inlineCode } from '../quote-markdown.ts';
import { dottedName, findAll, isCallTo, type Node, namesRead, nodeIn, nodesIn } from '../syntax-tree.ts';
import type { Bug, Check } from './bug.ts';

export const returnInLoop: Check = (tree, source) =>
  [...findAll(tree, 'For'), ...findAll(tree, 'While')].flatMap((loop): Bug[] => {
    const body = nodesIn(loop, 'body');
    const last = body.at(-1);
    const plain = last?.type === 'Return' ? last : undefined;
    if (plain && body.length >= 1 && !body.some((one) => findAll(one, 'Continue').length > 0))
      return [
        {
          id: 'return-in-loop',
          line: plain.line,
          certain: true,
          what: `This \`return\` stands inside the loop of line ${loop.line}, so the function ends in the first round; the other items are never looked at.`,
          why: '',
          fix: `Move it to the left, so that it stands below the \`${loop.type === 'For' ? 'for' : 'while'}\`:`,
          fixCode: `${' '.repeat(loop.column)}${source.text(plain).split('\n')[0]}`,
          topics: ['loops', 'return-values'],
        },
      ];
    const choice = last?.type === 'If' ? last : undefined;
    const otherwise = nodesIn(choice, 'orelse');
    const endsEarly =
      choice && nodesIn(choice, 'body').at(-1)?.type === 'Return' && otherwise.at(-1)?.type === 'Return';
    if (endsEarly && otherwise[0])
      return [
        {
          id: 'return-in-loop',
          line: otherwise.at(-1)?.line ?? otherwise[0].line,
          certain: true,
          what: `Both the \`if\` and the \`else\` return, so the loop of line ${loop.line} ends after its first item.`,
          why: 'The answer for "none of them" is only known when all have been looked at.',
          fix: 'Move the `else` answer below the loop:',
          fixCode: `${' '.repeat(loop.column)}${source.text(otherwise.at(-1)).split('\n')[0]}   # after the loop`,
          topics: ['loops', 'return-values'],
        },
      ];
    return [];
  });

export const endless: Check = (tree, source) => {
  const globals = new Set(findAll(tree, 'Global').flatMap((one) => one.names as string[]));
  return findAll(tree, 'While').flatMap((loop): Bug[] => {
    const test = nodeIn(loop, 'test');
    if (!test) return [];
    const body = nodesIn(loop, 'body');
    const leaves = (types: string[]) =>
      body.some((one) => types.some((type) => findAll(one, type).length > 0)) ||
      body.some((one) => findAll(one, 'Call').some((call) => isCallTo(call, 'exit', 'quit', 'sys.exit', 'os._exit')));
    const canLeave = leaves(['Break', 'Return', 'Raise', 'Yield', 'Await']);
    if (canLeave) return [];
    const called = new Set(findAll(test, 'Call').map((call) => dottedName(nodeIn(call, 'func'))));
    const names = [...namesRead(test)].filter((name) => !called.has(name));
    if (test.type === 'Constant')
      return body.some((one) =>
        findAll(one, 'Call').some((call) =>
          /sleep|update|tick|mainloop|move|forward/.test(dottedName(nodeIn(call, 'func'))),
        ),
      )
        ? []
        : [
            {
              id: 'endless-loop',
              line: loop.line,
              certain: false,
              what: `${inlineCode(source.line(loop.line))} never ends: nothing inside it says \`break\` or \`return\`.`,
              why: '',
              fix: 'Add an exit:',
              fixCode: 'if finished:\n    break',
              topics: ['loops'],
            },
          ];
    const isCalling =
      findAll(test, 'Call').some((call) => !isCallTo(call, 'len')) || findAll(test, 'Attribute').length > 0;
    const changed = new Set(
      body.flatMap((one) => [
        ...findAll(one, 'Assign').flatMap((assign) =>
          nodesIn(assign, 'targets').flatMap((target) => [...namesRead(target)]),
        ),
        ...['AugAssign', 'AnnAssign', 'For', 'NamedExpr'].flatMap((type) =>
          findAll(one, type).flatMap((node) => [...namesRead(nodeIn(node, 'target') ?? node)]),
        ),
        ...findAll(one, 'Call').map((call) => dottedName(nodeIn(nodeIn(call, 'func'), 'value'))),
      ]),
    );
    const isGlobal = names.some((name) => globals.has(name));
    if (
      isCalling ||
      names.length === 0 ||
      names.some((name) => changed.has(name)) ||
      isGlobal ||
      findAll(test, 'NamedExpr').length > 0
    )
      return [];
    const step = stepTowardsEnd(test, tree);
    return [
      {
        id: 'endless-loop',
        line: loop.line,
        certain: true,
        what: `Nothing inside this loop changes ${names.map((name) => inlineCode(name)).join(' or ')}, so once ${inlineCode(source.text(test))} is true it stays true: the loop never ends.`,
        why: '',
        ...(step === undefined
          ? { fix: 'Change it inside the loop, so that the condition becomes false one day.' }
          : { fix: 'Change it inside the loop, for example as its last line:', fixCode: `    ${step}` }),
        topics: ['loops'],
      },
    ];
  });
};

/** Whether the left side must grow or shrink until a comparison is false. */
const LEFT_MUST: Readonly<Record<string, 'grow' | 'shrink'>> = { Lt: 'grow', LtE: 'grow', Gt: 'shrink', GtE: 'shrink' };

/** A statement that brings the condition of a loop nearer to false; none where the condition does not tell which. */
function stepTowardsEnd(test: Node, tree: Node): string | undefined {
  if (test.type === 'Name') {
    const name = dottedName(test);
    const first = findAll(tree, 'Assign').find((assign) => dottedName(nodesIn(assign, 'targets')[0]) === name);
    const value = nodeIn(first, 'value');
    if (value?.type === 'List') return `${name}.pop()`;
    return value?.kind === 'int' ? `${name} -= 1` : `${name} = False`;
  }
  if (test.type === 'UnaryOp' && test.op === 'Not') {
    const name = dottedName(nodeIn(test, 'operand'));
    return name === '' ? undefined : `${name} = True`;
  }
  if (test.type === 'BoolOp')
    return nodesIn(test, 'values')
      .map((one) => stepTowardsEnd(one, tree))
      .find(Boolean);
  const [right, ...more] = nodesIn(test, 'comparators');
  if (test.type !== 'Compare' || right === undefined || more.length > 0) return undefined;
  const left = nodeIn(test, 'left');
  const op = (test.ops as string[])[0] ?? '';
  const isZero = right.type === 'Constant' && right.value === '0';
  // Counting down is what ends at 0; from where another value is reached, nobody can tell.
  const leftMust = LEFT_MUST[op] ?? (op === 'NotEq' && isZero ? 'shrink' : undefined);
  if (leftMust === undefined) return undefined;
  const moving = left?.type === 'Constant' ? right : left;
  const mustGrow = (leftMust === 'grow') === (moving === left);
  if (moving?.type === 'Name') return `${dottedName(moving)} ${mustGrow ? '+=' : '-='} 1`;
  const [list] = nodesIn(moving, 'args');
  return !mustGrow && isCallTo(moving, 'len') && list?.type === 'Name' ? `${dottedName(list)}.pop()` : undefined;
}
