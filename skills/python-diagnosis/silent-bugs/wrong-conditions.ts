import { inlineCode } from '../quote-markdown.ts';
import { findAll, nodeIn, nodesIn, textIn } from '../syntax-tree.ts';
import type { Bug, Check } from './bug.ts';

export const alwaysTrueOr: Check = (tree, source) =>
  findAll(tree, 'BoolOp').flatMap((test): Bug[] => {
    const values = nodesIn(test, 'values');
    const first = values[0];
    const loose = values
      .slice(1)
      .find((value) => value.type === 'Constant' && ['str', 'int', 'float'].includes(textIn(value, 'kind')));
    if (first?.type !== 'Compare' || !loose || !['Eq', 'NotEq', 'In'].includes((first.ops as string[])[0] ?? ''))
      return [];
    const left = source.text(nodeIn(first, 'left'));
    const options = [nodesIn(first, 'comparators')[0], ...values.slice(1)]
      .filter((value) => value?.type === 'Constant')
      .map((value) => source.text(value));
    const isNot = (first.ops as string[])[0] === 'NotEq';
    const isOr = test.op === 'Or';
    return [
      {
        id: 'or-literal',
        line: test.line,
        certain: true,
        what: `${inlineCode(source.text(test))} does not compare ${inlineCode(left)} with each value: ${isOr ? `${inlineCode(source.text(loose))} alone counts as true, so the whole condition is always true.` : `${inlineCode(source.text(loose))} alone is always true, so only the first comparison counts.`}`,
        why: 'Each side of `or`/`and` is a complete condition of its own.',
        fix: 'Test against all of them at once:',
        fixCode: `${left} ${isNot ? 'not in' : 'in'} (${options.join(', ')})`,
        topics: ['conditions', 'operators'],
      },
    ];
  });

export const isLiteral: Check = (tree, source) =>
  findAll(tree, 'Compare').flatMap((compare): Bug[] => {
    const operator = (compare.ops as string[])[0] ?? '';
    const right = nodesIn(compare, 'comparators')[0];
    if (!['Is', 'IsNot'].includes(operator) || !right) return [];
    const literal = right.type === 'Constant' && ['str', 'int', 'float'].includes(textIn(right, 'kind'));
    if (!literal && !['List', 'Dict', 'Tuple'].includes(right.type)) return [];
    return [
      {
        id: 'is-literal',
        line: compare.line,
        certain: true,
        what: '`is` asks whether two names hold the very same object, not whether the values are equal; with text and numbers it gives surprising answers.',
        why: '',
        fix: `Use \`${operator === 'Is' ? '==' : '!='}\`:`,
        fixCode: `${source.text(nodeIn(compare, 'left'))} ${operator === 'Is' ? '==' : '!='} ${source.text(right)}`,
        topics: ['operators'],
      },
    ];
  });

export const floatEquality: Check = (tree, source) =>
  findAll(tree, 'Compare').flatMap((compare): Bug[] => {
    const sides = [nodeIn(compare, 'left'), ...nodesIn(compare, 'comparators')];
    const isEqual = (compare.ops as string[])[0] === 'Eq';
    const exact = sides.find(
      (side) =>
        side?.type === 'Constant' && textIn(side, 'kind') === 'float' && /\.\d*[1-46-9]/.test(textIn(side, 'value')),
    );
    const calculated = sides.find(
      (side) => side?.type === 'BinOp' && ['Add', 'Sub', 'Mult', 'Div'].includes(String(side.op)),
    );
    if (!isEqual || !exact || !calculated) return [];
    return [
      {
        id: 'float-equality',
        line: compare.line,
        certain: true,
        what: `Decimal numbers are stored approximately (\`0.1 + 0.2\` is \`0.30000000000000004\`), so ${inlineCode(source.text(compare))} may be false when it should be true.`,
        why: '',
        fix: 'Allow a small difference:',
        fixCode: `math.isclose(${source.text(calculated)}, ${source.text(exact)})   # import math`,
        topics: ['numbers'],
      },
    ];
  });
