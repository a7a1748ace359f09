import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { TokenScanner } from './scan-tokens.ts';

function keysOf(text: string): { words: number[]; grams: number[]; tokens: number } {
  const scanner = new TokenScanner();
  const words: number[] = [];
  const grams: number[] = [];
  scanner.begin();
  for (let at = 0; at < text.length; ) {
    at = scanner.scan(text, at);
    words.push(...scanner.words.subarray(0, scanner.wordCount));
    grams.push(...scanner.grams.subarray(0, scanner.gramCount));
  }
  return { words, grams, tokens: scanner.tokenCount };
}

const anyText = fc.string({ unit: 'binary', maxLength: 3_000 });

describe('scanning tokens', () => {
  it('reads words, and every other visible character by itself', () => {
    assert.equal(keysOf("don't stop!!").tokens, 4);
    assert.equal(keysOf('x=foo(3)').tokens, 6);
    assert.equal(keysOf(' \n\t\u00a0\u3000').tokens, 0);
  });

  it('takes capitals and typographic apostrophes for their plain forms', () => {
    assert.deepEqual(keysOf('DON’T Stop ÄRGER'), keysOf("don't stop ärger"));
  });

  it('reads a surrogate pair as one token and half of one as another', () => {
    assert.equal(keysOf('😀').tokens, 1);
    assert.equal(keysOf('\ud83d x').tokens, 2);
    assert.equal(keysOf('\ude00\ud83d').tokens, 2);
  });

  it('tells the order of words apart', () => {
    assert.notDeepEqual(keysOf('a b').words.sort(), keysOf('b a').words.sort());
  });

  it('gives no more than five keys a character and three a text, none of them 0', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { words, grams } = keysOf(text);
        assert.ok(words.length + grams.length <= 5 * text.length + 3);
        assert.ok(!words.includes(0) && !grams.includes(0));
      }),
    );
  });

  it('never gives a word and an n-gram the same key', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { words, grams } = keysOf(text);
        assert.ok(words.every((key) => key < 0));
        assert.ok(grams.every((key) => key > 0));
      }),
    );
  });

  it('reads a text longer than its buffers to the end', () => {
    assert.equal(keysOf('word '.repeat(10_000)).tokens, 10_000);
    assert.equal(keysOf('a'.repeat(64_000)).tokens, 1_000);
  });
});
