import { splitWords, stem } from '../../skills/concept-library/split-words.ts';

/** How to go about a task, without doing it. */
export type ProgramPlan = { steps: string[]; concepts: string[]; skeleton: string };

type Piece = { words: string[]; step: string; concept: string };

const INPUTS: [string[], string, string][] = [
  [['list', 'array', 'integers', 'numbers', 'items', 'elements'], 'numbers', 'a list'],
  [['string', 'word', 'sentence', 'text', 'password', 'character'], 'text', 'a text'],
  [['dictionary', 'dict'], 'table', 'a dictionary'],
  [['file', 'csv'], 'file_name', 'the name of a file'],
  [['number', 'integer', 'digit', 'factorial', 'fibonacci', 'prime', 'power'], 'n', 'a number'],
];

const PIECES: Piece[] = [
  { words: ['file', 'csv'], step: 'Open the file with `with open(…)` and take it line by line', concept: 'files' },
  {
    words: ['input', 'user', 'ask', 'enter'],
    step: 'Ask with `input()`, and convert what was typed',
    concept: 'input',
  },
  { words: ['split', 'separate', 'parse'], step: 'Cut the text into pieces with `.split()`', concept: 'strings' },
  { words: ['digit', 'digits'], step: 'Get at the digits: `str(n)` lets you loop over them', concept: 'strings' },
  {
    words: ['list', 'each', 'every', 'all', 'iterate', 'numbers', 'integers', 'loop', 'string'],
    step: 'Go through the items one at a time with a `for` loop',
    concept: 'for-loops',
  },
  {
    words: ['permutation', 'combination', 'pair', 'triple', 'three', 'matrix', 'table'],
    step: 'For pairs or rows you need a loop inside a loop',
    concept: 'nested-loops',
  },
  {
    words: ['factorial', 'fibonacci', 'power', 'divisor', 'multiple'],
    step: 'Count with a `for` loop over a `range(…)`: which number comes first, which last?',
    concept: 'range',
  },
  {
    words: ['until', 'repeat', 'while'],
    step: 'Repeat with `while` until the condition is met',
    concept: 'while-loops',
  },
  {
    words: ['if', 'check', 'whether', 'only', 'prime', 'even', 'odd', 'negative', 'valid', 'filter', 'true', 'false'],
    step: 'Decide for one item with `if`: write that test as a small function of its own if it is long',
    concept: 'if-statements',
  },
  {
    words: ['count', 'sum', 'total', 'average', 'add', 'product', 'multiply', 'factorial', 'power'],
    step: 'Keep a running result: set it before the loop, update it inside',
    concept: 'variables',
  },
  {
    words: ['largest', 'smallest', 'maximum', 'minimum', 'max', 'min', 'longest', 'lowest'],
    step: 'Remember the best so far, and replace it when you meet a better one',
    concept: 'if-statements',
  },
  {
    words: ['sort', 'order', 'ascending', 'descending'],
    step: 'Sort with `sorted(…)`; your own rule goes into `key=`',
    concept: 'sorting',
  },
  {
    words: ['frequency', 'occurrence', 'occurrences', 'key', 'dictionary', 'dict'],
    step: 'Keep what you find in a dictionary',
    concept: 'dictionaries',
  },
  {
    words: ['unique', 'duplicate', 'duplicates', 'distinct'],
    step: 'A set remembers what you have already seen',
    concept: 'sets',
  },
  {
    words: ['reverse', 'backwards', 'palindrome'],
    step: 'A slice with step -1, `[::-1]`, walks backwards',
    concept: 'slicing',
  },
  { words: ['random', 'dice', 'shuffle'], step: 'Draw with the `random` module', concept: 'random-numbers' },
  {
    words: ['class', 'object', 'account'],
    step: 'Write down what each object must remember (attributes) and do (methods)',
    concept: 'classes',
  },
];

/** Recognises the building blocks a task names and puts them in working order. */
export function planProgram(task: string): ProgramPlan {
  const words = new Set(splitWords(task.slice(0, 2_000)).map(stem));
  const has = (names: readonly string[]) => names.some((name) => words.has(stem(name)));
  const [, parameter, kind] = INPUTS.find(([names]) => has(names)) ?? [[], 'value', 'what it needs'];
  const pieces = PIECES.filter((piece) => has(piece.words)).slice(0, 5);
  const name = /\b(?:function|method)\s+(?:called|named)?\s*`?([a-z_]\w*_\w+)/i.exec(task)?.[1] ?? 'solve';
  const loops = pieces.some((piece) => piece.concept === 'for-loops');
  const skeleton = [
    `def ${name}(${parameter}):`,
    ...(loops
      ? [
          '    result = ...            # what do you start with?',
          `    for item in ${parameter === 'n' ? 'str(n)' : parameter}:`,
          '        ...                 # what happens with one item?',
          '    return result',
        ]
      : ['    ...                     # your steps', '    return ...']),
    '',
    `print(${name}(...))         # try it on an example you can check by hand`,
  ].join('\n');
  return {
    steps: [
      `Write one example down: ${kind} going in, and exactly what should come out.`,
      ...pieces.map((piece) => `${piece.step}.`),
      'Return the result, and try it on your example and on an edge case (empty, zero, one item).',
    ],
    concepts: [...new Set([...pieces.map((piece) => piece.concept), 'functions', 'return-vs-print'])],
    skeleton,
  };
}
