import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sanitizeQuery } from './sanitize-query.ts';

describe('sanitizeQuery', () => {
  it('keeps programming text that a word filter would block', () => {
    const text = "why does ' OR 1=1; DROP TABLE users -- work, and what does <script>eval(x)</script> do?";
    assert.deepEqual(sanitizeQuery({ query: text }), { query: text, removed: {}, suspicions: [] });
  });

  it('takes out control, bidi, zero-width and tag characters and says how many', () => {
    const sanitized = sanitizeQuery({ query: 'wh\u0000y\u202E do\u200B loops\u{E0041} stop\uD800?' });
    assert.equal(sanitized.query, 'why do loops stop?');
    assert.deepEqual(sanitized.removed, { control: 1, bidi: 1, zero_width: 1, tag: 1, lone_surrogate: 1 });
  });

  it('composes the question to NFC', () => {
    assert.equal(sanitizeQuery({ query: 'cafe\u0301' }).query, 'caf\u00e9');
  });

  it('leaves zero-width characters in code, where they are an error worth naming', () => {
    assert.equal(
      sanitizeQuery({ query: 'why', code: 'x\u200B = 1\r\n\tprint(x)\u202E' }).code,
      'x\u200B = 1\n\tprint(x)',
    );
  });

  it('refuses a question with nothing legible, naming the field', () => {
    assert.throws(() => sanitizeQuery({ query: ' \u200B\n\u0000 ' }), { code: 'QUERY_REJECTED' });
  });

  it('counts the bytes of code, not its characters', () => {
    assert.throws(() => sanitizeQuery({ query: 'why', code: 'é'.repeat(40_000) }), { code: 'INVALID_REQUEST' });
    assert.equal(sanitizeQuery({ query: 'why', code: 'e'.repeat(65_536) }).code?.length, 65_536);
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        fc.pre(/[a-z]/.test(text));
        const once = sanitizeQuery({ query: text });
        const twice = sanitizeQuery({ query: once.query });
        assert.deepEqual([twice.query, twice.removed], [once.query, {}]);
      }),
    );
  });
});
