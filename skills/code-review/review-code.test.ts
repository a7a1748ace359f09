import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { startPython } from '../python-diagnosis/compile-python.ts';
import { reviewCode } from './review-code.ts';

before(startPython);

const CASES: readonly (readonly [id: string, line: number, after: RegExp, code: string])[] = [
  ['range-len', 2, /^for name in names:$/, 'names = ["a"]\nfor i in range(len(names)):\n    print(names[i])'],
  [
    'range-len',
    2,
    /^for i, name in enumerate\(names\):$/,
    'names = ["a"]\nfor i in range(len(names)):\n    print(i, names[i])',
  ],
  ['E712', 2, /^if ok:$/, 'ok = bool(input())\nif ok == True:\n    print(1)'],
  ['E722', 3, /except ValueError/, 'try:\n    x = int(input())\nexcept:\n    x = 0\nprint(x)'],
  ['E711', 2, /^if x is None:$/, 'x = None\nif x == None:\n    print(1)'],
  ['F821', 2, /^$/, 'total = 1\nprint(totl)'],
  ['F401', 1, /^$/, 'import os\nprint(1)'],
  ['length-test', 2, /^not items$/, 'items = []\nif len(items) == 0:\n    print("none")'],
  ['text-in-loop', 3, /"".join/, 'out = ""\nfor word in ["a", "b"]:\n    out += word\nprint(out)'],
  ['SIM115', 1, /^with open\("a.txt"\) as f:/, 'f = open("a.txt")\nprint(f.read())\nf.close()'],
  ['function-name', 1, /^def get_area$/, 'def getArea(w):\n    return w\nprint(getArea(2))'],
  [
    'deep-nesting',
    4,
    /continue/,
    'for a in range(3):\n    for b in range(3):\n        if a:\n            if b:\n                print(a, b)',
  ],
  [
    'chain-to-table',
    2,
    /choices\.get\(d\)/,
    'd = input()\nif d == "a":\n    print(1)\nelif d == "b":\n    print(2)\nelif d == "c":\n    print(3)\nelif d == "d":\n    print(4)',
  ],
  ['magic-number', 2, /= 4\.35/, 'w = float(input())\nprint(w * 4.35)\nprint(3 + w * 4.35)'],
  ['S307', 1, /int\(input\(\)\)/, 'x = eval(input())\nprint(x)'],
  ['none-result', 2, /a\.sort\(\)/, 'a = [1]\na = a.sort()\nprint(a)'],
  ['while-counter', 2, /for i in range\(5\):/, 'i = 0\nwhile i < 5:\n    print("x")\n    i += 1'],
];

describe('reviewCode', () => {
  for (const [id, line, after, code] of CASES) {
    it(`finds ${id} and shows the line changed`, async () => {
      const review = await reviewCode(code);
      assert.equal(review.outcome, 'reviewed');
      if (review.outcome !== 'reviewed') return;
      const finding = review.findings.find((one) => one.id === id);
      assert.ok(finding, `only ${review.findings.map((one) => one.id)}`);
      assert.equal(finding.line, line);
      assert.match(finding.after ?? '', after);
    });
  }

  it('puts what may give wrong results before polish', async () => {
    const review = await reviewCode('import os\nimport sys\na = [1]\na = a.sort()\nprint(a, sys)');
    assert.ok(review.outcome === 'reviewed');
    assert.deepEqual(
      review.findings.map((one) => one.importance),
      [3, 1],
    );
  });

  it('praises only what is there', async () => {
    const good = await reviewCode(
      'def read(path):\n    """Lines of a file."""\n    with open(path) as file:\n        return file.readlines()\n\n\ndef show(lines):\n    """Print them."""\n    for line in lines:\n        print(f"> {line}")\n',
    );
    assert.ok(good.outcome === 'reviewed');
    assert.equal(good.strengths.length, 3);
    assert.ok(good.strengths.includes('every function has a docstring'));
    const bare = await reviewCode('print(1)');
    assert.ok(bare.outcome === 'reviewed');
    assert.deepEqual([bare.strengths, bare.findings], [[], []]);
  });

  it('explains the syntax error first', async () => {
    const review = await reviewCode('def f()\n    return 1');
    assert.ok(review.outcome === 'does-not-parse');
    assert.equal(review.error.line, 1);
    assert.equal(review.error.explanation.fixCode, 'def f():');
  });

  it('does not pretend to judge another language', async () => {
    const review = await reviewCode('#include <stdio.h>\nint main() { printf("hi"); return 0; }');
    assert.ok(review.outcome === 'other-language');
    assert.equal(review.language, 'C');
  });
});
