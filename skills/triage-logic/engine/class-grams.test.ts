import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ClassGramReader, isClassGram } from './class-grams.ts';
import { TokenScanner } from './scan-tokens.ts';

const scanner = new TokenScanner();
const reader = new ClassGramReader(scanner);

function keysOf(text: string): number[] {
  const keys: number[] = [];
  scanner.begin();
  reader.begin();
  for (let at = 0; at < text.length; ) {
    at = scanner.scan(text, at);
    reader.read(at >= text.length);
    keys.push(...reader.keys.subarray(0, reader.keyCount));
  }
  return keys;
}

describe('pairs and triples of word classes', () => {
  it('are the same for a symptom told with another verb, and others for a request', () => {
    assert.deepEqual(keysOf('it prints nothing'), keysOf('it shows nothing'));
    assert.notDeepEqual(keysOf('it prints nothing'), keysOf('explain it please'));
  });

  it('count a run of words of no class as one', () => {
    assert.deepEqual(keysOf('qwerty asdf zxcv?'), keysOf('qwerty?'));
  });

  it('have keys that no word and no letters have, in texts longer than the buffers too', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), (text) => {
        for (const key of keysOf(text.repeat(40))) assert.ok(isClassGram(key));
        scanner.begin();
        scanner.scan(text, 0);
        for (const key of scanner.words.subarray(0, scanner.wordCount)) assert.ok(!isClassGram(key));
        for (const key of scanner.grams.subarray(0, scanner.gramCount)) assert.ok(!isClassGram(key));
      }),
      { numRuns: 50 },
    );
  });
});
