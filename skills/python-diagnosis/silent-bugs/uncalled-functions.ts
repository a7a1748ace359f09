import { inlineCode } from '../quote-markdown.ts';
import { findAll, isCallTo, isFunction, nodeIn, nodesIn, textIn } from '../syntax-tree.ts';
import type { Bug, Check } from './bug.ts';

export const printedFunction: Check = (tree) => {
  const own = new Set(
    findAll(tree, 'FunctionDef')
      .filter((one) => nodesIn(one, 'decorator_list').length === 0)
      .map((one) => textIn(one, 'name')),
  );
  const assigned = new Set(
    findAll(tree, 'Assign').flatMap((one) => nodesIn(one, 'targets').map((target) => textIn(target, 'id'))),
  );
  return findAll(tree, 'Call')
    .filter((call) => isCallTo(call, 'print', 'str', 'len', 'int'))
    .flatMap((call) =>
      nodesIn(call, 'args')
        .filter((arg) => arg.type === 'Name' && own.has(textIn(arg, 'id')) && !assigned.has(textIn(arg, 'id')))
        .map(
          (arg): Bug => ({
            id: 'missing-call',
            line: arg.line,
            certain: true,
            what: `${inlineCode(textIn(arg, 'id'))} is the function itself, not its result: printed, it shows \`<function ${textIn(arg, 'id')} at 0x…>\`.`,
            why: 'A function runs only when parentheses follow its name.',
            fix: 'Call it:',
            fixCode: `${textIn(arg, 'id')}()`,
            topics: ['functions'],
          }),
        ),
    );
};

export const neverCalled: Check = (tree) => {
  const top = nodesIn(tree, 'body');
  const isOnlyDefinitions =
    top.length > 0 &&
    top.every(
      (one) =>
        isFunction(one) ||
        ['Import', 'ImportFrom', 'Assign'].includes(one.type) ||
        (one.type === 'Expr' && nodeIn(one, 'value')?.type === 'Constant'),
    );
  const main = top.find(
    (one) => isFunction(one) && ['main', 'game', 'play', 'run', 'start', 'menu'].includes(textIn(one, 'name')),
  );
  if (!isOnlyDefinitions || !main) return [];
  return [
    {
      id: 'never-called',
      line: main.line,
      certain: true,
      what: `${inlineCode(textIn(main, 'name'))} is defined but nothing calls it, so running the file shows nothing.`,
      why: '`def` only describes what to do.',
      fix: 'Call it at the end of the file, not indented:',
      fixCode: `${textIn(main, 'name')}()`,
      topics: ['functions'],
    },
  ];
};
