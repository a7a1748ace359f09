import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createSeededRandom } from './seeded-random.ts';
import { hasRowInstructions, WideRows } from './wide-rows.ts';

/** A matrix of weights over the whole range. */
function makeWeights(rowCount: number, stride: number, seed: number): Int8Array {
  const random = createSeededRandom(seed);
  return Int8Array.from({ length: rowCount * stride }, () => Math.floor(random.next() * 255) - 127);
}

function sumOf(rows: WideRows, chosen: readonly (readonly [number, number])[], columnCount: number): Float64Array {
  const totals = new Float64Array(columnCount);
  for (const [row, strength] of chosen) {
    rows.put(row, strength);
    if (rows.isFull) rows.take(totals);
  }
  rows.take(totals);
  return totals;
}

describe('rows of many columns', () => {
  it('runs as instructions on this machine', () => {
    assert.ok(hasRowInstructions());
  });

  it('adds the same with instructions and without, and what plain arithmetic says', () => {
    const rowCount = 40;
    const chosenRows = fc.array(fc.tuple(fc.nat(rowCount - 1), fc.double({ min: 0, max: 31, noNaN: true })), {
      maxLength: 1_300,
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), chosenRows, (columnCount, seed, chosen) => {
        const stride = Math.ceil(columnCount / 8) * 8;
        const weights = makeWeights(rowCount, stride, seed);
        const fast = new WideRows(weights, stride, columnCount);
        const plain = new WideRows(weights, stride, columnCount, false);
        const sums = sumOf(fast, chosen, columnCount);
        assert.deepEqual(sums, sumOf(plain, chosen, columnCount));
        assert.deepEqual(sumOf(fast, chosen, columnCount), sums);
        for (let column = 0; column < columnCount; column++) {
          const expected = chosen.reduce(
            (sum, [row, strength]) => sum + strength * (weights[row * stride + column] as number),
            0,
          );
          // Half a step of strength, for each row at its largest weight.
          const slack = (chosen.length * 127 * 0.5) / 1_024 + 1e-6;
          assert.ok(Math.abs((sums[column] as number) - expected) <= slack);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('does not overflow with the most and strongest rows it takes at a time', () => {
    const weights = new Int8Array(16).fill(127);
    const rows = new WideRows(weights, 16, 16);
    const totals = new Float64Array(16);
    let count = 0;
    for (; !rows.isFull; count++) rows.put(0, 31);
    rows.take(totals);
    assert.deepEqual(totals, new Float64Array(16).fill(count * 31 * 127));
  });
});
