import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readIdempotencyKey } from './idempotency-key.ts';

const read = (header: string | string[] | undefined, body: object = { query: 'hi' }) =>
  readIdempotencyKey(header, { studentId: 'ada', route: 'POST /api/v1/triage', body });

describe('readIdempotencyKey', () => {
  it('takes a quoted key and a bare one for the same', () => {
    assert.deepEqual(read('"abc"'), read('abc'));
    assert.equal(read('abc')?.key, 'abc');
    assert.equal(read(undefined), undefined);
  });

  for (const header of ['', '""', 'a b', 'é', 'x'.repeat(256), ['a', 'b']]) {
    it(`refuses ${JSON.stringify(header).slice(0, 20)}`, () => {
      assert.throws(() => read(header), { code: 'INVALID_REQUEST' });
    });
  }

  it('sees the same message in any order of its fields, and whenever it was sent', () => {
    const one = { query: 'q', session_context: { conversation_id: 'c', previous_intent: 'x' }, timestamp: 'now' };
    const other = { session_context: { previous_intent: 'x', conversation_id: 'c' }, query: 'q' };
    assert.equal(read('k', one)?.fingerprint, read('k', other)?.fingerprint);
  });

  it('sees two messages that differ anywhere else as different', () => {
    const { timestamp: _unused, ...arbitraries } = { query: fc.string(), code: fc.string(), timestamp: fc.string() };
    fc.assert(
      fc.property(fc.record(arbitraries), fc.record(arbitraries), (one, other) => {
        const isSame = one.query === other.query && one.code === other.code;
        assert.equal(read('k', one)?.fingerprint === read('k', other)?.fingerprint, isSame);
      }),
    );
  });
});
