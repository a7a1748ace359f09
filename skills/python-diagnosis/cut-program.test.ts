import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { cutProgram, isTooIntricate, MOST_TOKENS } from './cut-program.ts';

const LINES = fc.constantFrom(
  'x = 1',
  'print("a # b", [1,',
  '  2])',
  'if x:',
  '    y = f"{x} {x}"',
  'else:',
  '    pass',
  '@wraps',
  'def f(a):',
  '# a comment',
  '"""',
  "it's",
  '',
  'a = b + \\',
  'é = "ü"',
);

describe('cutProgram', () => {
  it('gives the whole of a program that is short enough', () => {
    assert.deepEqual(cutProgram('x = 1\nprint(x)'), { code: 'x = 1\nprint(x)', lines: 2, isWhole: true });
  });

  it('gives a beginning that is short enough itself, ended by a line end', () => {
    fc.assert(
      fc.property(fc.array(LINES, { maxLength: 60 }), fc.integer({ min: 1, max: 60 }), (lines, most) => {
        const code = lines.join('\n');
        const part = cutProgram(code, most);
        if (part === undefined) return;
        assert.ok(code.startsWith(part.code));
        assert.equal(part.isWhole, part.code === code);
        assert.equal(cutProgram(part.code, most)?.isWhole, true);
        if (part.isWhole) return;
        assert.ok(part.code.endsWith('\n'));
        assert.equal(part.lines, part.code.split('\n').length - 1);
      }),
    );
  });

  for (const [where, code] of [
    ['brackets', 'x = [\n1,\n2,\n3,\n4,\n5,\n6]\n'],
    ['a text', 'x = """\na\n"""\ny = "a b c"; z = 2; zz = 4\n'],
    ['a block', 'if a:\n    b = 1\nelif c:\n    d = 2\nelse:\n    e = 3\n'],
    ['a decorated function', '@a\ndef b():\n    c = d + e + f\n'],
  ] as const)
    it(`does not cut inside ${where}`, () => {
      const part = cutProgram(`first = 0\n${code}`, 12);
      assert.ok(part && ['first = 0\n', 'first = 0\nx = """\na\n"""\n'].includes(part.code), part?.code);
    });

  it('counts what stands in the fields of an f-string', () => {
    assert.ok((cutProgram('f"{a}{b}{c}"\n'.repeat(9), 50)?.lines ?? 0) < 9);
  });

  it('has no part to give when the first statement is too long', () => {
    assert.equal(cutProgram(`x = [${'1,'.repeat(MOST_TOKENS)}]`), undefined);
  });
});

describe('cutProgram, of a program that hides in a text', () => {
  const many = 'a,'.repeat(MOST_TOKENS);
  for (const [how, code] of [
    ['in a field', `x = f"{[${many}]}"`],
    ['in a field of a field', `x = f"{a:{[${many}]}}"`],
    ['between quotes that Python takes for the inside of a field', `x = f"{"a" + str([${many}]) + "b"}"`],
    ['behind what looks like a comment', `x = f"{a["#"]}", [${many}]`],
    ['behind a quote that is none', `x = f"{a:'{'}" '+str([${many}])+'}}"`],
  ] as const) {
    it(`counts it: ${how}`, () => {
      assert.equal(cutProgram(code), undefined);
    });
  }

  it('counts a text as one where nothing hides', () => {
    const line = `print(f"{name['first']!r:>10} has {age + 1} of {len(names)}", "and a text of many words, none of them read")\n`;
    assert.equal(cutProgram(line.repeat(60))?.isWhole, true);
  });
});

describe('isTooIntricate', () => {
  it('tells nesting that would overflow the stack from what learners write', () => {
    assert.equal(isTooIntricate(`a${'()'.repeat(800)}`), true);
    assert.equal(isTooIntricate(`x = ${'['.repeat(40)}1${' for a in b]'.repeat(40)}`), true);
    assert.equal(isTooIntricate(`x = ${'lambda:'.repeat(600)}1`), true);
    assert.equal(isTooIntricate('grid[0][1] = [[f(a)(b) for a in row] for row in rows]\n'.repeat(300)), false);
    assert.equal(isTooIntricate(`rows = [${'[1, 2], [3, 4],'.repeat(300)}]`), false);
  });
});
