import { inlineCode } from '../quote-markdown.ts';
import type { Source } from '../source.ts';
import { dottedName, findAll, isCallTo, type Node, nodeIn, nodesIn, textIn } from '../syntax-tree.ts';
import type { Bug, Check } from './bug.ts';
import { HIDEABLE_BUILTINS } from './hideable-builtins.ts';

const IN_PLACE: Readonly<Record<string, (list: string) => string>> = {
  sort: (list) => `sorted(${list})`,
  reverse: (list) => `${list}[::-1]`,
};

/** Whether something can stand left of `=`. */
const isStorable = (node: Node | undefined): boolean => ['Name', 'Attribute', 'Subscript'].includes(node?.type ?? '');

const RETURNS_NONE = ['sort', 'append', 'reverse', 'extend', 'insert', 'clear', 'shuffle'];

export const lostResult: Check = (tree, source) =>
  findAll(tree, 'Assign').flatMap((assign): Bug[] => {
    const call = nodeIn(assign, 'value', 'Call');
    const func = nodeIn(call, 'func', 'Attribute');
    const method = textIn(func, 'attr');
    if (isCallTo(call, 'print')) {
      const target = source.text(nodesIn(assign, 'targets')[0]);
      return [
        {
          id: 'print-result',
          line: assign.line,
          certain: true,
          what: `\`print\` shows a value and gives back \`None\`, so ${inlineCode(target)} becomes \`None\`.`,
          why: '',
          fix: 'Store the value first, then print it:',
          fixCode: `${target} = ${nodesIn(call, 'args')
            .map((arg) => source.text(arg))
            .join(', ')
            .slice(0, 80)}\nprint(${target})`,
          topics: ['none', 'print'],
        },
      ];
    }
    if (!RETURNS_NONE.includes(method)) return [];
    const isOwnType =
      findAll(tree, 'ClassDef').length > 0 &&
      findAll(tree, 'FunctionDef').some((one) => textIn(one, 'name') === method);
    if (isOwnType) return [];
    return [
      {
        id: 'none-result',
        line: assign.line,
        certain: true,
        what: `\`.${method}()\` changes the list itself and gives back \`None\`, so ${inlineCode(source.text(nodesIn(assign, 'targets')[0]))} becomes \`None\`.`,
        why: 'Methods that change a thing in place return nothing.',
        ...keepChanged(source.text(nodesIn(assign, 'targets')[0]), method, nodeIn(func, 'value'), call, source),
        topics: ['lists', 'none'],
      },
    ];
  });

/** How to keep what a method changed: a list that has no name yet must get one first. */
function keepChanged(
  target: string,
  method: string,
  owner: Node | undefined,
  call: Node | undefined,
  source: Source,
): Pick<Bug, 'fix' | 'fixCode'> {
  if (isStorable(owner)) return { fix: 'Call it on a line of its own:', fixCode: source.text(call) };
  const list = source.text(owner);
  const copy = IN_PLACE[method];
  return copy
    ? { fix: 'Use what gives back a new list:', fixCode: `${target} = ${copy(list)}` }
    : {
        fix: 'Give the list its name first:',
        fixCode: `${target} = ${list}\n${target}${source.text(call).slice(list.length)}`,
      };
}

export const unusedResult: Check = (tree, source) => {
  const callable = new Set([...HIDEABLE_BUILTINS, ...findAll(tree, 'FunctionDef').map((one) => textIn(one, 'name'))]);
  return findAll(tree, 'Expr').flatMap((statement): Bug[] => {
    const value = nodeIn(statement, 'value');
    if (!value) return [];
    if (value.type === 'Compare' && nodesIn(value, 'comparators').length === 1 && (value.ops as string[])[0] === 'Eq') {
      const left = nodeIn(value, 'left');
      return [
        {
          id: 'comparison-statement',
          line: statement.line,
          certain: true,
          what: `\`==\` only compares: ${inlineCode(source.text(value))} stores nothing.`,
          why: 'To give a name a value, use one `=`.',
          ...sayAssignment(left, nodesIn(value, 'comparators')[0], source),
          topics: ['variables', 'operators'],
        },
      ];
    }
    const func = nodeIn(value, 'func', 'Attribute');
    const method = textIn(func, 'attr');
    if (
      value.type === 'Call' &&
      ['strip', 'lstrip', 'rstrip', 'upper', 'lower', 'replace', 'title', 'capitalize', 'zfill'].includes(method)
    ) {
      const owner = source.text(nodeIn(func, 'value'));
      return [
        {
          id: 'lost-string',
          line: statement.line,
          certain: true,
          what: `\`.${method}()\` does not change the text; it gives back a new one, which is thrown away here.`,
          why: 'Strings never change.',
          fix: 'Store the result:',
          fixCode: `${isStorable(nodeIn(func, 'value')) ? owner : 'text'} = ${source.text(value)}`,
          topics: ['strings'],
        },
      ];
    }
    if (isCallTo(value, 'sorted', 'reversed', 'int', 'str', 'float')) {
      const name = dottedName(nodeIn(value, 'func'));
      const given = nodesIn(value, 'args')[0];
      const first = source.text(given);
      return [
        {
          id: 'lost-conversion',
          line: statement.line,
          certain: true,
          what: isStorable(given)
            ? `\`${name}(…)\` gives back a new value and leaves ${inlineCode(first)} as it was; the result is thrown away.`
            : `\`${name}(…)\` gives back a new value, and nothing keeps it.`,
          why: '',
          fix: 'Store it:',
          fixCode: `${isStorable(given) ? first : 'result'} = ${source.text(value)}`,
          topics: ['types'],
        },
      ];
    }
    const isBareCall = value.type === 'Name' && callable.has(textIn(value, 'id'));
    const isBareMethod =
      value.type === 'Attribute' &&
      [
        'close',
        'sort',
        'append',
        'clear',
        'mainloop',
        'pack',
        'run',
        'start',
        'exitonclick',
        'upper',
        'lower',
        'strip',
        'pop',
      ].includes(textIn(value, 'attr'));
    if (isBareCall || isBareMethod)
      return [
        {
          id: 'missing-call',
          line: statement.line,
          certain: true,
          what: `${inlineCode(source.text(value))} only names the function; without \`()\` it never runs.`,
          why: '',
          fix: 'Add the parentheses:',
          fixCode: `${source.text(value)}()`,
          topics: ['functions'],
        },
      ];
    return [];
  });
};

/** `5 == x` as a statement can only have meant that x becomes 5. */
function sayAssignment(
  left: Node | undefined,
  right: Node | undefined,
  source: Source,
): Pick<Bug, 'fix'> & { fixCode?: string } {
  const [target, value] = isStorable(left) ? [left, right] : [right, left];
  return isStorable(target)
    ? { fix: 'Write:', fixCode: `${source.text(target)} = ${source.text(value)}` }
    : { fix: 'Put the name that shall hold the value on the left of `=`.' };
}
