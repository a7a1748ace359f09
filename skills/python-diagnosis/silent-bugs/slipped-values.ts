import { inlineCode } from '../quote-markdown.ts';
import { dottedName, findAll, isCallTo, type Node, nodeIn, nodesIn, textIn } from '../syntax-tree.ts';
import type { Bug, Check } from './bug.ts';

const targetName = (assign: Node): string => dottedName(nodesIn(assign, 'targets')[0]);

/** `count =+ 1` stores plus one. */
export const swappedSigns: Check = (tree, source) =>
  findAll(tree, 'Assign').flatMap((assign): Bug[] => {
    const line = source.line(assign.line);
    const [sign, mark] = /[\w\])]\s*=([+])\s*\S/.exec(line) ?? /[\w\])]\s*=([-])\s+\S/.exec(line) ?? [];
    if (!sign || !mark || nodeIn(assign, 'value')?.type !== 'UnaryOp') return [];
    return [
      {
        id: 'swapped-signs',
        line: assign.line,
        certain: true,
        what: `\`=${mark}\` is not \`${mark}=\`: this line stores ${inlineCode(`${mark}${source.text(nodeIn(nodeIn(assign, 'value'), 'operand'))}`)} and forgets what was there before.`,
        why: '',
        fix: `Write \`${mark}=\`:`,
        fixCode: line.trim().replace(/=([+-])\s*/, '$1= '),
        topics: ['operators', 'variables'],
      },
    ];
  });

/** `a = b` and then `b = a`: the first value of a is gone before it is needed. */
export const lostSwap: Check = (tree, source) =>
  findAll(tree, 'Assign').flatMap((first, index, all): Bug[] => {
    const second = all[index + 1];
    if (!second || second.line > first.line + 1 || second.column !== first.column) return [];
    const [left, right] = [targetName(first), dottedName(nodeIn(first, 'value'))];
    if (!left || !right || left === right || targetName(second) !== right) return [];
    if (dottedName(nodeIn(second, 'value')) !== left) return [];
    return [
      {
        id: 'lost-swap',
        line: second.line,
        certain: true,
        what: `After line ${first.line} both names hold the value of ${inlineCode(right)}; what ${inlineCode(left)} held is gone, so ${inlineCode(source.line(second.line))} changes nothing.`,
        why: '',
        fix: 'Exchange both in one line, instead of the two:',
        fixCode: `${left}, ${right} = ${right}, ${left}`,
        topics: ['variables'],
      },
    ];
  });

const isFresh = (node: Node | undefined): boolean =>
  (node?.type === 'Constant' && ['int', 'float', 'str'].includes(textIn(node, 'kind'))) ||
  (['List', 'Dict'].includes(node?.type ?? '') && nodesIn(node, 'elts').length + nodesIn(node, 'keys').length === 0);

/** A running result that is set back in every round. */
export const resetInLoop: Check = (tree) => {
  const firstSet = new Map<string, number>();
  for (const assign of findAll(tree, 'Assign')) {
    const name = targetName(assign);
    if (name && !firstSet.has(name)) firstSet.set(name, assign.line);
  }
  const lastRead = new Map(findAll(tree, 'Name').map((name) => [textIn(name, 'id'), name.line]));
  return [...findAll(tree, 'For'), ...findAll(tree, 'While')].flatMap((loop): Bug[] => {
    const body = nodesIn(loop, 'body');
    const fresh = body.filter((one) => {
      const name = one.type === 'Assign' && isFresh(nodeIn(one, 'value')) ? targetName(one) : '';
      return name !== '' && (firstSet.get(name) ?? loop.line) < loop.line && (lastRead.get(name) ?? 0) > loop.endLine;
    });
    if (fresh.length === 0) return [];
    const reads = countBy(body.flatMap((one) => findAll(one, 'Name').map((name) => textIn(name, 'id'))));
    const adds = body.flatMap((one) => [
      ...findAll(one, 'AugAssign').map((add) => ({ name: dottedName(nodeIn(add, 'target')), line: add.line })),
      ...findAll(one, 'Call').flatMap((call) => {
        const called = dottedName(nodeIn(call, 'func'));
        return called.endsWith('.append') ? [{ name: called.slice(0, -'.append'.length), line: call.line }] : [];
      }),
    ]);
    const added = countBy(adds.map(({ name }) => name));
    const lines = new Map(adds.map(({ name, line }) => [name, line]));
    return fresh.flatMap((assign): Bug[] => {
      const name = targetName(assign);
      // Anything else that looks at it inside the loop may want each round's own result.
      const isOnlyAdded = added.get(name) === 1 && reads.get(name) === 2 && (lines.get(name) ?? 0) > assign.line;
      return isOnlyAdded
        ? [
            {
              id: 'reset-in-loop',
              line: assign.line,
              certain: true,
              what: `This stands inside the loop of line ${loop.line}, so ${inlineCode(name)} is set back in every round, and only the last round counts.`,
              why: '',
              fix: `Delete this line; ${inlineCode(name)} is set before the loop already.`,
              topics: ['loops', 'variables'],
            },
          ]
        : [];
    });
  });
};

function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

const LAZY = ['reversed', 'map', 'filter', 'zip', 'enumerate'];

/** A generator that is the only argument shares its brackets with the call. */
function toList(line: string, text: string): string {
  if (!text.startsWith('(')) return `list(${text})`;
  return line.includes(`print${text}`) ? `(list${text})` : `list${text}`;
}

/** Printing what only hands out values one at a time shows what it is, not what is in it. */
export const printedLazy: Check = (tree, source) =>
  findAll(tree, 'Call').flatMap((call): Bug[] => {
    if (!isCallTo(call, 'print')) return [];
    const lazy = nodesIn(call, 'args').find((arg) => arg.type === 'GeneratorExp' || isCallTo(arg, ...LAZY));
    if (!lazy) return [];
    const text = source.text(lazy);
    const name = lazy.type === 'GeneratorExp' ? 'generator' : dottedName(nodeIn(lazy, 'func'));
    return [
      {
        id: 'printed-lazy',
        line: lazy.line,
        certain: true,
        what: `${inlineCode(text)} hands out its values one at a time, when a loop asks for them; printed, it shows \`<${name} object at 0x…>\` or the like.`,
        why: '',
        fix: 'Make a list of it first:',
        fixCode: source
          .line(lazy.line)
          .trim()
          .replace(text, toList(source.line(lazy.line), text)),
        topics: ['iterators', 'lists'],
      },
    ];
  });

const isNumber = (value: Node): boolean =>
  (value.type === 'Constant' && ['int', 'float'].includes(textIn(value, 'kind'))) ||
  isCallTo(value, 'int', 'float', 'randint', 'randrange', 'random.randint', 'random.randrange', 'random.random');

/** Typed text held against a name that only ever holds a number: never equal, whatever is typed. */
export const typedNeverEqual: Check = (tree, source) => {
  const typedAt = new Map<string, Node>();
  const notTyped = new Set(findAll(tree, 'AugAssign').map((one) => dottedName(nodeIn(one, 'target'))));
  const numbers = new Set<string>();
  const notNumbers = new Set<string>();
  for (const assign of findAll(tree, 'Assign')) {
    const [name, value] = [targetName(assign), nodeIn(assign, 'value')];
    if (!name || !value) continue;
    if (isCallTo(value, 'input')) typedAt.set(name, value);
    else if (value.type !== 'Constant') notTyped.add(name);
    (isNumber(value) ? numbers : notNumbers).add(name);
  }
  return findAll(tree, 'Compare').flatMap((compare): Bug[] => {
    const sides = [nodeIn(compare, 'left'), nodesIn(compare, 'comparators')[0]].map(dottedName);
    if (!['Eq', 'NotEq'].includes((compare.ops as string[])[0] ?? '') || sides.includes('')) return [];
    const typed = sides.find((name) => typedAt.has(name) && !notTyped.has(name));
    const number = sides.find((name) => numbers.has(name) && !notNumbers.has(name));
    const asked = typedAt.get(typed ?? '');
    if (!typed || !number || !asked) return [];
    return [
      {
        id: 'input-number',
        line: compare.line,
        certain: true,
        what: `${inlineCode(typed)} is text, because \`input()\` always gives text, and ${inlineCode(number)} is a number: the two are never equal, whatever is typed.`,
        why: '',
        fix: `Convert it when you read it (line ${asked.line}):`,
        fixCode: source
          .line(asked.line)
          .trim()
          .replace(source.text(asked), `int(${source.text(asked)})`),
        fixLine: asked.line,
        topics: ['input', 'types'],
      },
    ];
  });
};

/** The start of a search for the largest that wins against negative numbers. */
export const zeroAsLeast: Check = (tree, source) => {
  const zeros = new Map(
    findAll(tree, 'Assign')
      .filter((assign) => source.text(nodeIn(assign, 'value')) === '0')
      .map((assign) => [targetName(assign), assign]),
  );
  return findAll(tree, 'For').flatMap((loop): Bug[] => {
    const item = dottedName(nodeIn(loop, 'target'));
    return nodesIn(loop, 'body').flatMap((choice): Bug[] => {
      const test = choice.type === 'If' ? nodeIn(choice, 'test', 'Compare') : undefined;
      const best = dottedName(nodesIn(test, 'comparators')[0]);
      const start = zeros.get(best);
      const keeps = nodesIn(choice, 'body').some(
        (one) => one.type === 'Assign' && targetName(one) === best && dottedName(nodeIn(one, 'value')) === item,
      );
      if (
        !start ||
        !keeps ||
        start.line > loop.line ||
        dottedName(nodeIn(test, 'left')) !== item ||
        !['Gt', 'GtE'].includes(((test?.ops ?? []) as string[])[0] ?? '')
      )
        return [];
      return [
        {
          id: 'zero-as-least',
          line: start.line,
          certain: false,
          what: `${inlineCode(best)} starts at 0, so when all the numbers are negative none is larger, and the answer is 0.`,
          why: '',
          fix: 'Start with the first of the numbers:',
          fixCode: `${best} = ${source.text(nodeIn(loop, 'iter'))}[0]`,
          topics: ['loops', 'if-statements'],
        },
      ];
    });
  });
};
