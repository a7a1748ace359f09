import { inlineCode } from '../../python-diagnosis/quote-markdown.ts';
import { isScope, type Node, nodeIn, nodesIn, walk } from '../../python-diagnosis/syntax-tree.ts';
import type { Finding } from '../finding.ts';
import type { Check } from './check.ts';

export const repeatedCode: Check = (tree, source) => {
  const places = new Map<string, Node[]>();
  walk(tree, (node) => {
    for (const field of ['body', 'orelse']) {
      const block = nodesIn(node, field);
      for (let start = 0; start + 2 < block.length; start++) {
        const three = block.slice(start, start + 3);
        if (three.some((one) => one.type.startsWith('Import') || isScope(one) || one.endLine - one.line > 30)) continue;
        const key = three.map((one) => source.text(one).replace(/\s+/g, ' ')).join('\n');
        const at = three[0];
        if (key.length > 45 && at)
          places
            .set(key, places.get(key) ?? [])
            .get(key)
            ?.push(at);
      }
    }
  });
  const first = [...places.values()].find((nodes) => nodes.length > 1);
  if (first?.[0])
    return [
      {
        id: 'repeated-code',
        line: first[0].line,
        importance: 2,
        title: 'The same lines appear more than once',
        why: `They start on line ${first
          .map((one) => one.line)
          .slice(0, 5)
          .join(' and ')}. A change must then be made everywhere: put them in a function and call it.`,
        before: source.line(first[0].line).trim(),
        after: 'def do_this_step(...):\n    ...',
        topics: ['functions'],
      },
    ];
  return repeatedShape(tree, source);
};

/** A long `if`/`elif` chain that asks the same thing each time is a table in disguise. */
const repeatedShape: Check = (tree, source) => {
  const found: Finding[] = [];
  walk(tree, (node, ancestors) => {
    if (node.type !== 'If' || found.length > 0) return;
    const parent = ancestors.at(-1);
    if (parent?.type === 'If' && nodesIn(parent, 'orelse')[0] === node) return;
    const keys: string[] = [];
    let subject = '';
    let at: Node | undefined = node;
    while (at?.type === 'If') {
      const test: Node | undefined = nodeIn(at, 'test', 'Compare');
      const value = nodesIn(test, 'comparators')[0];
      if (!test || (test.ops as string[])[0] !== 'Eq' || value?.type !== 'Constant' || nodesIn(at, 'body').length !== 1)
        return;
      const name = source.text(nodeIn(test, 'left'));
      if (subject && subject !== name) return;
      subject = name;
      keys.push(source.text(value));
      const rest: readonly Node[] = nodesIn(at, 'orelse');
      at = rest.length === 1 ? rest[0] : undefined;
    }
    if (keys.length >= 4)
      found.push({
        id: 'chain-to-table',
        line: node.line,
        importance: 2,
        title: `${keys.length} branches ask for the value of ${inlineCode(subject)}`,
        why: 'A dictionary says the same as a table: one line to add a case.',
        before: source.line(node.line).trim(),
        after: `choices = {${keys
          .slice(0, 3)
          .map((key) => `${key}: ...`)
          .join(', ')}}\nresult = choices.get(${subject})`,
        topics: ['dictionaries', 'conditions'],
      });
  });
  return found;
};
