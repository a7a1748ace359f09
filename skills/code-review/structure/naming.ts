import { inlineCode } from '../../python-diagnosis/quote-markdown.ts';
import { findAll, isCallTo, type Node, nodeIn, nodesIn, textIn, walk } from '../../python-diagnosis/syntax-tree.ts';
import type { Finding } from '../finding.ts';
import type { Check } from './check.ts';

export const names: Check = (tree, source) => {
  const found: Finding[] = [];
  const camel = findAll(tree, 'FunctionDef').find(
    (one) =>
      /[a-z][A-Z]|^[A-Z]/.test(textIn(one, 'name')) && !/^(?:setUp|tearDown|visit_|do_)/.test(textIn(one, 'name')),
  );
  if (camel) {
    const name = textIn(camel, 'name');
    found.push({
      id: 'function-name',
      line: camel.line,
      importance: 1,
      title: `Function names are written ${inlineCode('like_this')}`,
      why: 'Python programmers use small letters with underscores for functions and variables, capitals for classes.',
      before: `def ${name}`,
      after: `def ${name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()}`,
      topics: ['naming'],
    });
  }
  const lower = findAll(tree, 'ClassDef').find((one) => /^[a-z]/.test(textIn(one, 'name')));
  if (lower)
    found.push({
      id: 'class-name',
      line: lower.line,
      importance: 1,
      title: 'Class names start with a capital',
      why: 'So everybody sees what is a class.',
      before: `class ${textIn(lower, 'name')}`,
      after: `class ${textIn(lower, 'name').replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())}`,
      topics: ['naming'],
    });
  const inLoops = new Set(
    [...findAll(tree, 'For'), ...findAll(tree, 'comprehension')].map((one) => textIn(nodeIn(one, 'target'), 'id')),
  );
  const short = findAll(tree, 'Assign')
    .flatMap((one) => nodesIn(one, 'targets'))
    .filter(
      (target) =>
        /^[a-z]\d?$/.test(textIn(target, 'id')) &&
        !inLoops.has(textIn(target, 'id')) &&
        !/^[xynijk]$/.test(textIn(target, 'id')),
    );
  const distinct = [...new Set(short.map((target) => textIn(target, 'id')))];
  if (distinct.length >= 2 && short[0])
    found.push({
      id: 'short-names',
      line: short[0].line,
      importance: 1,
      title: `Names such as ${distinct
        .slice(0, 3)
        .map((name) => inlineCode(name))
        .join(', ')} say nothing`,
      why: 'A name that says what it holds saves a comment, and saves you next month.',
      before: source.line(short[0].line).trim(),
      topics: ['naming'],
    });
  return found;
};

export const magicNumbers: Check = (tree, source) => {
  const counts = new Map<string, Node[]>();
  walk(tree, (node, ancestors) => {
    const parent = ancestors.at(-1);
    if (
      node.type !== 'Constant' ||
      !['int', 'float'].includes(textIn(node, 'kind')) ||
      parent?.type === 'Assign' ||
      parent?.type === 'Subscript' ||
      isCallTo(parent, 'range', 'round')
    )
      return;
    if (parent?.type !== 'Compare' && parent?.type !== 'BinOp') return;
    const value = textIn(node, 'value');
    if (!['0', '1', '2', '10', '100', '-1', '1.0', '0.5'].includes(value))
      counts
        .set(value, counts.get(value) ?? [])
        .get(value)
        ?.push(node);
  });
  const most = [...counts.entries()]
    .filter(([, nodes]) => nodes.length >= 2)
    .sort((left, right) => right[1].length - left[1].length)[0];
  const at = most?.[1][0];
  if (!most || !at) return [];
  return [
    {
      id: 'magic-number',
      line: at.line,
      importance: 1,
      title: `What is ${inlineCode(most[0])}?`,
      why: `The number appears ${most[1].length} times. A name says what it means, and it can be changed in one place.`,
      before: source.line(at.line).trim(),
      after: `LIMIT = ${most[0]}   # at the top; choose a name that says what it is`,
      topics: ['naming'],
    },
  ];
};
