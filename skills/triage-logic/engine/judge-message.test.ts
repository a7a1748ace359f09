import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { loadShippedModel } from '../shipped-model.ts';
import { createMessageJudge } from './judge-message.ts';

const model = loadShippedModel();
const judge = createMessageJudge(model);

interface Work {
  /** Characters read one by one. */
  readonly reads: number;
  /** Features looked up in the vocabulary. */
  readonly lookUps: number;
}

/** The work one message costs, counted and not timed: a machine's load says nothing about it. */
function workOf(text: string): Work {
  const { table } = model.vocabulary;
  const find = table.find;
  const read = String.prototype.charCodeAt;
  let reads = 0;
  let lookUps = 0;
  table.find = (key) => {
    lookUps++;
    return find.call(table, key);
  };
  String.prototype.charCodeAt = function (this: string, at: number) {
    reads++;
    return read.call(this, at);
  };
  // Both are put back at once.
  try {
    judge({ text });
  } finally {
    String.prototype.charCodeAt = read;
    table.find = find;
  }
  return { reads, lookUps };
}

const READS_PER_CHARACTER = 5;
const LOOK_UPS_PER_CHARACTER = 8;
/** What an empty message costs at most. */
const PER_MESSAGE = 10;

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 2_000 }),
  fc.lorem({ maxCount: 40 }),
  fc
    .array(fc.constantFrom('(', '```', '\n    ', 'x=1', 'Error', 'def f(', '😀', '\ud83d', 'ß', "n't "), {
      maxLength: 300,
    })
    .map((parts) => parts.join('')),
);

describe('judging a message', () => {
  it('costs work linear in its length, whatever it holds', () => {
    let most = 0;
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 8 }), (text, times) => {
        const long = text.repeat(times);
        const { reads, lookUps } = workOf(long);
        most = Math.max(most, lookUps);
        assert.ok(reads <= READS_PER_CHARACTER * long.length + PER_MESSAGE, `${reads} reads of ${long.length}`);
        assert.ok(lookUps <= LOOK_UPS_PER_CHARACTER * long.length + PER_MESSAGE, `${lookUps} of ${long.length}`);
      }),
      { numRuns: 300 },
    );
    assert.ok(most > 1_000, 'nothing was counted');
  });

  it('costs twice as much for twice the text', () => {
    const text = 'why does my loop never stop (it prints 3) ';
    const [once, twice] = [workOf(text.repeat(100)), workOf(text.repeat(200))];
    for (const kind of ['reads', 'lookUps'] as const) {
      assert.ok(Math.abs(twice[kind] / once[kind] - 2) < 0.02, `${kind}: ${once[kind]} and ${twice[kind]}`);
    }
  });
});
