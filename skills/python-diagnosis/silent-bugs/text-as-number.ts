import { inlineCode } from '../quote-markdown.ts';
import { dottedName, findAll, isCallTo, type Node, nodeIn, nodesIn, textIn } from '../syntax-tree.ts';
import type { Bug, Check } from './bug.ts';

export const inputCompared: Check = (tree, source) => {
  const texts = new Map<string, Node>();
  const others = new Set<string>();
  for (const assign of findAll(tree, 'Assign')) {
    const name = textIn(nodesIn(assign, 'targets')[0], 'id');
    if (!name) continue;
    if (isCallTo(nodeIn(assign, 'value'), 'input')) texts.set(name, assign);
    else others.add(name);
  }
  const isText = (node: Node | undefined) =>
    (node?.type === 'Name' && texts.has(textIn(node, 'id')) && !others.has(textIn(node, 'id'))) ||
    isCallTo(node, 'input');
  const isNumber = (node: Node | undefined) =>
    (node?.type === 'Constant' && ['int', 'float'].includes(textIn(node, 'kind'))) ||
    isCallTo(node, 'int', 'float', 'len');
  const fixFor = (node: Node, number: Node | undefined): string => {
    const assign = texts.get(textIn(node, 'id'));
    const cast = textIn(number, 'kind') === 'float' ? 'float' : 'int';
    return assign
      ? `${textIn(node, 'id')} = ${cast}(${source.text(nodeIn(assign, 'value'))})`
      : `${cast}(${source.text(node)})`;
  };
  const bugs: Bug[] = [];
  const report = (node: Node, text: Node, number: Node | undefined, effect: string) =>
    bugs.push({
      id: 'input-number',
      line: node.line,
      certain: true,
      what: `${inlineCode(source.text(text))} is text, because \`input()\` always gives text; ${effect}`,
      why: '',
      fix: `Convert it when you read it${texts.has(textIn(text, 'id')) ? ` (line ${texts.get(textIn(text, 'id'))?.line})` : ''}:`,
      fixCode: fixFor(text, number),
      topics: ['input', 'types'],
    });
  for (const compare of findAll(tree, 'Compare')) {
    const sides = [nodeIn(compare, 'left'), ...nodesIn(compare, 'comparators')];
    const text = sides.find(isText);
    const number = sides.find(isNumber);
    const isEqual = (compare.ops as string[]).every((operator) => operator === 'Eq' || operator === 'NotEq');
    if (text && number)
      report(
        compare,
        text,
        number,
        isEqual
          ? `${inlineCode(source.text(compare))} is never equal, whatever is typed.`
          : `${inlineCode(source.text(compare))} stops with a TypeError.`,
      );
  }
  for (const sum of findAll(tree, 'BinOp')) {
    const sides = [nodeIn(sum, 'left'), nodeIn(sum, 'right')];
    const text = sides.find(isText);
    if (
      text &&
      sides.every(isText) &&
      sum.op === 'Add' &&
      dottedName(sides[0]) !== dottedName(sides[1]) &&
      /\b(?:num|number|sum|total|age|price|first number|second number)\b/i.test(
        [...texts.values()].map((one) => source.text(one)).join(' '),
      )
    )
      report(sum, text, undefined, `${inlineCode(source.text(sum))} glues the two together ("2" + "3" is "23").`);
    else if (text && sides.some(isNumber) && sum.op !== 'Mod')
      report(
        sum,
        text,
        sides.find(isNumber),
        sum.op === 'Mult'
          ? 'multiplying repeats it ("5" * 2 is "55").'
          : `${inlineCode(source.text(sum))} stops with a TypeError.`,
      );
  }
  for (const call of findAll(tree, 'Call').filter((one) => isCallTo(one, 'range'))) {
    const text = nodesIn(call, 'args').find(isText);
    if (text) report(call, text, undefined, '`range` needs a whole number.');
  }
  return bugs;
};
