import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { scanJson } from './scan-json.ts';

const scan = (text: string) => scanJson(text, 1_000, 100_000);

describe('scanJson', () => {
  it('measures depth and counts members and elements', () => {
    assert.deepEqual(scan('5'), { depth: 0, values: 0, hasDuplicateMember: false, hasPrototypeMember: false });
    assert.deepEqual(scan('{"a":[1,{"b":2}]}'), {
      depth: 3,
      values: 6,
      hasDuplicateMember: false,
      hasPrototypeMember: false,
    });
  });

  it('does not take brackets and quotes inside strings for structure', () => {
    assert.equal(scan('{"a":"[[[{\\"{","b":"\\\\"}').depth, 1);
  });

  it('finds a member named twice in one object, escapes resolved, and not one name in two objects', () => {
    assert.equal(scan('{"a":1,"\\u0061":2}').hasDuplicateMember, true);
    assert.equal(scan('[{"a":1},{"a":{"a":2}}]').hasDuplicateMember, false);
    assert.equal(scan('{"x":["a","a"]}').hasDuplicateMember, false);
  });

  it('finds __proto__ however it is written, and not where it is a value', () => {
    assert.equal(scan('{"a":{"__pr\\u006fto__":1}}').hasPrototypeMember, true);
    assert.equal(scan('{"a":"__proto__"}').hasPrototypeMember, false);
  });

  it('ends early where it is deep enough', () => {
    assert.equal(scanJson('['.repeat(1_000_000), 16, 1_000_000).depth, 17);
  });

  it('finds no duplicate and the right depth in anything a serialiser wrote', () => {
    const depthOf = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        const { depth, hasDuplicateMember } = scan(text);
        assert.deepEqual([depth, hasDuplicateMember], [depthOf(JSON.parse(text)), false]);
      }),
    );
  });

  it('ends for any text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ',', ':', 'a') }), (text) => {
        assert.ok(scan(text).depth >= 0);
      }),
    );
  });
});
