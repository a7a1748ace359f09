import { inlineCode } from '../python-diagnosis/quote-markdown.ts';
import {
  childrenOf,
  findAll,
  isCallTo,
  isFunction,
  isScope,
  type Node,
  nodeIn,
  nodesIn,
  type Source,
  textIn,
  walk,
} from '../python-diagnosis/syntax-tree.ts';
import type { Finding } from './finding.ts';

const LONG_FUNCTION_LINES = 40;
const DEEP_NESTING = 4;
const MANY_BRANCHES = 10;
const BLOCKS = ['If', 'For', 'While', 'With', 'Try'];

type Check = (tree: Node, source: Source) => Finding[];

/** How deep blocks stand inside each other, and where the deepest begins; a chain of `elif` counts as one. */
export function deepestBlock(root: Node): { depth: number; line: number } {
  let deepest = { depth: 0, line: root.line };
  const enter = (node: Node, depth: number, isElif: boolean): void => {
    const own = BLOCKS.includes(node.type) && !isElif ? depth + 1 : depth;
    if (own > deepest.depth) deepest = { depth: own, line: node.line };
    const orelse = nodesIn(node, 'orelse');
    for (const child of childrenOf(node)) {
      if (isScope(child) && child !== root) continue;
      enter(child, own, node.type === 'If' && orelse.length === 1 && child === orelse[0] && child.type === 'If');
    }
  };
  enter(root, 0, false);
  return deepest;
}

const functions: Check = (tree, source) => {
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

const nesting: Check = (tree, source) =>
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

const loopsByIndex: Check = (tree, source) =>
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

const lengthTests: Check = (tree, source) =>
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

const joinedText: Check = (tree, source) => {
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

const repeatedCode: Check = (tree, source) => {
  const places = new Map<string, Node[]>();
  walk(tree, (node) => {
    for (const field of ['body', 'orelse']) {
      const block = nodesIn(node, field);
      for (let start = 0; start + 2 < block.length; start++) {
        const three = block.slice(start, start + 3);
        if (three.some((one) => one.type.startsWith('Import') || isScope(one) || one.endLine - one.line > 30)) continue;
        const key = three.map((one) => source.text(one).replace(/\s+/g, ' ')).join('\n');
        const at = three[0];
        if (key.length > 45 && at) places.set(key, [...(places.get(key) ?? []), at]);
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

const names: Check = (tree, source) => {
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

const magicNumbers: Check = (tree, source) => {
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
      counts.set(value, [...(counts.get(value) ?? []), node]);
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

const noFunctions: Check = (tree, source) => {
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

const docstrings: Check = (tree, source) => {
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

const counters: Check = (tree, source) =>
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

const CHECKS: readonly Check[] = [
  functions,
  nesting,
  loopsByIndex,
  lengthTests,
  joinedText,
  repeatedCode,
  names,
  magicNumbers,
  noFunctions,
  docstrings,
  counters,
];

/** What the shape of a program shows: length, nesting, repetition, names. */
export function checkStructure(tree: Node, source: Source): Finding[] {
  return CHECKS.flatMap((check) => check(tree, source));
}

/** True things to praise, computed from the program; the most telling first. */
export function findStrengths(tree: Node, source: Source): string[] {
  const functionsFound = findAll(tree, 'FunctionDef');
  const strengths: string[] = [];
  const longest = Math.max(0, ...functionsFound.map((one) => one.endLine - one.line + 1));
  const documented = functionsFound.filter((one) => nodeIn(nodesIn(one, 'body')[0], 'value')?.kind === 'str').length;
  if (functionsFound.length >= 2 && longest <= 25)
    strengths.push(`it is cut into ${functionsFound.length} functions, the longest only ${longest} lines`);
  if (documented > 0)
    strengths.push(
      documented === functionsFound.length
        ? 'every function has a docstring'
        : `${documented} of ${functionsFound.length} functions have a docstring`,
    );
  if (
    findAll(tree, 'With').some((one) =>
      nodesIn(one, 'items').some((item) => isCallTo(nodeIn(item, 'context_expr'), 'open')),
    )
  )
    strengths.push('files are opened with `with`, so they are always closed');
  const handlers = findAll(tree, 'ExceptHandler');
  if (handlers.length > 0 && handlers.every((one) => isNamedHandler(one, source)))
    strengths.push('each `except` names the error it expects');
  if (findAll(tree, 'JoinedStr').length > 0) strengths.push('f-strings are used for output');
  if (findAll(tree, 'ListComp').length + findAll(tree, 'DictComp').length > 0)
    strengths.push('comprehensions are used where they fit');
  if (findAll(tree, 'Call').some((one) => isCallTo(one, 'enumerate', 'zip')))
    strengths.push('`enumerate` or `zip` replaces counting by hand');
  if (nodesIn(tree, 'body').some((one) => one.type === 'If' && source.text(nodeIn(one, 'test')).includes('__name__')))
    strengths.push('the `if __name__ == "__main__":` guard makes it importable');
  if (findAll(tree, 'arg').some((one) => nodeIn(one, 'annotation'))) strengths.push('parameters have type hints');
  const depth = Math.max(0, ...[tree, ...functionsFound].map((one) => deepestBlock(one).depth));
  if (strengths.length < 2 && depth <= 2 && source.lines.length > 8)
    strengths.push(`nesting stays shallow (at most ${depth} deep)`);
  const longNames = [
    ...new Set(
      findAll(tree, 'Assign')
        .flatMap((one) => nodesIn(one, 'targets'))
        .map((one) => textIn(one, 'id'))
        .filter((name) => name.length >= 5),
    ),
  ];
  if (strengths.length < 2 && longNames.length >= 3)
    strengths.push(
      `names such as ${longNames
        .slice(0, 2)
        .map((name) => inlineCode(name))
        .join(' and ')} say what they hold`,
    );
  return strengths.slice(0, 3);
}

function isNamedHandler(handler: Node, source: Source): boolean {
  return (
    /^\s*except\s+\(?\w/.test(source.line(handler.line)) &&
    !/except\s+(?:Base)?Exception\b/.test(source.line(handler.line))
  );
}
