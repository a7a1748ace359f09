import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isClassGram } from './class-grams.ts';
import { ContentPairReader, isContentPair } from './content-pairs.ts';
import { TokenScanner } from './scan-tokens.ts';

const scanner = new TokenScanner();
const reader = new ContentPairReader(scanner);

function keysOf(text: string): Set<number> {
  const keys = new Set<number>();
  scanner.begin();
  reader.begin();
  for (let at = 0; at < text.length; ) {
    at = scanner.scan(text, at);
    reader.read();
    for (const key of reader.keys.subarray(0, reader.keyCount)) keys.add(key);
  }
  return keys;
}

describe('pairs of content words', () => {
  it('are found in any order, however the words end and whatever small words stand between', () => {
    assert.deepEqual(keysOf('why has my card not arrived?'), keysOf('arriving of the cards'));
    assert.notDeepEqual(keysOf('card arrives'), keysOf('card expires'));
  });

  it('are none in a text of small words alone', () => {
    assert.equal(keysOf('what is this, and how do I get it?').size, 0);
    assert.equal(keysOf('?!').size, 0);
  });

  it('reach a dozen words back and no further', () => {
    const between = (count: number): string => Array.from({ length: count }, (_, at) => `q${at}w${at}`).join(' ');
    const [pair] = [...keysOf('zebra yonder')].filter((key) => !keysOf('zebra').has(key) && !keysOf('yonder').has(key));
    assert.ok(keysOf(`zebra ${between(11)} yonder`).has(pair as number));
    assert.ok(!keysOf(`zebra ${between(12)} yonder`).has(pair as number));
  });

  it('have keys that no word, no letters and no classes have, in texts longer than the buffers too', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), (text) => {
        for (const key of keysOf(text.repeat(40))) assert.ok(isContentPair(key) && !isClassGram(key));
        scanner.begin();
        scanner.scan(text, 0);
        for (const key of scanner.words.subarray(0, scanner.wordCount)) assert.ok(!isContentPair(key));
        for (const key of scanner.grams.subarray(0, scanner.gramCount)) assert.ok(!isContentPair(key));
      }),
      { numRuns: 50 },
    );
  });
});
