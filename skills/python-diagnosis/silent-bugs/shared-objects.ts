import { inlineCode } from '../quote-markdown.ts';
import { dottedName, findAll, isCallTo, isFunction, type Node, nodeIn, nodesIn, textIn, walk } from '../syntax-tree.ts';
import type { Bug, Check } from './bug.ts';

const MAKES_CHANGEABLE = ['List', 'Dict', 'Set', 'ListComp'];

/** `[[0] * 3] * 3`, where a cell is changed later: every row is the same list. */
export const repeatedRow: Check = (tree, source) => {
  const changed = new Set<string>();
  const addRowOf = (node: Node | undefined) => {
    if (node?.type === 'Subscript') changed.add(dottedName(nodeIn(node, 'value')));
  };
  for (const target of [
    ...findAll(tree, 'Assign').flatMap((one) => nodesIn(one, 'targets')),
    ...findAll(tree, 'AugAssign').flatMap((one) => nodeIn(one, 'target') ?? []),
  ])
    if (target.type === 'Subscript') addRowOf(nodeIn(target, 'value'));
  for (const call of findAll(tree, 'Call')) addRowOf(nodeIn(nodeIn(call, 'func', 'Attribute'), 'value'));
  return findAll(tree, 'Assign').flatMap((assign): Bug[] => {
    const product = nodeIn(assign, 'value', 'BinOp');
    const [row, ...more] = nodesIn(nodeIn(product, 'left', 'List'), 'elts');
    const isRow =
      MAKES_CHANGEABLE.includes(row?.type ?? '') || (row?.type === 'BinOp' && nodeIn(row, 'left')?.type === 'List');
    const name = dottedName(nodesIn(assign, 'targets')[0]);
    if (product?.op !== 'Mult' || !row || more.length > 0 || !isRow || !name || !changed.has(name)) return [];
    return [
      {
        id: 'repeated-row',
        line: assign.line,
        certain: true,
        what: `${inlineCode(source.text(product))} does not make several rows: it holds the same row several times, so a change in one shows in all.`,
        why: '',
        fix: 'Make a new row in each round:',
        fixCode: `${name} = [${source.text(row)} for _ in range(${source.text(nodeIn(product, 'right'))})]`,
        topics: ['nested-lists', 'mutability'],
      },
    ];
  });
};

/** A list set in the class itself, and filled through `self`: all objects share it. */
export const sharedAttribute: Check = (tree, source) =>
  findAll(tree, 'ClassDef').flatMap((owner): Bug[] => {
    const [own, filled] = [new Set<string>(), new Set<string>()];
    for (const method of nodesIn(owner, 'body').filter(isFunction)) {
      for (const call of findAll(method, 'Call'))
        filled.add(dottedName(nodeIn(nodeIn(call, 'func', 'Attribute'), 'value')));
      for (const target of findAll(method, 'Assign').flatMap((one) => nodesIn(one, 'targets')))
        if (target.type === 'Subscript') filled.add(dottedName(nodeIn(target, 'value')));
        else own.add(dottedName(target));
    }
    return nodesIn(owner, 'body').flatMap((assign): Bug[] => {
      const name = assign.type === 'Assign' ? dottedName(nodesIn(assign, 'targets')[0]) : '';
      const value = nodeIn(assign, 'value');
      if (!name || !['List', 'Dict', 'Set'].includes(value?.type ?? '')) return [];
      if (own.has(`self.${name}`) || !filled.has(`self.${name}`)) return [];
      return [
        {
          id: 'shared-attribute',
          line: assign.line,
          certain: true,
          what: `${inlineCode(source.line(assign.line))} is made once, for the class, and all its objects share it: what one adds, all have.`,
          why: '',
          fix: 'Give each object its own, in `__init__`, and delete this line:',
          fixCode: `def __init__(self):\n    self.${name} = ${source.text(value)}`,
          topics: ['classes', 'self-init'],
        },
      ];
    });
  });

/** Functions made in a loop that look the loop's name up only when they are called. */
export const lateLambda: Check = (tree, source) =>
  findAll(tree, 'For').flatMap((loop): Bug[] => {
    const name = textIn(nodeIn(loop, 'target'), 'id');
    if (!name) return [];
    const bugs: Bug[] = [];
    for (const statement of nodesIn(loop, 'body'))
      walk(statement, (node, ancestors) => {
        const parent = ancestors.at(-1);
        const isKept =
          (parent && /\.append$/.test(dottedName(nodeIn(parent, 'func')))) ||
          parent?.type === 'Assign' ||
          textIn(parent, 'arg') === 'command';
        const body = node.type === 'Lambda' ? nodeIn(node, 'body') : undefined;
        const own = nodesIn(nodeIn(node, 'args'), 'args').map((one) => textIn(one, 'arg'));
        if (!body || !isKept || own.includes(name) || !findAll(body, 'Name').some((one) => textIn(one, 'id') === name))
          return;
        const text = source.text(node);
        bugs.push({
          id: 'late-lambda',
          line: node.line,
          certain: true,
          what: `The function looks ${inlineCode(name)} up when it is called, and by then the loop is over: all of them see its last value.`,
          why: '',
          fix: 'Let it keep the value of its round, as a default:',
          fixCode: source
            .line(node.line)
            .trim()
            .replace(
              text,
              text.replace(
                /^lambda\s*([^:]*):/,
                (_, given: string) => `lambda ${given.trim() ? `${given.trim()}, ` : ''}${name}=${name}:`,
              ),
            ),
          topics: ['lambda', 'scope'],
        });
      });
    return bugs.slice(0, 1);
  });

/** A file that is written, never closed, and read again. */
export const unclosedFile: Check = (tree, source) => {
  const closed = new Set<string>();
  const lastOpened = new Map<string, number>();
  for (const call of findAll(tree, 'Call')) {
    const name = dottedName(nodeIn(call, 'func'));
    if (/\.(?:close|flush)$/.test(name)) closed.add(name.replace(/\.\w+$/, ''));
    if (name === 'open') lastOpened.set(source.text(nodesIn(call, 'args')[0]), call.line);
  }
  return findAll(tree, 'Assign').flatMap((assign): Bug[] => {
    const opened = nodeIn(assign, 'value');
    const name = dottedName(nodesIn(assign, 'targets')[0]);
    const [path = '', mode = ''] = nodesIn(opened, 'args').map((arg) => source.text(arg));
    if (!isCallTo(opened, 'open') || !name || !/^['"][wa]/.test(mode)) return [];
    if ((lastOpened.get(path) ?? 0) <= assign.line || closed.has(name)) return [];
    return [
      {
        id: 'unclosed-file',
        line: assign.line,
        certain: true,
        what: `${inlineCode(name)} is never closed, so what was written may still wait in memory when the file is opened again.`,
        why: '',
        fix: 'Let `with` close it at the end of its block:',
        fixCode: `with ${source.text(opened)} as ${name}:\n    ${name}.write(...)`,
        topics: ['files'],
      },
    ];
  });
};

/** An error caught and thrown away. */
export const hiddenError: Check = (tree, source) =>
  findAll(tree, 'ExceptHandler').flatMap((handler): Bug[] => {
    const kind = dottedName(nodeIn(handler, 'type'));
    const isWide = kind === '' ? nodeIn(handler, 'type') === undefined : /^(?:Base)?Exception$/.test(kind);
    if (!isWide || nodesIn(handler, 'body').some((one) => one.type !== 'Pass')) return [];
    return [
      {
        id: 'hidden-error',
        line: handler.line,
        certain: false,
        what: `${inlineCode(source.line(handler.line))} with \`pass\` hides every error of the lines in \`try\`, so nothing tells you what went wrong, and what those lines should have made is missing afterwards.`,
        why: '',
        fix: 'Name the error you expect, and say what happened:',
        fixCode: 'except ValueError as problem:\n    print("not a number:", problem)',
        topics: ['exceptions'],
      },
    ];
  });
