import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { INTENTS } from '../../contract/intents.ts';
import { countRichness, lintExamples, type PlacedExample } from './lint-examples.ts';
import { readShippedExamples } from './train-intents.ts';

let line = 0;
const place = (text: string, label: string, more: Partial<PlacedExample> = {}): PlacedExample => ({
  text,
  label,
  isOutOfScope: label === 'out_of_scope',
  place: `a.jsonl:${++line}`,
  ...more,
});
const kindsOf = (...examples: PlacedExample[]): string[] => lintExamples(examples).map(({ kind }) => kind);

describe('linting examples', () => {
  it('reports a message given twice, whatever its capitals and spaces', () => {
    assert.deepEqual(kindsOf(place('What is  a list', 'x'), place('what is a list', 'x')), ['duplicate']);
  });

  it('reports a message with two labels, naming both places', () => {
    const [finding] = lintExamples([place('help me', 'x'), place('help me', 'y')]);
    assert.equal(finding?.kind, 'conflict');
    assert.equal(finding?.isError, true);
    assert.match(finding?.message ?? '', /a\.jsonl:\d+ and a\.jsonl:\d+: "help me" is y and x/);
  });

  it('lets a follow-up mean what the turn before it says', () => {
    const examples = [place('why?', 'x', { previousIntent: 'x' }), place('why?', 'y', { previousIntent: 'y' })];
    assert.deepEqual(kindsOf(...examples), []);
  });

  it('reports messages of different labels with nearly the same words', () => {
    const near = [
      place('please look at my loop and tell me what you think of it', 'x'),
      place('please look at my loop and tell me what you think', 'y'),
    ];
    assert.deepEqual(kindsOf(...near), ['near-duplicate']);
    assert.deepEqual(kindsOf(near[0] as PlacedExample, { ...(near[1] as PlacedExample), label: 'x' }), []);
  });

  it('reports a label with less than half the examples of the largest', () => {
    const many = Array.from({ length: 5 }, (_, at) => place(`number ${at}`, 'x'));
    assert.deepEqual(kindsOf(...many, place('one', 'y'), place('two', 'y')), ['imbalance']);
  });

  it('refuses to find nothing wrong with nothing', () => {
    assert.throws(() => lintExamples([]), RangeError);
  });
});

describe('the richness of examples', () => {
  it('counts examples, voices and indirect ones, of each label and of all', () => {
    const rows = [place('a', 'x', { isIndirect: true }), place('b', 'x'), place('c', 'y', { place: 'b.jsonl:1' })];
    assert.deepEqual(countRichness(rows), [
      { label: 'all', examples: 3, voices: 2, indirect: 1 / 3 },
      { label: 'x', examples: 2, voices: 1, indirect: 1 / 2 },
      { label: 'y', examples: 1, voices: 1, indirect: 0 },
    ]);
  });

  it('is, of ours, thousands of messages and tens of voices for the rarest intent, a third of them indirect', () => {
    const ours = countRichness(readShippedExamples());
    assert.deepEqual(ours.map(({ label }) => label).sort(), ['all', ...INTENTS, 'out_of_scope'].sort());
    for (const { label, examples, voices, indirect } of ours) {
      assert.ok(
        examples >= 2_000 && voices >= 50 && indirect >= 1 / 3,
        `${label}: ${examples}, ${voices}, ${indirect}`,
      );
    }
  });
});
