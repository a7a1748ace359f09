import { inlineCode } from '../quote-markdown.ts';
import { dottedName, findAll, isCallTo, nodeIn, nodesIn, textIn } from '../syntax-tree.ts';
import type { Bug, Check } from './bug.ts';

export const offByOne: Check = (tree, source) =>
  findAll(tree, 'For').flatMap((loop): Bug[] => {
    const range = nodeIn(loop, 'iter');
    if (!isCallTo(range, 'range')) return [];
    const name = textIn(nodeIn(loop, 'target'), 'id');
    const stop = nodesIn(range, 'args')[nodesIn(range, 'args').length > 1 ? 1 : 0];
    const subscripts = nodesIn(loop, 'body').flatMap((one) => findAll(one, 'Subscript'));
    const length = stop?.type === 'BinOp' ? nodeIn(stop, 'left') : stop;
    const listName = isCallTo(length, 'len') ? source.text(nodesIn(length, 'args')[0]) : undefined;
    if (!listName) return [];
    const used = subscripts
      .filter((one) => source.text(nodeIn(one, 'value')) === listName)
      .map((one) => nodeIn(one, 'slice'));
    const plain = used.find((one) => textIn(one, 'id') === name);
    const ahead = used.find(
      (one) =>
        one?.type === 'BinOp' &&
        one.op === 'Add' &&
        textIn(nodeIn(one, 'left'), 'id') === name &&
        nodeIn(one, 'right')?.type === 'Constant',
    );
    const isPlusOne = stop?.type === 'BinOp' && stop.op === 'Add';
    if (isPlusOne && plain)
      return [
        {
          id: 'off-by-one',
          line: loop.line,
          certain: true,
          what: `The loop goes one too far: the last position of ${inlineCode(listName)} is \`len(${listName}) - 1\`, and \`range(…)\` already stops before its end.`,
          why: 'The last round ends in an IndexError.',
          fix: 'Drop the addition:',
          fixCode: source.line(loop.line).trim().replace(source.text(stop), source.text(length)),
          topics: ['loops', 'indexing'],
        },
      ];
    const isGuarded = nodesIn(loop, 'body').some((one) =>
      findAll(one, 'Compare').some((test) => source.text(test).includes(`len(${listName})`)),
    );
    if (ahead && stop?.type === 'Call' && !isGuarded)
      return [
        {
          id: 'off-by-one',
          line: ahead.line,
          certain: true,
          what: `${inlineCode(`${listName}[${source.text(ahead)}]`)} looks past the end in the last round.`,
          why: '',
          fix: 'Stop the loop earlier:',
          fixLine: loop.line,
          fixCode: source
            .line(loop.line)
            .trim()
            .replace(source.text(stop), `${source.text(stop)} - ${source.text(nodeIn(ahead, 'right'))}`),
          topics: ['loops', 'indexing'],
        },
      ];
    return [];
  });

export const changedWhileLooping: Check = (tree, source) =>
  findAll(tree, 'For').flatMap((loop): Bug[] => {
    const list = dottedName(nodeIn(loop, 'iter'));
    if (!list) return [];
    const change = nodesIn(loop, 'body')
      .flatMap((one) => findAll(one, 'Call'))
      .find((call) => isCallTo(call, `${list}.remove`, `${list}.append`, `${list}.pop`, `${list}.insert`));
    const isLeftAtOnce = nodesIn(loop, 'body').some(
      (one) => findAll(one, 'Break').length + findAll(one, 'Return').length > 0,
    );
    return change && !isLeftAtOnce
      ? [
          {
            id: 'changed-while-looping',
            line: change.line,
            certain: true,
            what: `${inlineCode(list)} is changed while the loop of line ${loop.line} walks through it, so items are skipped (or the loop never ends).`,
            why: '',
            fix: 'Loop over a copy, or build a new list:',
            fixCode: `for ${source.text(nodeIn(loop, 'target'))} in ${list}[:]:`,
            fixLine: loop.line,
            topics: ['loops', 'lists'],
          },
        ]
      : [];
  });
