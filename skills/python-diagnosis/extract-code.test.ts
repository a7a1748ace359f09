import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { extractCode } from './extract-code.ts';

describe('extractCode', () => {
  for (const [name, text, code] of [
    ['a fence', 'Why?\n```python\nx = 1\nprint(x)\n```\nthanks', 'x = 1\nprint(x)'],
    [
      'an indented block',
      'Here it is:\n\n    for i in range(3):\n        print(i)\n\nIt fails.',
      'for i in range(3):\n    print(i)',
    ],
    [
      'code pasted between sentences',
      'hello, see\nx = 1\nif x:\n    print(x)\nWhy does that happen to me?',
      'x = 1\nif x:\n    print(x)',
    ],
    ['a console session', '```\n>>> x = 1\n>>> print(x)\n1\n```', 'x = 1\nprint(x)'],
    [
      'a block whose first line lost its indent',
      'x = tk.Label(root)\n        x.grid(row=0)\n        x.pack()',
      'x = tk.Label(root)\nx.grid(row=0)\nx.pack()',
    ],
    ['no code in a question', 'What is the difference between a list and a tuple?', ''],
    [
      'no code in a traceback',
      'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    f(x)\nNameError: name \'f\' is not defined',
      '',
    ],
  ] as const) {
    it(`finds ${name}`, () => assert.equal(extractCode(text).code, code));
  }

  it('prefers the code field, and takes its fence off', () => {
    assert.equal(extractCode('see `y = 2`', '```py\nx = 1\n```').code, 'x = 1');
    assert.equal(extractCode('```\ny = 2\n```', 'x = 1').code, 'x = 1');
  });
});
