import { inlineCode } from '../../python-diagnosis/quote-markdown.ts';
import { findAll, isCallTo, nodeIn, nodesIn, textIn } from '../../python-diagnosis/syntax-tree.ts';
import type { Finding } from '../finding.ts';
import type { Check } from './check.ts';

export const loopsByIndex: Check = (tree, source) =>
  findAll(tree, 'For')
    .flatMap((loop): Finding[] => {
      const iter = nodeIn(loop, 'iter');
      const inner = nodesIn(iter, 'args');
      const list =
        isCallTo(iter, 'range') && inner.length === 1 && isCallTo(inner[0], 'len')
          ? source.text(nodesIn(inner[0], 'args')[0])
          : '';
      const index = textIn(nodeIn(loop, 'target'), 'id');
      if (!list || !index || list.length > 40) return [];
      const uses = nodesIn(loop, 'body')
        .flatMap((one) => findAll(one, 'Name'))
        .filter((name) => textIn(name, 'id') === index).length;
      const reads = nodesIn(loop, 'body')
        .flatMap((one) => findAll(one, 'Subscript'))
        .filter((one) => source.text(nodeIn(one, 'value')) === list && textIn(nodeIn(one, 'slice'), 'id') === index);
      const isWritten = nodesIn(loop, 'body').some((one) =>
        [
          ...findAll(one, 'Assign').flatMap((assign) => nodesIn(assign, 'targets')),
          ...findAll(one, 'AugAssign').flatMap((assign) => nodeIn(assign, 'target') ?? []),
        ].some((target) => target.type === 'Subscript' && source.text(nodeIn(target, 'value')) === list),
      );
      if (reads.length === 0 || isWritten) return [];
      const item = /^[a-z_]\w*s$/.test(list) && list.length > 2 ? list.slice(0, -1) : 'item';
      const needsIndex = uses > reads.length;
      return [
        {
          id: 'range-len',
          line: loop.line,
          importance: 2,
          title: 'Loop over the items themselves',
          why: needsIndex
            ? '`enumerate` gives position and item together, so no index can be off by one.'
            : `The position is only used to get the item; then write ${inlineCode(item)} instead of ${inlineCode(`${list}[${index}]`)}.`,
          before: source.line(loop.line).trim(),
          after: needsIndex ? `for ${index}, ${item} in enumerate(${list}):` : `for ${item} in ${list}:`,
          topics: ['loops'],
        },
      ];
    })
    .slice(0, 1);

export const counters: Check = (tree, source) =>
  findAll(tree, 'While')
    .flatMap((loop): Finding[] => {
      const test = nodeIn(loop, 'test', 'Compare');
      const name = textIn(nodeIn(test, 'left'), 'id');
      const last = nodesIn(loop, 'body').at(-1);
      const isCounter =
        last?.type === 'AugAssign' &&
        textIn(nodeIn(last, 'target'), 'id') === name &&
        textIn(nodeIn(last, 'value'), 'value') === '1';
      const hasOther =
        findAll(loop, 'AugAssign').filter((one) => textIn(nodeIn(one, 'target'), 'id') === name).length > 1 ||
        findAll(loop, 'Assign').some((one) =>
          nodesIn(one, 'targets').some((target) => textIn(target, 'id') === name),
        ) ||
        findAll(loop, 'Continue').length > 0;
      if (!name || !isCounter || hasOther || !['Lt', 'LtE'].includes(String((test?.ops as string[] | undefined)?.[0])))
        return [];
      const stop = source.text(nodesIn(test, 'comparators')[0]);
      return [
        {
          id: 'while-counter',
          line: loop.line,
          importance: 1,
          title: 'This `while` counts: a `for` does it for you',
          why: 'No counter to start, raise or forget.',
          before: source.line(loop.line).trim(),
          after: `for ${name} in range(${stop}${String((test?.ops as string[] | undefined)?.[0]) === 'LtE' ? ' + 1' : ''}):   # it starts at 0; give range your own start if not`,
          topics: ['loops'],
        },
      ];
    })
    .slice(0, 1);

export const joinedText: Check = (tree, source) => {
  const texts = new Set(
    findAll(tree, 'Assign')
      .filter((one) => textIn(nodeIn(one, 'value'), 'kind') === 'str')
      .map((one) => textIn(nodesIn(one, 'targets')[0], 'id')),
  );
  const found: Finding[] = [];
  for (const loop of [...findAll(tree, 'For'), ...findAll(tree, 'While')]) {
    const add = findAll(loop, 'AugAssign').find(
      (one) => one.op === 'Add' && texts.has(textIn(nodeIn(one, 'target'), 'id')),
    );
    if (!add || found.length > 0) continue;
    const name = textIn(nodeIn(add, 'target'), 'id');
    found.push({
      id: 'text-in-loop',
      line: add.line,
      importance: 1,
      title: 'Text is built piece by piece in a loop',
      why: 'Each `+=` copies the whole text so far. Collect the pieces in a list and join them once.',
      before: source.text(add),
      after: `pieces.append(${source.text(nodeIn(add, 'value')).slice(0, 80)})   # in the loop\n${name} = "".join(pieces)   # after it`,
      topics: ['strings', 'loops'],
    });
  }
  return found;
};
