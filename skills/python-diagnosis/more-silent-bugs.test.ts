import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { startPython } from './compile-python.ts';
import { diagnose } from './diagnose.ts';

before(startPython);

/** Code that runs and is wrong: which slip is found, where, and the line that mends it. */
const WRONG: readonly (readonly [name: string, id: string, line: number, fixCode: string | undefined, code: string])[] =
  [
    [
      'a total set back in each round',
      'reset-in-loop',
      3,
      undefined,
      'total = 0\nfor n in [1, 2, 3]:\n    total = 0\n    total += n\nprint(total)',
    ],
    [
      'a list emptied in each round',
      'reset-in-loop',
      3,
      undefined,
      'out = []\nfor n in [1, 2]:\n    out = []\n    out.append(n)\nprint(out)',
    ],
    [
      'plus one stored instead of added',
      'swapped-signs',
      5,
      'count += 1',
      "text = 'banana'\ncount = 0\nfor c in text:\n    if c == 'a':\n        count =+ 1\nprint(count)",
    ],
    ['a swap that loses one', 'lost-swap', 4, 'a, b = b, a', 'a = 1\nb = 2\na = b\nb = a\nprint(a, b)'],
    ['something lazy printed', 'printed-lazy', 2, 'print(list(reversed(a)))', 'a = [1, 2, 3]\nprint(reversed(a))'],
    ['a generator printed', 'printed-lazy', 1, 'print(list(n * n for n in [1, 2]))', 'print(n * n for n in [1, 2])'],
    [
      'a guess that is text',
      'input-number',
      4,
      "guess = int(input('guess: '))",
      "import random\nsecret = random.randint(1, 10)\nguess = 0\nwhile guess != secret:\n    guess = input('guess: ')\nprint('right')",
    ],
    [
      'the largest of negative numbers',
      'zero-as-least',
      2,
      'm = xs[0]',
      'def biggest(xs):\n    m = 0\n    for x in xs:\n        if x > m:\n            m = x\n    return m\nprint(biggest([-3, -1]))',
    ],
    [
      'one row several times',
      'repeated-row',
      1,
      'grid = [[0] * 3 for _ in range(3)]',
      'grid = [[0] * 3] * 3\ngrid[0][0] = 1\nprint(grid)',
    ],
    [
      'a list of the class',
      'shared-attribute',
      2,
      'def __init__(self):\n    self.tricks = []',
      "class Dog:\n    tricks = []\n    def add(self, t):\n        self.tricks.append(t)\na = Dog()\na.add('sit')",
    ],
    [
      'functions made in a loop',
      'late-lambda',
      3,
      'fs.append(lambda i=i: i)',
      'fs = []\nfor i in range(3):\n    fs.append(lambda: i)\nprint([f() for f in fs])',
    ],
    [
      'a file never closed',
      'unclosed-file',
      1,
      "with open('out.txt', 'w') as f:\n    f.write(...)",
      "f = open('out.txt', 'w')\nf.write('hello')\nprint(open('out.txt').read())",
    ],
    [
      'an error thrown away',
      'hidden-error',
      3,
      'except ValueError as problem:\n    print("not a number:", problem)',
      "try:\n    x = int('a')\nexcept:\n    pass",
    ],
    [
      'fifteen after three',
      'unreachable-branch',
      6,
      undefined,
      "for i in range(1, 16):\n    if i % 3 == 0:\n        print('Fizz')\n    elif i % 5 == 0:\n        print('Buzz')\n    elif i % 15 == 0:\n        print('FizzBuzz')",
    ],
    [
      'grades from the bottom',
      'unreachable-branch',
      4,
      undefined,
      "s = 80\nif s >= 50:\n    print('D')\nelif s >= 75:\n    print('B')",
    ],
  ];

/** Code that looks alike and is right. */
const RIGHT: readonly (readonly [name: string, code: string])[] = [
  [
    'a total for each row',
    'total = 0\nfor row in [[1], [2]]:\n    total = 0\n    for n in row:\n        total += n\n    print(total)\nprint(total)',
  ],
  ['minus one stored', 'x = 3\nx = -1\nprint(x)'],
  ['a value handed on', 'a = 1\nb = a\nc = b\nprint(c)'],
  ['a list of what is lazy', 'print(list(reversed([1])), sum(n for n in [1]))'],
  [
    'a guess made a number',
    'import random\nsecret = random.randint(1, 9)\nguess = int(input())\nwhile guess != secret:\n    guess = int(input())',
  ],
  ['a text held against a text', "word = 'x'\nguess = input()\nprint(guess == word)"],
  ['rows that are never changed', 'grid = [[0] * 3] * 3\nprint(grid)'],
  [
    'a list of the object',
    'class Dog:\n    tricks = []\n    def __init__(self):\n        self.tricks = []\n    def add(self, t):\n        self.tricks.append(t)\nDog().add(1)',
  ],
  ['a function that keeps its value', 'fs = []\nfor i in range(3):\n    fs.append(lambda i=i: i)'],
  ['a lambda used at once', 'for i in [[2, 1]]:\n    print(sorted(i, key=lambda n: n * len(i)))'],
  ['a file closed in between', "f = open('o', 'w')\nf.write('a')\nf.close()\nprint(open('o').read())"],
  ['grades from the top', "s = 80\nif s >= 75:\n    print('B')\nelif s >= 50:\n    print('D')"],
  ['two chains', "s = 80\nif s >= 50:\n    print('a')\nif s >= 75:\n    print('b')"],
  [
    'multiples the other way round',
    "for i in range(20):\n    if i % 15 == 0:\n        print('c')\n    elif i % 3 == 0:\n        print('a')",
  ],
];

describe('diagnose: slips that run', () => {
  for (const [name, id, line, fixCode, code] of WRONG)
    it(`finds ${name}`, async () => {
      const { error, bugs } = await diagnose('the result is wrong', code);
      assert.equal(error, undefined);
      const bug = bugs.find((one) => one.id === id);
      assert.ok(bug, JSON.stringify(bugs));
      assert.equal(bug.line, line);
      assert.equal(bug.fixCode, fixCode);
    });

  for (const [name, code] of RIGHT)
    it(`leaves alone ${name}`, async () => {
      const ids = new Set(WRONG.map(([, id]) => id));
      const { bugs } = await diagnose('the result is wrong', code);
      assert.deepEqual(
        bugs.filter((one) => ids.has(one.id)).map((one) => one.what),
        [],
      );
    });
});
