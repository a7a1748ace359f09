import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { startPython } from './compile-python.ts';
import { diagnose } from './diagnose.ts';

before(startPython);

/** An error a student quotes without its traceback, beside the code. */
type Case = {
  readonly name: string;
  readonly told: string;
  readonly code: string;
  /** Where it must be looked for; null where no line may be named. */
  readonly line?: number | null;
  readonly fixCode?: string;
  readonly says?: RegExp;
  readonly saysNot?: RegExp;
};

const CASES: readonly Case[] = [
  {
    name: 'a missing name that is not named',
    told: 'Why do I get a NameError?',
    code: 'ages = [3, 4]\nprint(age)',
    line: 2,
    fixCode: 'print(ages)',
    says: /`ages`, which is almost the same/,
  },
  {
    name: 'a missing name that is like no other',
    told: 'it says NameError',
    code: 'total = 3\nprint(banana)',
    line: 2,
    says: /`banana`/,
  },
  {
    name: 'a product that calls itself without an end',
    told: 'RecursionError: maximum recursion depth exceeded',
    code: 'def fact(n):\n    return n * fact(n - 1)\nprint(fact(5))',
    fixCode: 'def fact(n):\n    if n <= 1:\n        return 1\n    return n * fact(n - 1)',
  },
  {
    name: 'a recursion that has an end and passes it by',
    told: 'RecursionError: maximum recursion depth exceeded',
    code: 'def down(n):\n    if n == 0:\n        return 0\n    return 1 + down(n - 2)\nprint(down(5))',
    says: /line 2.*no call comes nearer/,
    fixCode: 'print(n)',
  },
  {
    name: 'a number plus a text',
    told: "TypeError: unsupported operand type(s) for +: 'int' and 'str'",
    code: 'text = "4"\nprint(5 + text)',
    line: 2,
    fixCode: 'print(5 + int(text))',
    says: /To add them, make a number of the text/,
  },
  {
    name: 'a number before words',
    told: "TypeError: unsupported operand type(s) for +: 'int' and 'str'",
    code: 'age = 4\nprint(age + " years")',
    line: 2,
    fixCode: 'print(str(age) + " years")',
  },
  {
    name: 'words before a number',
    told: 'TypeError: can only concatenate str (not "int") to str',
    code: "age = 12\nprint('I am ' + age)",
    line: 2,
    fixCode: "print('I am ' + str(age))",
  },
  {
    name: 'a global that a function counts up',
    told: "UnboundLocalError: local variable 'count' referenced before assignment",
    code: 'count = 0\ndef inc():\n    count += 1\ninc()',
    line: 3,
    fixCode: 'def inc(count):\n    count += 1\n    return count\n\ncount = inc(count)',
  },
  {
    name: 'a call that leaves an argument out',
    told: "TypeError: f() missing 1 required positional argument: 'b'",
    code: 'def f(a, b):\n    return a + b\nprint(f(1))',
    line: 3,
  },
  {
    name: 'an object made without its argument',
    told: "TypeError: __init__() missing 1 required positional argument: 'name'",
    code: 'class A:\n    def __init__(self, name):\n        self.name = name\na = A()',
    line: 4,
  },
  {
    name: 'empty JSON',
    told: 'json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)',
    code: "import json\njson.loads('')",
    line: 2,
  },
  {
    name: 'an attribute that was only a variable',
    told: "AttributeError: 'Dog' object has no attribute 'name'",
    code: "class Dog:\n    def __init__(self, name):\n        name = name\nprint(Dog('x').name)",
    line: 4,
    fixCode: 'self.name = name',
    says: /Line 3/,
  },
  {
    name: 'a key with another capital',
    told: "KeyError: 'bob' what now",
    code: "ages = {'Bob': 3, 'ann': 4}\nprint(ages['bob'])",
    line: 2,
    fixCode: "print(ages['Bob'])",
  },
  {
    name: 'a method of another language',
    told: "AttributeError: 'list' object has no attribute 'push'",
    code: 'a = []\na.push(3)',
    line: 2,
    fixCode: 'a.append(3)',
  },
  {
    name: 'a position past the end of a list that is written out',
    told: 'IndexError: list index out of range',
    code: 'numbers = [1, 2, 3]\n\nprint(numbers[3])',
    line: 3,
    says: /3 items.*last position is 2/,
    fixCode: 'print(numbers[-1])',
  },
  {
    name: 'a pop from nothing',
    told: 'IndexError: pop from empty list',
    code: 'q = []\nq.pop()',
    line: 2,
    says: /the list is empty/,
    fixCode: 'if q:\n    q.pop()',
  },
  {
    name: 'a letter replaced in place',
    told: "TypeError: 'str' object does not support item assignment",
    code: "s = 'cat'\ns[0] = 'b'",
    line: 2,
    fixCode: "s = 'b' + s[1:]",
  },
  {
    name: 'pairs asked of a dictionary',
    told: 'ValueError: not enough values to unpack (expected 2, got 1)',
    code: "d = {'a': 1}\nfor k, v in d:\n    print(k, v)",
    line: 2,
    fixCode: 'for k, v in d.items():',
  },
  {
    name: 'a dictionary that shrinks in its own loop',
    told: 'RuntimeError: dictionary changed size during iteration',
    code: "d = {'a': 1, 'b': 2}\nfor k in d:\n    del d[k]",
    line: 2,
    fixCode: 'for k in list(d):',
  },
  {
    name: 'JSON that is still text',
    told: "TypeError: string indices must be integers, not 'str'",
    code: "s = '{\"a\": 1}'\nprint(s['a'])",
    line: 2,
    fixCode: 'import json\ns = json.loads(s)',
  },
  {
    name: 'a decimal with a comma',
    told: "ValueError: could not convert string to float: '1,5'",
    code: "text = '1,5'\nx = float(text)",
    line: 2,
    fixCode: 'number = float(text.replace(",", "."))',
  },
  {
    name: 'a function of math that is spelled otherwise',
    told: "ImportError: cannot import name 'sqroot' from 'math' (unknown location)",
    code: 'from math import sqroot',
    line: 1,
    fixCode: 'from math import sqrt',
  },
  {
    name: 'a file named like a library',
    told: "AttributeError: partially initialized module 'random' has no attribute 'randint' (most likely due to a circular import)",
    code: 'import random\nprint(random.randint(1,6))',
    line: 2,
    says: /file of your own is called `random\.py`/,
    saysNot: /spelled differently/,
  },
  {
    name: 'a division that several lines could be',
    told: 'ZeroDivisionError: division by zero',
    code: 'a = 0\nprint(1 / a)\nprint(2 / a)',
    line: null,
  },
  {
    name: 'a sum under a name of Python',
    told: "TypeError: 'int' object is not callable",
    code: 'sum = 0\nfor i in [1,2]:\n    sum = sum + i\nprint(sum([1,2]))',
    line: 4,
    says: /hidden/,
  },
];

describe('diagnose: an error quoted without its traceback', () => {
  for (const { name, told, code, line, fixCode, says, saysNot } of CASES)
    it(`explains ${name}`, async () => {
      const { error } = await diagnose(told, code);
      assert.ok(error);
      if (line !== undefined) assert.equal(error.line ?? null, line);
      if (fixCode !== undefined) assert.equal(error.explanation.fixCode, fixCode);
      const said = JSON.stringify(error.explanation);
      if (says) assert.match(said, says);
      if (saysNot) assert.doesNotMatch(said, saysNot);
    });

  it('keeps the brackets of the message, and drops those of the student', async () => {
    const messageOf = async (told: string) => (await diagnose(told)).error?.message;
    assert.equal(await messageOf("TypeError: object of type 'int' has no len()"), "object of type 'int' has no len()");
    assert.equal(
      await messageOf('ValueError: too many values to unpack (expected 2)'),
      'too many values to unpack (expected 2)',
    );
    assert.equal(await messageOf('I get an error (IndexError: list index out of range)'), 'list index out of range');
  });
});

describe('diagnose: a repair of code that runs', () => {
  const repairOf = async (code: string) => {
    const { bugs } = await diagnose('wrong result', code);
    return bugs[0];
  };

  it('stores a result under a name, never under a value', async () => {
    assert.equal((await repairOf("float('1,5')"))?.fixCode, "result = float('1,5')");
    assert.equal((await repairOf("'a '.strip()"))?.fixCode, "text = 'a '.strip()");
    assert.equal((await repairOf('x = 1\n5 == x'))?.fixCode, 'x = 5');
  });

  it('keeps a list that is sorted where it is made', async () => {
    assert.equal((await repairOf('a = [3, 1].sort()'))?.fixCode, 'a = sorted([3, 1])');
    assert.equal((await repairOf('a = [3].append(1)'))?.fixCode, 'a = [3]\na.append(1)');
  });

  it('puts no return into a loop', async () => {
    const bug = await repairOf(
      'def evens(xs):\n    for x in xs:\n        if x % 2 == 0:\n            print(x)\nfor e in evens([1, 2]):\n    print(e)',
    );
    assert.match(bug?.fixCode ?? '', /result\.append\(x\).*\nreturn result {3}# after the loop/);
  });
});
