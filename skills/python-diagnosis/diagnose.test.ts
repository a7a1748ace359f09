import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';
import { cpuMsOf } from '../../test/measure-cpu.ts';
import { startPython } from './compile-python.ts';
import { diagnose } from './diagnose.ts';

before(startPython);

type Case = {
  name: string;
  text?: string;
  code?: string;
  line?: number;
  type?: string;
  /** Each must be found somewhere in the explanation. */
  says: (string | RegExp)[];
};

const trace = (line: number, text: string, last: string, file = 'homework.py'): string =>
  `Traceback (most recent call last):\n  File "${file}", line ${line}, in <module>\n    ${text}\n${last}`;

const ERRORS: readonly Case[] = [
  {
    name: 'a misspelled name',
    code: 'total = 3\nprint(totl)',
    text: trace(2, 'print(totl)', "NameError: name 'totl' is not defined"),
    line: 2,
    type: 'NameError',
    says: ['`total`', 'print(total)'],
  },
  {
    name: 'a misspelled name with only the code',
    code: 'price = 3\nprint(prise)',
    line: 2,
    type: 'NameError',
    says: ['`price`'],
  },
  { name: 'a capital too many', code: 'name = "Ada"\nPrint(name)', line: 2, type: 'NameError', says: ['print(name)'] },
  {
    name: 'a module never imported',
    code: 'x = 3\nprint(random.randint(1, x))',
    text: "NameError: name 'random' is not defined",
    line: 2,
    says: ['import random'],
  },
  {
    name: 'a name used before its line',
    code: 'print(score)\nscore = 3',
    text: "NameError: name 'score' is not defined",
    line: 1,
    says: ['line 2', 'above line 1'],
  },
  {
    name: 'true in small letters',
    code: 'done = true',
    text: "NameError: name 'true' is not defined",
    line: 1,
    says: ['`True`', 'done = True'],
  },
  {
    name: 'a loop one too far',
    code: 'fruits = ["a", "b"]\nfor i in range(len(fruits) + 1):\n    print(fruits[i])',
    text: trace(3, 'print(fruits[i])', 'IndexError: list index out of range'),
    line: 3,
    type: 'IndexError',
    says: ['line 2', 'range(len(fruits)):'],
  },
  {
    name: 'a look ahead in the last round',
    code: 'a = [1, 2]\nfor i in range(len(a)):\n    if a[i] == a[i + 1]:\n        print(i)',
    text: trace(3, 'if a[i] == a[i + 1]:', 'IndexError: list index out of range'),
    line: 3,
    says: ['len(a) - 1'],
  },
  {
    name: 'text plus number',
    code: 'age = 9\nprint("Age: " + age)',
    text: trace(2, 'print("Age: " + age)', 'TypeError: can only concatenate str (not "int") to str'),
    line: 2,
    type: 'TypeError',
    says: ['print("Age: " + str(age))'],
  },
  {
    name: 'a number typed in and added to',
    code: 'age = input("Age? ")\nnext_age = 1 + age',
    text: trace(2, 'next_age = 1 + age', "TypeError: unsupported operand type(s) for +: 'int' and 'str'"),
    line: 2,
    says: ['input()', 'int(input("Age? "))'],
  },
  {
    name: 'a number typed in and compared',
    code: 'age = input()\nif age > 17:\n    print("ok")',
    text: trace(2, 'if age > 17:', "TypeError: '>' not supported between instances of 'str' and 'int'"),
    line: 2,
    says: ['line 1', 'age = int(input())'],
  },
  {
    name: 'the result of sort',
    code: 'names = ["b", "a"]\nnames = names.sort()\nnames.append("c")',
    text: trace(3, 'names.append("c")', "AttributeError: 'NoneType' object has no attribute 'append'"),
    line: 3,
    type: 'AttributeError',
    says: ['line 2', 'names.sort()', '`None`'],
  },
  {
    name: 'a misspelled method',
    code: 'names = []\nnames.apend(1)',
    text: trace(2, 'names.apend(1)', "AttributeError: 'list' object has no attribute 'apend'"),
    line: 2,
    says: ['names.append(1)'],
  },
  {
    name: 'a counter changed inside a function',
    code: 'count = 0\ndef up():\n    count = count + 1\nup()',
    text: 'Traceback (most recent call last):\n  File "a.py", line 4, in <module>\n    up()\n  File "a.py", line 3, in up\n    count = count + 1\nUnboundLocalError: cannot access local variable \'count\' where it is not associated with a value',
    line: 3,
    type: 'UnboundLocalError',
    says: ['`count`', 'return'],
  },
  {
    name: 'a key that is spelled otherwise',
    code: "ages = {'Anna': 3}\nprint(ages['anna'])",
    text: trace(2, "print(ages['anna'])", "KeyError: 'anna'"),
    line: 2,
    type: 'KeyError',
    says: ["ages['Anna']"],
  },
  { name: 'a key that is not there', text: "KeyError: 'mango'", says: ['.get('] },
  {
    name: 'an average of nothing',
    code: 'marks = []\nmean = sum(marks) / len(marks)',
    text: trace(2, 'mean = sum(marks) / len(marks)', 'ZeroDivisionError: division by zero'),
    line: 2,
    says: ['len(marks)', 'empty'],
  },
  {
    name: 'a package with another name to install',
    text: "ModuleNotFoundError: No module named 'cv2'",
    says: ['pip install opencv-python'],
  },
  {
    name: 'a misspelled module',
    code: 'import radnom',
    text: trace(1, 'import radnom', "ModuleNotFoundError: No module named 'radnom'"),
    line: 1,
    says: ['`random`'],
  },
  {
    name: 'a recursion without an end',
    code: 'def fact(n):\n    return n * fact(n - 1)\nprint(fact(3))',
    text: 'RecursionError: maximum recursion depth exceeded',
    says: ['base case', '`fact`'],
  },
  {
    name: 'a decimal given to int',
    code: 'x = int("3.5")',
    text: trace(1, 'x = int("3.5")', "ValueError: invalid literal for int() with base 10: '3.5'"),
    line: 1,
    type: 'ValueError',
    says: ['int(float('],
  },
  {
    name: 'an empty text given to int',
    text: "invalid literal for int() with base 10: ''",
    type: 'ValueError',
    says: ['empty'],
  },
  {
    name: 'too many values to unpack',
    code: 'a, b = "1 2 3".split()',
    text: trace(1, 'a, b = "1 2 3".split()', 'ValueError: too many values to unpack (expected 2)'),
    line: 1,
    says: ['2 names', 'split'],
  },
  {
    name: 'a method without self',
    code: 'class Dog:\n    def bark():\n        print("wuff")\nDog().bark()',
    text: trace(4, 'Dog().bark()', 'TypeError: Dog.bark() takes 0 positional arguments but 1 was given'),
    line: 4,
    says: ['def bark(self):'],
  },
  {
    name: 'an argument left out',
    code: 'def area(w, h):\n    return w * h\nprint(area(3))',
    text: trace(3, 'print(area(3))', "TypeError: area() missing 1 required positional argument: 'h'"),
    line: 3,
    says: ['`h`', 'line 1'],
  },
  {
    name: 'a hidden builtin',
    code: 'list = [1, 2]\nprint(list("ab"))',
    text: trace(2, 'print(list("ab"))', "TypeError: 'list' object is not callable"),
    line: 2,
    says: ['ine 1', 'my_list'],
  },
  {
    name: 'a loop over a number',
    code: 'n = 5\nfor i in n:\n    print(i)',
    text: trace(2, 'for i in n:', "TypeError: 'int' object is not iterable"),
    line: 2,
    says: ['for i in range(n):'],
  },
  {
    name: 'the item used as an index',
    code: 'names = ["a"]\nfor name in names:\n    print(names[name])',
    text: trace(3, 'print(names[name])', 'TypeError: list indices must be integers or slices, not str'),
    line: 3,
    says: ['line 2', 'print(name)'],
  },
  {
    name: 'a changed letter',
    code: 's = "cat"\ns[0] = "b"',
    text: trace(2, 's[0] = "b"', "TypeError: 'str' object does not support item assignment"),
    line: 2,
    says: ['new string'],
  },
  { name: 'a list as a key', text: "TypeError: unhashable type: 'list'", says: ['tuple'] },
  {
    name: 'a file that is not there',
    text: "FileNotFoundError: [Errno 2] No such file or directory: 'marks.txt'",
    says: ['`marks.txt`', 'os.getcwd()'],
  },
  {
    name: 'an encoding',
    text: "UnicodeDecodeError: 'charmap' codec can't decode byte 0x9d",
    says: ['encoding="utf-8"'],
  },
  {
    name: 'a failed check',
    text: trace(9, 'assert add(2, 2) == 4', 'AssertionError'),
    line: 9,
    says: ['`add(2, 2)`', 'expected: 4'],
  },
  { name: 'no more input', text: 'EOFError: EOF when reading a line', says: ['input()'] },
  { name: 'an error of a library', text: 'shopify.errors.QuotaError: too much', type: 'QuotaError', says: ['library'] },
  {
    name: 'an error quoted in the middle of prose',
    text: "hi, my loop says IndexError: list index out of range but I don't see why",
    type: 'IndexError',
    says: ['positions 0 to 4'],
  },
  {
    name: 'the name said without its type',
    text: "it says name 'turtel' is not defined, help",
    type: 'NameError',
    says: ['`turtel`'],
  },
];

const SYNTAX: readonly Case[] = [
  {
    name: 'a missing colon',
    code: 'x = 3\nif x > 2\n    print(x)',
    line: 2,
    type: 'SyntaxError',
    says: ['colon', 'if x > 2:'],
  },
  {
    name: 'one equal sign in a condition',
    code: 'x = 3\nif x = 3:\n    print(x)',
    line: 2,
    says: ['`==`', 'if x == 3:'],
  },
  { name: 'a bracket never closed', code: 'print("a"\nx = 3', line: 1, says: ['never closed', 'print("a")'] },
  { name: 'a quote never closed', code: 'x = 1\nprint("hello)', line: 2, says: ['quote', 'print("hello")'] },
  { name: 'an apostrophe in single quotes', code: "print('it's')", line: 1, says: ['double quotes'] },
  { name: 'print of Python 2', code: 'print "hello"', line: 1, says: ['print("hello")'] },
  {
    name: 'a block without indent',
    code: 'for i in range(3):\nprint(i)',
    line: 2,
    type: 'IndentationError',
    says: ['for i in range(3):\n    print(i)'],
  },
  {
    name: 'an indent too many',
    code: 'x = 1\n  y = 2',
    line: 2,
    type: 'IndentationError',
    says: ['further to the right'],
  },
  { name: 'a crooked unindent', code: 'if True:\n    x = 1\n  y = 2', line: 3, says: ['column'] },
  { name: 'a return outside', code: 'x = 1\nreturn x', line: 2, says: ['inside a function'] },
  { name: 'a break outside', code: 'x = 1\nif x:\n    break', line: 3, says: ['inside a loop'] },
  { name: 'else if', code: 'x = 1\nif x == 1:\n    pass\nelse if x == 2:\n    pass', line: 4, says: ['elif x == 2:'] },
  { name: 'the signs of another language', code: 'i = 0\ni++', line: 2, says: ['i += 1'] },
  { name: 'curly quotes', code: 'print(“hi”)', line: 1, says: ['type it again'] },
  {
    name: 'code quoted in a sentence',
    text: 'why is ages = {"a":, "b":} invalid syntax?',
    line: 1,
    says: ['needs a value', 'ages = {"a": [], "b": []}'],
  },
];

const BUGS: readonly (readonly [name: string, code: string, line: number, id: string, says: RegExp])[] = [
  ['the result of sort kept', 'a = [2, 1]\na = a.sort()\nprint(a)', 2, 'none-result', /^a\.sort\(\)$/],
  ['a comparison as a statement', 'x = 1\nx == 2\nprint(x)', 2, 'comparison-statement', /x = 2/],
  ['a text method whose result is lost', 's = " a "\ns.strip()\nprint(s)', 2, 'lost-string', /s = s\.strip\(\)/],
  ['a function named but not called', 'def go():\n    print(1)\ngo', 3, 'missing-call', /go\(\)/],
  ['or with a bare value', 'x = 3\nif x == 1 or 2:\n    print(x)', 2, 'or-literal', /x in \(1, 2\)/],
  ['is with a text', 'x = "a"\nif x is "a":\n    print(1)', 2, 'is-literal', /x == "a"/],
  [
    'typed text equal to a number',
    'n = input()\nif n == 5:\n    print("five")',
    2,
    'input-number',
    /n = int\(input\(\)\)/,
  ],
  [
    'a return in the first round',
    'def total(xs):\n    s = 0\n    for x in xs:\n        s += x\n        return s\nprint(total([1]))',
    5,
    'return-in-loop',
    /return s/,
  ],
  ['a list changed while looping', 'a = [1, 2]\nfor x in a:\n    a.remove(x)', 3, 'changed-while-looping', /a\[:\]/],
  ['a while that never changes', 'i = 0\nwhile i < 3:\n    print(i)', 2, 'endless-loop', /i \+= 1/],
  ['a countdown that never moves', 'n = 3\nwhile n > 0:\n    print(n)', 2, 'endless-loop', /n -= 1/],
  ['a countdown to not 0', 'n = 3\nwhile n != 0:\n    print(n)', 2, 'endless-loop', /n -= 1/],
  ['a limit written first', 'i = 0\nwhile 3 > i:\n    print(i)', 2, 'endless-loop', /i \+= 1/],
  ['a flag that stays', 'busy = True\nwhile busy:\n    print(1)', 2, 'endless-loop', /busy = False/],
  ['a flag never raised', 'done = False\nwhile not done:\n    print(1)', 2, 'endless-loop', /done = True/],
  ['a number read as yes or no', 'n = 3\nwhile n:\n    print(n)', 2, 'endless-loop', /n -= 1/],
  ['a list that is never emptied', 'a = [1]\nwhile len(a) > 0:\n    print(a[0])', 2, 'endless-loop', /a\.pop\(\)/],
  ['a missing return', 'def double(n):\n    print(n * 2)\nx = double(2) + 1', 1, 'missing-return', /return n \* 2/],
  ['a shared default', 'def add(x, xs=[]):\n    xs.append(x)\n    return xs', 1, 'mutable-default', /xs=None/],
  [
    'a range one too far',
    'a = [1]\nfor i in range(len(a) + 1):\n    print(a[i])',
    2,
    'off-by-one',
    /range\(len\(a\)\)/,
  ],
  ['exact decimals', 'x = 0.1\nprint(x + 0.2 == 0.3)', 2, 'float-equality', /isclose/],
  ['a hidden builtin', 'sum = 0\nprint(sum)', 1, 'shadowed-builtin', /my_sum/],
  [
    'two ifs and an else',
    'x = 95\nif x > 90:\n    g = "A"\nif x > 80:\n    g = "B"\nelse:\n    g = "C"\nprint(g)',
    4,
    'if-if-else',
    /elif x > 80:/,
  ],
  ['a main never called', 'def main():\n    print("hi")', 1, 'never-called', /main\(\)/],
];

async function check({ text = '', code, line, type, says }: Case): Promise<void> {
  const { error } = await diagnose(text, code);
  assert.ok(error, 'an error is found');
  if (line) assert.equal(error.line, line);
  if (type) assert.equal(error.type, type);
  const { what, why, fix, fixCode } = error.explanation;
  const whole = [what, why, fix, fixCode].join('\n');
  for (const part of says)
    assert.ok(typeof part === 'string' ? whole.includes(part) : part.test(whole), `${part}\nin\n${whole}`);
}

describe('diagnose: errors a student pastes', () => {
  for (const one of ERRORS) it(`explains ${one.name}`, () => check(one));
});

describe('diagnose: code that does not compile', () => {
  for (const one of SYNTAX) it(`explains ${one.name}`, () => check(one));
});

describe('diagnose: code that runs and is wrong', () => {
  for (const [name, code, line, id, says] of BUGS) {
    it(`finds ${name}`, async () => {
      const { bugs, error } = await diagnose('it gives the wrong result', code);
      const bug = bugs.find((one) => one.id === id);
      assert.ok(bug, `only ${bugs.map((one) => one.id)}, ${error?.message}`);
      assert.equal(bug.line, line);
      assert.match(bug.fixCode ?? '', says);
    });
  }

  it('names what a loop waits for, and not the function that asks for it', async () => {
    const { bugs } = await diagnose('it never stops', 'a = [1]\nwhile len(a) > 0:\n    print(a[0])');
    assert.match(bugs[0]?.what ?? '', /changes `a`, so/);
  });

  it('proposes no step where nobody can tell which ends the loop', async () => {
    const { bugs } = await diagnose('it never stops', 'x = 1\nwhile x == 1:\n    print(x)');
    assert.deepEqual([bugs[0]?.id, bugs[0]?.fixCode], ['endless-loop', undefined]);
  });

  it('finds nothing in a sound program', async () => {
    const code =
      'def mean(values):\n    total = 0\n    for value in values:\n        total += value\n    return total / len(values)\n\n\nwhile True:\n    text = input("? ")\n    if text == "":\n        break\n    print(mean([int(piece) for piece in text.split()]))\n';
    const { bugs, error, unknownNames } = await diagnose('is it right?', code);
    assert.deepEqual({ bugs, error, unknownNames }, { bugs: [], error: undefined, unknownNames: [] });
  });

  it('does not call names of an excerpt an error', async () => {
    const { error, unknownNames } = await diagnose('', "frame['X'] = np.pad(frame['X'], 1)");
    assert.equal(error, undefined);
    assert.deepEqual([...unknownNames].sort(), ['frame', 'np']);
  });
});

describe('diagnose: nothing but words', () => {
  for (const [text, id] of [
    ['my function prints None at the end', 'prints-none'],
    ['the while loop never stops', 'endless'],
    ['nothing happens when I run it', 'nothing'],
    ['it hit the time limit and was killed', 'timeout'],
    ["'pip' is not recognized as an internal or external command", 'pip'],
    ['it shows <function area at 0x7f12ab90>', 'prints-function'],
    ['my if statement always takes the first branch', 'conditions'],
    ['last number missing in my loop', 'last-left-out'],
    ['why does it print the letters one by one', 'letter-by-letter'],
  ] as const) {
    it(`knows the usual causes of "${text}"`, async () => {
      const { symptoms, missing } = await diagnose(text);
      assert.equal(symptoms[0]?.id, id);
      assert.deepEqual(missing, ['code', 'error']);
    });
  }
});

describe('diagnose: anything at all', () => {
  it('answers deep nesting within its time', async () => {
    for (const code of [
      '('.repeat(5_000),
      '['.repeat(65_536),
      `${'-'.repeat(60_000)}1`,
      `${'1+'.repeat(30_000)}1`,
      '`'.repeat(60_000),
    ]) {
      const cpuMs = await cpuMsOf(() => diagnose('help', code));
      assert.ok(cpuMs < 3_000, `${code.slice(0, 3)} ${cpuMs} ms`);
    }
  });

  it('never throws, and names only lines that exist', async () => {
    const token = fc.constantFrom(
      'def f(x):',
      'if x',
      'while',
      'return',
      '    ',
      '\n',
      '\t',
      '(',
      ')',
      '"',
      "'",
      '`',
      '```',
      '\\',
      'x',
      ' = ',
      '==',
      '[',
      ']',
      ':',
      'print',
      '+',
      '1',
      'é',
      '\u0000',
      '\ud800',
      'File "a", line 3',
      'NameError: ',
      "'x' is not",
    );
    const program = fc.array(token, { maxLength: 60 }).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(program, program, async (text, code) => {
        const found = await diagnose(text, code);
        const lines = found.code.split('\n').length;
        for (const bug of found.bugs) assert.ok(bug.line >= 1 && bug.line <= lines);
        if (found.error?.from === 'compiler')
          assert.ok((found.error.line ?? 0) >= 1 && (found.error.line ?? 0) <= lines);
      }),
      { numRuns: 150 },
    );
  });
});
