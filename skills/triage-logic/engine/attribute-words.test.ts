import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { loadShippedModel } from '../shipped-model.ts';
import { readShippedExamples } from '../train-intents.ts';
import { createWordAttributor, leadOf } from './attribute-words.ts';
import { CUE_NAMES } from './cue-words.ts';
import { LEARNER_FEATURES } from './learner-features.ts';
import { MessageScorer } from './score-message.ts';

const model = loadShippedModel();
const { columnCount, biases, learnerWeights } = model;
const scorer = new MessageScorer(model);
const attribute = createWordAttributor(model);
const cues: ReadonlySet<string> = new Set(CUE_NAMES);

/** What the words of a message gave a column over the mean of the others: all but the biases, the shape and the code. */
function leadOfWords(text: string, column: number): number {
  scorer.score({ text });
  let lead = leadOf((at) => (scorer.scores[at] as number) - (biases[at] as number), column, columnCount);
  for (const [feature, { name }] of LEARNER_FEATURES.entries()) {
    const value = scorer.learner[feature] as number;
    if (value === 0 || cues.has(name)) continue;
    lead -= value * leadOf((at) => learnerWeights[feature * columnCount + at] as number, column, columnCount);
  }
  return lead;
}

function assertAddsUp(text: string, column: number): void {
  const sum = attribute(text, column).reduce((total, { own, withNext }) => total + own + withNext, 0);
  assert.ok(Math.abs(sum - leadOfWords(text, column)) < 1e-5, `${sum} for ${JSON.stringify(text)}`);
}

describe('what each word added', () => {
  it('adds up to what the words gave, for messages as students write them', () => {
    const texts = readShippedExamples().map(({ text }) => text);
    for (const [at, text] of texts.entries())
      if (at % 20 === 0 && text.length <= 2_000) assertAddsUp(text, at % columnCount);
    for (const text of [
      '',
      ' ',
      '\x12',
      '???',
      "it's 'x' x_y",
      "0'A0",
      "_'a'a",
      "x1'y2 x_'y'z",
      '😀 😀',
      '\ud800',
      'नमस्ते दुनिया',
      'a˜b',
    ])
      assertAddsUp(text, 0);
    for (const word of ['x', 'ab', '字']) assertAddsUp(`${word.repeat(200)} ${word.repeat(700)}`, 0);
  });

  it('adds up for any text', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 400 }),
      fc.string({ maxLength: 400, unit: 'binary' }),
      fc.string({
        maxLength: 40,
        unit: fc.constantFrom('x', 'É', '字', '1', '_', "'", '’', ' ', '\u0301', '\u200d', '😀'),
      }),
    );
    fc.assert(fc.property(text, fc.nat(columnCount - 1), assertAddsUp), { numRuns: 300 });
  });

  it('leaves nothing to the last word that is said of it and a next one', () => {
    const shares = attribute('quiz me on loops', 2);
    assert.deepEqual(
      shares.map(({ shown }) => shown),
      ['quiz', 'me', 'on', 'loops'],
    );
    assert.equal(shares.at(-1)?.withNext, 0);
    assert.ok((shares[0]?.withNext ?? 0) > 0);
  });
});
