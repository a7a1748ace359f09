import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { INTENTS, LABELS } from '../../contract/intents.ts';
import { makeTestExamples } from '../../test/create-examples.ts';
import { chooseRoute } from './choose-route.ts';
import { createDetector } from './detect-intent.ts';
import { trainModel } from './engine/train-model.ts';
import { loadShippedModel } from './shipped-model.ts';
import { readShippedExamples } from './train-intents.ts';

const detectors = { rules: createDetector(), model: createDetector(loadShippedModel()) };
const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 5_000 }), fc.lorem());
const anyContext = fc.record({ previous_intent: fc.constantFrom(...INTENTS) }, { requiredKeys: [] });
const anyProgress = fc.record(
  {
    completion: fc.double({ min: 0, max: 1, noNaN: true }),
    quiz_score: fc.double({ min: 0, max: 1, noNaN: true }),
    recent_errors: fc.nat(1_000),
  },
  { requiredKeys: [] },
);

for (const [decider, detect] of Object.entries(detectors)) {
  describe(`detecting an intent: ${decider}`, () => {
    it('answers any message with every label scored, best first, each within 0 and 1', () => {
      fc.assert(
        fc.property(anyText, anyContext, anyProgress, (text, session_context, student_progress) => {
          const found = detect({ text, session_context, student_progress });
          assert.deepEqual(found.scores.map(({ intent }) => intent).sort(), [...LABELS].sort());
          let before = 1;
          for (const { confidence } of found.scores) {
            assert.ok(confidence >= 0 && confidence <= before);
            before = confidence;
          }
          assert.ok(found.confidence >= 0 && found.confidence <= 1);
          const bestInScope = found.scores.find(({ intent }) => intent !== 'out_of_scope');
          if (found.intent !== 'out_of_scope') assert.equal(bestInScope?.intent, found.intent);
          assert.ok(found.evidence.length <= 5 && found.evidence.every(({ text: words }) => words.length <= 200));
          assert.deepEqual(found.usage, { input_tokens: 0, output_tokens: 0, source: 'none' });
        }),
        { numRuns: 200 },
      );
    });

    it('answers the same message always alike, whatever came between', () => {
      fc.assert(
        fc.property(anyText, anyText, (text, other) => {
          const first = detect({ text });
          detect({ text: other });
          assert.deepEqual(detect({ text }), first);
        }),
        { numRuns: 100 },
      );
    });

    it('honours what the student chose', () => {
      const found = detect({ text: 'quiz me', session_context: { chosen_intent: 'code_review' } });
      assert.equal(found.intent, 'code_review');
      assert.equal(found.confidence, 1);
      assert.equal(found.decided_by, 'student');
      assert.equal(chooseRoute(found).target_agent, 'review-agent');
    });

    it('finds the plain cases', () => {
      const plain = {
        syntax_help: 'Traceback (most recent call last):\n  File "a.py", line 1\nNameError: name \'x\' is not defined',
        concept_explanation: 'what is the difference between a list and a tuple?',
        exercise_request: 'give me an exercise about loops to practise',
        progress_check: 'how am I doing so far, and what should I learn next?',
        code_review: 'it works, but could you review my code and tell me how to make it cleaner?',
      };
      for (const [intent, text] of Object.entries(plain)) assert.equal(detect({ text }).intent, intent);
    });

    it('says why in words, unless told not to', () => {
      const text = 'IndexError: list index out of range, what is wrong?';
      const { evidence } = detect({ text });
      assert.ok(evidence.length > 0 && evidence.some(({ weight }) => weight > 0));
      assert.deepEqual(detect({ text }, { evidence: false }).evidence, []);
    });
  });
}

describe('the evidence for an answer', () => {
  const { model: detect } = detectors;
  const told = (text: string, code?: string): string[] =>
    detect({ text, code }).evidence.map(({ text: words }) => words);

  it('weighs what is not words by the same measure as words', () => {
    assert.ok(told('TypeError: can only concatenate str (not "int") to str').includes('a named exception'));
    const words = told("I keep getting an error that says 'int' object is not iterable", 'for i in 5:\n  print(i)');
    assert.ok(words.includes('code sent with the message'), words.join('; '));
  });

  it('cuts a long word between characters, not through one', () => {
    for (const word of [`a${'𝒳'.repeat(60)}`, '𝒳'.repeat(60), '字'.repeat(90), 'x'.repeat(90)]) {
      const words = told(`${word} ${word}2`);
      assert.ok(
        words.every((one) => one.isWellFormed()),
        words.join(),
      );
    }
    assert.match(told('x'.repeat(90)).join(), /“x{40}…”/);
  });

  it('calls two question marks no more than that', () => {
    const words = told("Can you explain the purpose of Task5's beeper??").join('; ');
    assert.doesNotMatch(words, /several questions/);
  });

  it('finds what was said at the end of a long message', () => {
    const rambling = 'lorem ipsum dolor sit amet '.repeat(120);
    assert.match(told(`${rambling} NameError: name 'x' is not defined`).join(), /“NameError”|“not defined”/);
  });

  it('shows a name as it was written, and what is said again once', () => {
    assert.match(told('pandas read_csv gives me weird characters').join(), /“read_csv”/);
    assert.match(told("NameError: name 'nmae' is not defined").join(';'), /^[^'’]*$/);
    const words = told('error, error, ERROR, why another error');
    assert.equal(new Set(words.map((word) => word.toLowerCase())).size, words.length);
  });
});

describe('a doubtful message', () => {
  const { model: detect } = detectors;

  it('has no runner-up ahead of what was decided', () => {
    let doubtful = 0;
    for (const { text, code } of readShippedExamples()) {
      const found = detect({ text, code }, { evidence: false });
      const [best, second] = found.scores.filter(({ intent }) => intent !== 'out_of_scope');
      if (found.intent !== 'out_of_scope') assert.equal(best?.intent, found.intent, text);
      if (best?.confidence === second?.confidence) doubtful++;
    }
    assert.ok(doubtful > 0);
    assert.doesNotMatch(chooseRoute(detect({ text: "help I'm drowning in decorators" })).reasons.join(), /-\d+ %/);
  });
});

describe('context', () => {
  const { model: detect } = detectors;

  it('lets a short follow-up stay with the intent before it', () => {
    for (const previous_intent of ['exercise_request', 'code_review'] as const) {
      const withContext = detect({ text: 'another?', session_context: { previous_intent } });
      const without = detect({ text: 'another?' });
      const of = (found: typeof without): number =>
        found.scores.find(({ intent }) => intent === previous_intent)?.confidence ?? 0;
      assert.ok(of(withContext) > of(without));
    }
  });

  it('lets a new subject break out of a conversation', () => {
    const found = detect({ text: 'quiz me on loops', session_context: { previous_intent: 'syntax_help' } });
    assert.equal(found.intent, 'exercise_request');
  });

  it('says of progress figures what they spoke for, and nothing of them where no tutor is meant', () => {
    const spokeFor: Readonly<Record<string, readonly string[]>> = {
      syntax_help: ['10 errors lately'],
      concept_explanation: ['early in the course'],
      exercise_request: ['high quiz scores'],
      code_review: ['high quiz scores'],
    };
    const student_progress = { recent_errors: 10, completion: 0.1, quiz_score: 0.9 };
    let told = 0;
    for (const { text } of readShippedExamples().filter((_, at) => at % 10 === 0)) {
      const { intent, evidence } = detect({ text, student_progress });
      const progress = evidence.filter(({ kind }) => kind === 'progress');
      assert.equal(new Set(progress.map(({ text: words }) => words)).size, progress.length);
      if (intent === 'out_of_scope') assert.deepEqual(progress, []);
      for (const one of progress)
        assert.equal(one.weight > 0, spokeFor[intent]?.includes(one.text) === true, `${one.text} for ${intent}`);
      told += progress.length;
    }
    assert.ok(told > 20, `${told}`);
  });

  it('never lets progress figures turn what would be routed', () => {
    const student_progress = { recent_errors: 1_000, completion: 0, quiz_score: 1 };
    for (const { text } of readShippedExamples().filter((_, at) => at % 10 === 5)) {
      const alone = chooseRoute(detect({ text }, { evidence: false }));
      if (alone.outcome !== 'routed') continue;
      assert.equal(chooseRoute(detect({ text, student_progress }, { evidence: false })).intent, alone.intent, text);
    }
  });

  it('never lets progress figures overrule a clear message', () => {
    const text = 'what is the difference between a list and a tuple?';
    const student_progress = { recent_errors: 1_000, completion: 0, quiz_score: 1 };
    assert.equal(detect({ text, student_progress }).intent, 'concept_explanation');
  });
});

describe('a model with labels of its own', () => {
  it('is refused by the detector, which speaks of our intents', () => {
    const other = trainModel(makeTestExamples(['billing', 'shipping']), { foldCount: 2 });
    assert.throws(() => createDetector(other), /"billing"/);
  });
});
