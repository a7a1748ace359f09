import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { runPrograms } from '../../test/run-python.ts';
import { CONCEPTS, findConcept } from './all-concepts.ts';
import { RECIPES } from './all-recipes.ts';
import { COMPARISONS } from './comparisons.ts';
import { LEARNING_PATH, recommendNext } from './learning-path.ts';
import { readCode } from './read-code.ts';
import { findComparison, SURE_SCORE, searchConcepts, searchRecipes } from './search-library.ts';

describe('concept library', () => {
  it('prints what each example says it prints', async () => {
    const entries = [...CONCEPTS, ...RECIPES, ...COMPARISONS].filter((entry) => entry.example.needs === undefined);
    assert.ok(entries.length >= 120);
    const outputs = await runPrograms(entries.map((entry) => entry.example.code));
    for (const [index, entry] of entries.entries())
      assert.equal(
        outputs[index]?.trimEnd(),
        entry.example.output.trimEnd(),
        'slug' in entry ? entry.slug : entry.sides.join(),
      );
  });

  it('names only concepts that exist, and none as its own prerequisite by any way round', () => {
    const named = [
      ...CONCEPTS.flatMap((c) => [...c.needs, ...c.next]),
      ...RECIPES.flatMap((r) => r.concepts),
      ...COMPARISONS.flatMap((c) => c.concepts),
      ...LEARNING_PATH,
    ];
    assert.deepEqual(
      named.filter((slug) => !findConcept(slug)),
      [],
    );
    const reaches = (from: string, to: string, depth = 0): boolean =>
      depth < 30 && (findConcept(from)?.needs ?? []).some((need) => need === to || reaches(need, to, depth + 1));
    assert.deepEqual(
      CONCEPTS.filter((c) => reaches(c.slug, c.slug)).map((c) => c.slug),
      [],
    );
  });

  const questions: [string, string][] = [
    ['what does the star in front of args do', 'args-kwargs'],
    ['what is a list comprehension?', 'list-comprehensions'],
    ['Can someone explain while loops to me', 'while-loops'],
    ['why do both lists change when I change one', 'mutability'],
    ['what is self in a class', 'self-init'],
    ['why is 0.1 + 0.2 not 0.3', 'numbers'],
    ['what does if __name__ == "__main__" mean', 'main-guard'],
  ];
  for (const [question, slug] of questions)
    it(`finds ${slug} for: ${question}`, () => {
      const [best] = searchConcepts(question);
      assert.equal(best?.item.slug, slug);
      assert.ok(best.score >= SURE_SCORE);
    });

  it('finds the recipe for how-to questions, and the comparison of two sides', () => {
    assert.equal(searchRecipes('how do I reverse a string?')[0]?.item.slug, 'reverse-string');
    assert.equal(searchRecipes('how to read a csv file')[0]?.item.slug, 'read-csv');
    assert.equal(searchRecipes('check if key in dict')[0]?.item.slug, 'key-in-dict');
    assert.deepEqual(findComparison('difference between a list and a tuple')?.sides, ['list', 'tuple']);
  });

  it('is not sure about a subject it does not hold', () => {
    assert.ok((searchConcepts('how do plate tectonics shape mountains')[0]?.score ?? 0) < SURE_SCORE);
  });

  it('reads a loop and says where it counts to', () => {
    const read = readCode('total = 0\nfor i in range(3):\n    total += i');
    assert.deepEqual(
      read.map((line) => line.line),
      [1, 2, 3],
    );
    assert.match(read[1]?.says ?? '', /counts from 0 to 2/);
  });

  it('recommends nothing already met', () => {
    assert.deepEqual(
      recommendNext(['print', 'variables'], 3).filter((c) => ['print', 'variables'].includes(c.slug)),
      [],
    );
  });

  it('takes any string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        searchConcepts(text);
        searchRecipes(text);
        findComparison(text);
        readCode(text);
      }),
    );
  });
});
