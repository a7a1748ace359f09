import { inlineCode } from '../quote-markdown.ts';
import { findAll, isCallTo, nodesIn, textIn } from '../syntax-tree.ts';
import type { Bug, Check } from './bug.ts';
import { HIDEABLE_BUILTINS } from './hideable-builtins.ts';

/** The head of the function with `None` in the place of the default; of any function where the line holds no head. */
function withNone(line: string, name: string, value: string): string {
  const at = line.indexOf(value);
  return /^def .*:$/.test(line) && at >= 0
    ? `${line.slice(0, at)}None${line.slice(at + value.length)}`
    : `def f(${name}=None):`;
}

export const sharedDefault: Check = (tree, source) =>
  findAll(tree, 'arguments').flatMap((parameters) =>
    nodesIn(parameters, 'defaults')
      .filter((one) => ['List', 'Dict', 'Set'].includes(one.type) || isCallTo(one, 'list', 'dict', 'set'))
      .map((one): Bug => {
        const all = nodesIn(parameters, 'args');
        const name = textIn(
          all[all.length - nodesIn(parameters, 'defaults').length + nodesIn(parameters, 'defaults').indexOf(one)],
          'arg',
        );
        return {
          id: 'mutable-default',
          line: one.line,
          certain: true,
          what: `The default ${inlineCode(`${name}=${source.text(one)}`)} is made once and shared by all calls, so what one call adds is still there in the next.`,
          why: '',
          fix: 'Start from `None`:',
          fixCode: `${withNone(source.line(one.line).trim(), name, source.text(one))}\n    if ${name} is None:\n        ${name} = ${source.text(one)}`,
          topics: ['functions', 'parameters'],
        };
      }),
  );

export const shadowing: Check = (tree, source) => {
  const seen = new Set<string>();
  return findAll(tree, 'Assign')
    .flatMap((assign) => nodesIn(assign, 'targets'))
    .flatMap((target): Bug[] => {
      const name = target.type === 'Name' ? textIn(target, 'id') : '';
      if (!HIDEABLE_BUILTINS.includes(name) || seen.has(name)) return [];
      seen.add(name);
      const laterCall = findAll(tree, 'Call').find((call) => isCallTo(call, name) && call.line > target.line);
      return [
        {
          id: 'shadowed-builtin',
          line: target.line,
          certain: Boolean(laterCall),
          what: `${inlineCode(name)} is a function of Python; this line hides it${laterCall ? `, and line ${laterCall.line}, ${inlineCode(source.line(laterCall.line))}, needs it: "object is not callable"` : ''}.`,
          why: '',
          fix: 'Choose another name:',
          fixCode: source.line(target.line).trim().replace(name, `my_${name}`),
          topics: ['variables', 'shadowing'],
        },
      ];
    });
};
