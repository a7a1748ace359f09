import { inlineCode } from '../quote-markdown.ts';
import { findAll, isCallTo, type Node, nodeIn, nodesIn, textIn, walk } from '../syntax-tree.ts';
import type { Bug, Check } from './bug.ts';

export const noReturnUsed: Check = (tree, source) => {
  const silent = new Map<string, Node>();
  for (const one of findAll(tree, 'FunctionDef')) {
    const returns = nodesIn(one, 'body').some(
      (statement) =>
        findAll(statement, 'Return').some((found) => nodeIn(found, 'value')) || findAll(statement, 'Yield').length > 0,
    );
    const isStub =
      nodesIn(one, 'body').every((statement) => ['Pass', 'Raise', 'Expr'].includes(statement.type)) &&
      findAll(one, 'Call').length === 0;
    if (!returns && !isStub && nodesIn(one, 'decorator_list').length === 0) silent.set(textIn(one, 'name'), one);
  }
  const bugs: Bug[] = [];
  walk(tree, (node, ancestors) => {
    const name = node.type === 'Call' ? textIn(nodeIn(node, 'func', 'Name'), 'id') : '';
    const made = silent.get(name);
    const parent = ancestors.at(-1);
    if (!made || !parent || ['Expr', 'Return', 'Lambda', 'keyword'].includes(parent.type)) return;
    const isPrinted = isCallTo(parent, 'print');
    if (bugs.some((bug) => bug.line === made.line)) return;
    const onlyPrint = nodesIn(made, 'body')
      .flatMap((one) => findAll(one, 'Call'))
      .find((call) => isCallTo(call, 'print'));
    bugs.push({
      id: 'missing-return',
      line: made.line,
      certain: true,
      what: `${inlineCode(name)} has no \`return\`, so it gives back \`None\`; line ${node.line}, ${inlineCode(source.line(node.line))}, uses that \`None\`${isPrinted ? ' and prints it' : ''}.`,
      why: onlyPrint ? 'Printing inside a function shows a value, it does not hand it back.' : '',
      fix: onlyPrint
        ? `Return the value instead of printing it (line ${onlyPrint.line}):`
        : 'End the function with the value it should give back:',
      fixCode: onlyPrint
        ? `return ${nodesIn(onlyPrint, 'args')
            .map((arg) => source.text(arg))
            .join(', ')
            .slice(0, 90)}`
        : 'return result',
      topics: ['functions', 'return-values'],
    });
  });
  return bugs;
};
