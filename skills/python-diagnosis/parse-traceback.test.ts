import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseTraceback, studentFrame } from './parse-traceback.ts';

const SHAPES: readonly (readonly [
  name: string,
  text: string,
  type: string,
  message: string,
  line: number | undefined,
])[] = [
  [
    'a plain traceback',
    'Traceback (most recent call last):\n  File "a.py", line 7, in <module>\n    x[3]\nIndexError: list index out of range',
    'IndexError',
    'list index out of range',
    7,
  ],
  [
    'carets and notes of 3.13',
    'Traceback (most recent call last):\n  File "a.py", line 2, in <module>\n    print(a / b)\n          ~~^~~\nZeroDivisionError: division by zero',
    'ZeroDivisionError',
    'division by zero',
    2,
  ],
  [
    'a library below the student',
    'Traceback (most recent call last):\n  File "a.py", line 3, in <module>\n    pd.read_csv("x")\n  File "/usr/lib/python3.12/site-packages/pandas/io.py", line 900, in read\n    raise\nFileNotFoundError: [Errno 2] No such file or directory: \'x\'',
    'FileNotFoundError',
    "[Errno 2] No such file or directory: 'x'",
    3,
  ],
  [
    'a syntax error',
    '  File "a.py", line 4\n    if x\n        ^\nSyntaxError: expected \':\'',
    'SyntaxError',
    "expected ':'",
    4,
  ],
  [
    'Jupyter',
    "---------------------------------------------------------------------------\nNameError                                 Traceback (most recent call last)\nCell In[2], line 1\n----> 1 print(y)\n\nNameError: name 'y' is not defined",
    'NameError',
    "name 'y' is not defined",
    1,
  ],
  [
    'pytest',
    '    def test_it():\n>       assert add(1, 1) == 3\nE       AssertionError: assert 2 == 3\n\ntest_a.py:5: AssertionError',
    'AssertionError',
    'assert 2 == 3',
    5,
  ],
  [
    'an exception group',
    '  + Exception Group Traceback (most recent call last):\n  |   File "a.py", line 1, in <module>\n  |     raise eg\n  | ExceptionGroup: many (1 sub-exception)\n  +-+---------------- 1 ----------------\n    | Traceback (most recent call last):\n    |   File "a.py", line 9, in work\n    |     int("x")\n    | ValueError: invalid literal for int() with base 10: \'x\'\n    +------------------------------------',
    'ValueError',
    "invalid literal for int() with base 10: 'x'",
    9,
  ],
  ['a lone last line', "NameError: name 'x' is not defined", 'NameError', "name 'x' is not defined", undefined],
  [
    'a quotation in prose',
    'I get "TypeError: \'int\' object is not callable" when I run it',
    'TypeError',
    "'int' object is not callable",
    undefined,
  ],
  [
    'a count of arguments',
    'TypeError: move() takes 2 positional arguments but 3 were given\nI get an error',
    'TypeError',
    'move() takes 2 positional arguments but 3 were given',
    undefined,
  ],
  [
    'a message without its type',
    "my code says local variable 'a' referenced before assignment",
    'UnboundLocalError',
    "local variable 'a' referenced before assignment",
    undefined,
  ],
];

describe('parseTraceback', () => {
  for (const [name, text, type, message, line] of SHAPES) {
    it(`reads ${name}`, () => {
      const error = parseTraceback(text);
      assert.ok(error);
      assert.deepEqual([error.type, error.message, studentFrame(error)?.line], [type, message, line]);
    });
  }

  const first =
    'Traceback (most recent call last):\n  File "a.py", line 2, in <module>\n    d["x"]\nKeyError: \'x\'\n\n';
  const second =
    '\n\nTraceback (most recent call last):\n  File "a.py", line 4, in <module>\n    prnt(1)\nNameError: name \'prnt\' is not defined';

  it('gives the later of two errors when the first was being handled', () => {
    const error = parseTraceback(
      `${first}During handling of the above exception, another exception occurred:${second}`,
    );
    assert.equal(error?.type, 'NameError');
    assert.deepEqual(error?.earlier, { type: 'KeyError', message: "'x'", link: 'while-handling' });
  });

  it('gives the direct cause of two errors', () => {
    const error = parseTraceback(
      `${first}The above exception was the direct cause of the following exception:${second}`,
    );
    assert.equal(error?.type, 'KeyError');
    assert.equal(error?.earlier?.link, 'cause');
  });

  it('finds none in a question', () => {
    assert.equal(parseTraceback('what is the difference between a list and a tuple?'), undefined);
  });
});
