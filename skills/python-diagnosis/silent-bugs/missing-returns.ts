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
    const isInLoop = [...findAll(made, 'For'), ...findAll(made, 'While')].some(
      (loop) => onlyPrint && loop.line < onlyPrint.line && onlyPrint.line <= loop.endLine,
    );
    const shown = nodesIn(onlyPrint, 'args')
      .map((arg) => source.text(arg))
      .join(', ')
      .slice(0, 90);
    bugs.push({
      id: 'missing-return',
      line: made.line,
      certain: true,
      what: `${inlineCode(name)} has no \`return\`, so it gives back \`None\`; line ${node.line}, ${inlineCode(source.line(node.line))}, uses that \`None\`${isPrinted ? ' and prints it' : ''}.`,
      why: onlyPrint ? 'Printing inside a function shows a value, it does not hand it back.' : '',
      fix: isInLoop
        ? `It prints in a loop, and a \`return\` there would end it in the first round. Collect the values (line ${onlyPrint?.line}), and return them all after the loop:`
        : onlyPrint
          ? `Return the value instead of printing it (line ${onlyPrint.line}):`
          : 'End the function with the value it should give back:',
      fixCode: isInLoop
        ? `result = []   # before the loop\nresult.append(${shown.includes(', ') ? `(${shown})` : shown})   # instead of the print\nreturn result   # after the loop`
        : onlyPrint
          ? `return ${shown}`
          : 'return result',
      topics: ['functions', 'return-values'],
    });
  });
  return bugs;
};
