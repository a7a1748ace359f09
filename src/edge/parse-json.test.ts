import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseJson } from './parse-json.ts';

describe('parseJson', () => {
  it('reads what is JSON', () => {
    assert.deepEqual(parseJson(Buffer.from('{"query":"naïve 🐍","a":[1]}')), { query: 'naïve 🐍', a: [1] });
  });

  const bad: [what: string, body: string | Buffer, violation: string][] = [
    ['nothing', '', 'unreadable'],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'unreadable'],
    ['a lone surrogate in UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'unreadable'],
    ['half an object', '{"query": ', 'unreadable'],
    ['one member twice', '{"query":"a","query":"b"}', 'unreadable'],
    ['a prototype', '{"query":"a","__proto__":{"admin":true}}', 'unknown_field'],
    ['seventeen levels', `${'['.repeat(17)}${']'.repeat(17)}`, 'too_deep'],
    ['a hundred thousand levels', '['.repeat(100_000), 'too_deep'],
    [
      'ten thousand fields',
      JSON.stringify(Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [n, n]))),
      'too_large',
    ],
  ];
  for (const [what, body, violation] of bad) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => parseJson(Buffer.from(body)),
        (error: { code: string; facts: { violation: string } }) =>
          error.code === 'INVALID_REQUEST' && error.facts.violation === violation,
      );
    });
  }

  it('never repeats what was sent', () => {
    assert.throws(
      () => parseJson(Buffer.from('{"query": my-secret }')),
      (error: Error) =>
        !error.message.includes('my-secret') && /not JSON \(at character \d+\)|not JSON\./.test(error.message),
    );
  });
});
