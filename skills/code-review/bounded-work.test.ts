import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { compilePython, startPython } from '../python-diagnosis/compile-python.ts';
import { MOST_TOKENS } from '../python-diagnosis/cut-program.ts';
import { findSilentBugs } from '../python-diagnosis/find-silent-bugs.ts';
import { judgeProgram } from '../python-diagnosis/judge-program.ts';
import { Source } from '../python-diagnosis/source.ts';
import { findAll, type Node, walk } from '../python-diagnosis/syntax-tree.ts';
import { checkStructure } from './check-structure.ts';
import { findStrengths } from './find-strengths.ts';
import { reviewCode } from './review-code.ts';

before(startPython);

const STATEMENTS = {
  assignments: 'x = 1\n',
  comparisons: 'if len(a) == 0 or 3: print(7.5 + 7.5)\n',
  functions: 'def f(a=[]):\n    for i in range(len(a)):\n        a[i] = f(a[i])\n',
  loops: 'while x < 9: x == 9\n',
  results: 'a = a.sort(); a.strip\n',
  'f-strings': 'f"{a}{b}"\n',
  context: 'with a, b, c: pass\n',
};

/** A copy of a tree that counts how often anything of it is read. */
function countReads<Value>(value: Value, count: () => void): Value {
  if (typeof value !== 'object' || value === null) return value;
  const copy = Array.isArray(value)
    ? value.map((one) => countReads(one, count))
    : Object.fromEntries(Object.entries(value).map(([key, one]) => [key, countReads(one, count)]));
  return new Proxy(copy, {
    get(target, key) {
      count();
      return Reflect.get(target, key);
    },
  }) as Value;
}

async function readsOf(code: string): Promise<number> {
  const compiled = await compilePython(code);
  assert.ok(compiled.outcome === 'compiles' && compiled.tree);
  let reads = 0;
  const tree = countReads(compiled.tree, () => {
    reads += 1;
  });
  const source = new Source(code);
  findSilentBugs(tree, source);
  checkStructure(tree, source);
  findStrengths(tree, source);
  return reads;
}

describe('work on a program', () => {
  for (const [name, statement] of Object.entries(STATEMENTS)) {
    it(`grows with the program and not with its square: ${name}`, async () => {
      const [few, many] = [await readsOf(statement.repeat(15)), await readsOf(statement.repeat(60))];
      assert.ok(many < 5 * few, `${few} reads for 15, ${many} for 60`);
    });

    it(`has an end however large the program: ${name}`, async () => {
      const { compiled, part } = await judgeProgram(statement.repeat(Math.floor(60_000 / statement.length)));
      assert.ok(compiled.outcome === 'compiles' && compiled.tree && !part.isWhole);
      let nodes = 0;
      walk(compiled.tree, () => {
        nodes += 1;
      });
      assert.ok(nodes <= 1.5 * MOST_TOKENS, `${nodes} nodes`);
    });
  }

  it('finds the same nodes by rank as by walking', async () => {
    const compiled = await compilePython(STATEMENTS.functions.repeat(5));
    assert.ok(compiled.outcome === 'compiles' && compiled.tree);
    for (const root of [compiled.tree, ...findAll(compiled.tree, 'FunctionDef'), ...findAll(compiled.tree, 'For')]) {
      const walked: Node[] = [];
      walk(root, (node) => {
        if (node.type === 'Name') walked.push(node);
      });
      assert.deepEqual(findAll(root, 'Name'), walked);
    }
  });
});

describe('a program that is too long to be read closely', () => {
  const long = `import os\n${'def double(number):\n    return number * 2\n\n'.repeat(700)}`;

  it('is reviewed as far as it was read, without guesses about the rest', async () => {
    const review = await reviewCode(long);
    assert.ok(review.outcome === 'reviewed');
    assert.ok(review.linesRead !== undefined && review.linesRead > 100 && review.linesRead < 2_000);
    assert.ok(!review.findings.some((finding) => finding.id === 'F401'));
  });
});
