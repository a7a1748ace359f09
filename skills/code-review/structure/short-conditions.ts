import { findAll, isCallTo, nodeIn, nodesIn, textIn } from '../../python-diagnosis/syntax-tree.ts';
import type { Finding } from '../finding.ts';
import type { Check } from './check.ts';

export const lengthTests: Check = (tree, source) =>
  findAll(tree, 'Compare')
    .flatMap((test): Finding[] => {
      const left = nodeIn(test, 'left');
      const right = nodesIn(test, 'comparators')[0];
      if (!isCallTo(left, 'len') || textIn(right, 'value') !== '0') return [];
      const operator = (test.ops as string[])[0] ?? '';
      const list = source.text(nodesIn(left, 'args')[0]);
      if (!['Eq', 'Gt', 'NotEq'].includes(operator)) return [];
      return [
        {
          id: 'length-test',
          line: test.line,
          importance: 1,
          title: 'An empty list is already false',
          why: 'So the list itself can be the condition.',
          before: source.text(test),
          after: operator === 'Eq' ? `not ${list}` : list,
          topics: ['conditions', 'lists'],
        },
      ];
    })
    .slice(0, 1);
