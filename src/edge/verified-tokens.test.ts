import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createVerifiedTokens } from './verified-tokens.ts';

const caller = { studentId: 'ada', role: 'student', permissions: [] } as const;

describe('createVerifiedTokens', () => {
  it('believes a token for a minute, or until it expires where that is sooner', () => {
    let nowMs = 1_000_000;
    const tokens = createVerifiedTokens(() => nowMs);
    tokens.keep('long', caller, nowMs + 3_600_000);
    tokens.keep('short', caller, nowMs + 5_000);
    tokens.keep('over', caller, nowMs - 1);
    nowMs += 4_999;
    assert.deepEqual(['long', 'short', 'over', 'other'].map(tokens.find), [caller, caller, undefined, undefined]);
    nowMs += 1;
    assert.equal(tokens.find('short'), undefined);
    nowMs += 54_999;
    assert.deepEqual(tokens.find('long'), caller);
    nowMs += 1;
    assert.equal(tokens.find('long'), undefined);
  });

  it('holds so many and no more, the least recently used leaving first', () => {
    const tokens = createVerifiedTokens(() => 0, 2);
    tokens.keep('a', caller, 1);
    tokens.keep('b', caller, 1);
    tokens.find('a');
    tokens.keep('c', caller, 1);
    assert.deepEqual(
      ['a', 'b', 'c'].map((token) => tokens.find(token) !== undefined),
      [true, false, true],
    );
  });
});
