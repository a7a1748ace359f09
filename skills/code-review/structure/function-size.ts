import { inlineCode } from '../../python-diagnosis/quote-markdown.ts';
import { findAll, isFunction, nodeIn, nodesIn, textIn } from '../../python-diagnosis/syntax-tree.ts';
import type { Finding } from '../finding.ts';
import { deepestBlock } from './block-depth.ts';
import type { Check } from './check.ts';

const LONG_FUNCTION_LINES = 40;

const DEEP_NESTING = 4;

const MANY_BRANCHES = 10;

export const functions: Check = (tree, source) => {
  const all = [...findAll(tree, 'FunctionDef'), ...findAll(tree, 'AsyncFunctionDef')];
  return all
    .flatMap((one): Finding[] => {
      const name = inlineCode(textIn(one, 'name'));
      const length = one.endLine - one.line + 1;
      const branches = ['If', 'For', 'While', 'ExceptHandler', 'BoolOp', 'IfExp'].reduce(
        (sum, type) => sum + findAll(one, type).length,
        0,
      );
      const parameters = nodesIn(nodeIn(one, 'args'), 'args').length;
      const found: Finding[] = [];
      if (length > LONG_FUNCTION_LINES)
        found.push({
          id: 'long-function',
          line: one.line,
          importance: 2,
          title: `${name} is ${length} lines long`,
          why: 'A function that does one thing fits on a screen and can be tested alone. Cut it where a comment or blank line already marks a step, and give each step a name.',
          before: source.line(one.line).trim(),
          topics: ['functions'],
        });
      else if (branches > MANY_BRANCHES)
        found.push({
          id: 'many-branches',
          line: one.line,
          importance: 2,
          title: `${name} has ${branches} branches and loops`,
          why: 'Each one doubles what a reader has to keep in mind. Move a group of them into a function of its own, or look answers up in a dictionary.',
          before: source.line(one.line).trim(),
          topics: ['functions', 'conditions'],
        });
      if (parameters > 6)
        found.push({
          id: 'many-parameters',
          line: one.line,
          importance: 1,
          title: `${name} takes ${parameters} parameters`,
          why: 'Callers mix them up; values that belong together can travel in one object or dictionary.',
          topics: ['functions'],
        });
      return found;
    })
    .slice(0, 3);
};

export const nesting: Check = (tree, source) =>
  [tree, ...findAll(tree, 'FunctionDef')]
    .map((one) => ({ one, deepest: deepestBlock(one) }))
    .filter(({ deepest }) => deepest.depth >= DEEP_NESTING)
    .slice(0, 1)
    .map(
      ({ deepest }): Finding => ({
        id: 'deep-nesting',
        line: deepest.line,
        importance: 2,
        title: `Blocks stand ${deepest.depth} deep here`,
        why: 'Deal with the special cases first and leave early (`continue`, `return`), or move the inner part into a function.',
        before: source.line(deepest.line).trim(),
        after: 'if not condition:\n    continue   # or return',
        topics: ['conditions', 'functions'],
      }),
    );

export const noFunctions: Check = (tree, source) => {
  const top = nodesIn(tree, 'body').filter(
    (one) => !isFunction(one) && one.type !== 'ClassDef' && !one.type.startsWith('Import'),
  );
  const lines = source.lines.filter((line) => line.trim() && !line.trim().startsWith('#')).length;
  const hasFunctions = findAll(tree, 'FunctionDef').length > 0;
  return !hasFunctions && lines > 30 && top[0]
    ? [
        {
          id: 'no-functions',
          line: top[0].line,
          importance: 2,
          title: `${lines} lines and no function`,
          why: 'Steps with a name (`def read_input():`, `def show_result(…):`) can be read, tested and reused one at a time.',
          after: 'def main():\n    ...\n\nif __name__ == "__main__":\n    main()',
          topics: ['functions'],
        },
      ]
    : [];
};

export const docstrings: Check = (tree, source) => {
  const bare = findAll(tree, 'FunctionDef').filter(
    (one) =>
      !textIn(one, 'name').startsWith('_') &&
      one.endLine - one.line >= 6 &&
      nodeIn(nodesIn(one, 'body')[0], 'value')?.kind !== 'str',
  );
  const first = bare[0];
  return first && bare.length >= 1
    ? [
        {
          id: 'docstring',
          line: first.line,
          importance: 1,
          title: `${inlineCode(textIn(first, 'name'))} has no docstring`,
          why: 'One sentence below the `def` saying what goes in and what comes out; `help()` shows it.',
          before: source.line(first.line).trim(),
          after: `${source.line(first.line).trim()}\n    """Say in one sentence what it gives back."""`,
          topics: ['documentation'],
        },
      ]
    : [];
};
