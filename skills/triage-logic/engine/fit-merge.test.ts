import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applyMerge, fitMerge } from './fit-merge.ts';
import { createSeededRandom } from './seeded-random.ts';

const random = createSeededRandom(1);
const labels = Array.from({ length: 600 }, (_, row) => row % 3);
/** A learner that knows the label, more or less, and one that guesses. */
const inputs = labels.map((label) =>
  Float64Array.from({ length: 6 }, (_, at) => random.next() + (at < 3 && at === label ? 0.6 : 0)),
);

describe('a merge of learners', () => {
  const merge = fitMerge(
    inputs,
    labels,
    labels.map(() => 1),
    3,
  );

  it('listens to the learner that knows and not to the one that guesses', () => {
    assert.ok((merge.weights[0] as number) > 1);
    assert.ok(Math.abs(merge.weights[3] as number) < 0.5);
  });

  it('gives scores whose softmax is as likely to be right as it says', () => {
    const out = new Float64Array(3);
    let [said, right] = [0, 0];
    for (const [row, input] of inputs.entries()) {
      applyMerge(merge, input, merge.biases, out);
      const highest = Math.max(...out);
      said += 1 / out.reduce((sum, score) => sum + Math.exp(score - highest), 0);
      if (out.indexOf(highest) === labels[row]) right++;
    }
    assert.ok(Math.abs(said - right) < 0.04 * labels.length, `${said} said, ${right} right`);
  });
});
