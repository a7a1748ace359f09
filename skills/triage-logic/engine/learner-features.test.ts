import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cuesOf } from './cue-words.ts';
import { exceptionFamilyIn } from './exception-families.ts';
import { LEARNER_FEATURE_COUNT, LEARNER_FEATURES, readLearnerFeatures } from './learner-features.ts';
import { TextReader } from './text-reader.ts';
import { buildVocabulary } from './vocabulary.ts';

function featuresOf(text: string, code?: string): string[] {
  const reader = new TextReader(buildVocabulary(['x']), 'none');
  reader.read(text);
  const out = new Float32Array(LEARNER_FEATURE_COUNT);
  readLearnerFeatures({ text, code }, reader.tokenCount, reader.firstKey, reader.secondKey, reader.cues, out);
  reader.clear();
  return LEARNER_FEATURES.flatMap(({ name }, at) => (out[at] === 0 ? [] : [name]));
}

describe('learner features', () => {
  it('sees a traceback and the exception at its end', () => {
    const found = featuresOf('Traceback (most recent call last):\n  File "a.py", line 3\nKeyError: \'x\'');
    for (const name of ['traceback', 'exception', 'exceptionLookup'] as const) assert.ok(found.includes(name), name);
  });

  it('sees code in a fence, in lines, and beside the message', () => {
    assert.ok(featuresOf('look\n```\nx = 1\n```').includes('codeFence'));
    assert.ok(featuresOf('for i in range(3):\n    print(i)').includes('onlyCode'));
    assert.ok(!featuresOf('I like it (a lot), you see: it is good').includes('codeLines'));
    assert.ok(featuresOf('hm', 'print((1)').includes('codeFieldBroken'));
    assert.ok(!featuresOf('hm', 'print(1)').includes('codeFieldBroken'));
  });

  it('sees a bracket or a block left open', () => {
    assert.ok(featuresOf('x = foo(1, [2)\nprint(x)').includes('bracketsOpen'));
    assert.ok(featuresOf('while x == 1:').includes('blockOpen'));
  });

  it('tells questions, requests and statements apart, also behind a greeting', () => {
    assert.ok(featuresOf('what is a list').includes('asksWhatOrHow'));
    assert.ok(featuresOf('Hello, can I do that?').includes('questionMark'));
    assert.ok(featuresOf('hi what is a list').includes('asksWhatOrHow'));
    assert.ok(featuresOf('explain lists').includes('startsWithRequest'));
    assert.ok(featuresOf('it went well').includes('statement'));
    assert.ok(!featuresOf('why not').includes('statement'));
  });

  it('puts each message in one bucket of length', () => {
    for (const words of [1, 4, 12, 30, 80, 300]) {
      assert.equal(featuresOf('word '.repeat(words)).filter((name) => name.startsWith('words')).length, 1);
    }
  });

  it('knows which kind of exception is named', () => {
    assert.equal(exceptionFamilyIn('IndentationError: unexpected indent'), 'exceptionSyntax');
    assert.equal(exceptionFamilyIn('I get a type error here'), 'exceptionType');
    assert.equal(exceptionFamilyIn('ZeroDivisionError'), 'exceptionOther');
    assert.equal(exceptionFamilyIn('Errors are human'), null);
  });

  it('finds cue words and pairs', () => {
    const reader = new TextReader(buildVocabulary(['x']), 'none');
    reader.read('zebra');
    assert.equal(reader.cues, 0);
    reader.read('critique');
    assert.notEqual(reader.cues, 0);
    reader.read('quiz me');
    assert.notEqual(reader.cues, 0);
    assert.equal(cuesOf(12_345), 0);
  });
});
