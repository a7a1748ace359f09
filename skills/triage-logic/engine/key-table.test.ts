import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { KeyTable } from './key-table.ts';

describe('a key table', () => {
  it('numbers keys in the order they come and finds them again, also after it had to grow', () => {
    const anyKeys = fc.uniqueArray(
      fc.integer().filter((key) => key !== 0),
      { maxLength: 300 },
    );
    fc.assert(
      fc.property(anyKeys, (keys) => {
        const table = new KeyTable(4);
        assert.deepEqual(
          keys.map((key) => table.findOrAdd(key)),
          [...keys.keys()],
        );
        assert.deepEqual(
          keys.map((key) => table.find(key)),
          [...keys.keys()],
        );
        assert.equal(table.size, keys.length);
      }),
    );
  });

  it('answers -1 to a key it does not hold', () => {
    const table = new KeyTable(2);
    table.findOrAdd(5);
    assert.equal(table.find(6), -1);
  });
});
