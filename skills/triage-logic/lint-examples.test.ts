import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lintExamples, type PlacedExample } from './lint-examples.ts';

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
