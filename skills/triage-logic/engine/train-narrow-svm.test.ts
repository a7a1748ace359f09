import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSeededRandom } from './seeded-random.ts';
import { SparseRowsBuilder } from './sparse-rows.ts';
import { trainNarrowSvm } from './train-narrow-svm.ts';
import { trainSvm } from './train-svm.ts';

const LABELS = 6;
const ROWS = 600;
const FEATURES = 80;

/** Rows whose label shows in some of their features, most of the time. */
function makeRows() {
  const random = createSeededRandom(3);
  const builder = new SparseRowsBuilder();
  const labels = Int32Array.from({ length: ROWS }, () => Math.floor(random.next() * LABELS));
  for (const label of labels) {
    for (let feature = 0; feature < FEATURES; feature++) {
      const isTelling = feature % LABELS === label;
      if (random.next() < (isTelling ? 0.3 : 0.12)) builder.add(feature, 0.2 + random.next());
    }
    builder.endRow();
  }
  return { rows: builder.build(FEATURES), labels };
}

describe('trainNarrowSvm', () => {
  const { rows, labels } = makeRows();
  const costOf = (row: number, label: number) => (labels[row] === label ? 2 : 1) * (row % 3 === 0 ? 0.5 : 1);
  const effort = { tolerance: 1e-4, maxPasses: 3_000, seed: 5 };

  for (const count of [2, LABELS]) {
    it(`finds for each of ${count} labels what training it alone finds`, () => {
      const together = trainNarrowSvm(rows, labels, count, costOf, effort);
      assert.equal(together.weights.length, FEATURES * count);
      for (let label = 0; label < count; label++) {
        const alone = trainSvm(
          rows,
          (row) => labels[row] === label,
          (row) => costOf(row, label),
          effort,
        );
        assert.ok(alone.weights.some((weight) => Math.abs(weight) > 0.3));
        for (let feature = 0; feature < FEATURES; feature++) {
          const found = together.weights[feature * count + label] as number;
          assert.ok(Math.abs(found - (alone.weights[feature] as number)) < 1e-3, `label ${label}, feature ${feature}`);
        }
        assert.ok(Math.abs((together.biases[label] as number) - alone.bias) < 1e-3);
      }
    });
  }

  it('trains alike with the same seed', () => {
    const train = () => trainNarrowSvm(rows, labels, LABELS, costOf, { ...effort, tolerance: 0.1, maxPasses: 30 });
    assert.deepEqual(train(), train());
  });
});
