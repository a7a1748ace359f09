import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Classification } from '../../contract/decision.ts';
import { AGENT_OF, INTENTS, LABELS, type Label } from '../../contract/intents.ts';
import { chooseRoute } from './choose-route.ts';
import { clarifyQuestion } from './clarify-question.ts';

function classification(shares: Partial<Record<Label, number>>, more: Partial<Classification> = {}): Classification {
  const scores = LABELS.map((intent) => ({ intent, confidence: shares[intent] ?? 0 })).sort(
    (a, b) => b.confidence - a.confidence,
  );
  const [best] = scores;
  return {
    intent: best?.intent ?? 'syntax_help',
    confidence: best?.confidence ?? 0,
    scores,
    out_of_scope: shares.out_of_scope ?? 0,
    evidence: [{ kind: 'words', text: 'the word “loop”', weight: 1 }],
    decided_by: 'model',
    threshold: 0.8,
    clarify_margin: 0.3,
    usage: { input_tokens: 0, output_tokens: 0, source: 'none' },
    ...more,
  };
}

describe('choosing a route', () => {
  for (const intent of INTENTS) {
    it(`sends a sure ${intent} to ${AGENT_OF[intent].agent}`, () => {
      const decision = chooseRoute(classification({ [intent]: 0.9, out_of_scope: 0.05 }));
      assert.equal(decision.outcome, 'routed');
      assert.equal(decision.target_agent, AGENT_OF[intent].agent);
      assert.equal(decision.priority, AGENT_OF[intent].priority);
      assert.equal(decision.confidence, 0.9);
    });
  }

  it('routes at the threshold itself', () => {
    assert.equal(chooseRoute(classification({ syntax_help: 0.8 })).outcome, 'routed');
    assert.equal(chooseRoute(classification({ syntax_help: 0.799 })).outcome, 'fallback');
  });

  it('asks which of two close intents is meant', () => {
    const decision = chooseRoute(classification({ syntax_help: 0.5, code_review: 0.3 }));
    assert.equal(decision.outcome, 'clarify');
    assert.equal(decision.target_agent, null);
    assert.deepEqual(
      decision.choices?.map(({ intent }) => intent),
      ['syntax_help', 'code_review'],
    );
    const question = clarifyQuestion(decision.choices ?? []);
    for (const { label } of decision.choices ?? []) assert.ok(question.includes(label));
  });

  it('falls back to the review agent when no question would settle it', () => {
    const decision = chooseRoute(classification({ exercise_request: 0.6, code_review: 0.1 }));
    assert.equal(decision.outcome, 'fallback');
    assert.equal(decision.target_agent, 'review-agent');
    assert.equal(decision.intent, 'exercise_request');
    assert.ok(decision.reasons.some((reason) => reason.includes('below the 80 %')));
    assert.equal(
      chooseRoute(classification({ syntax_help: 0.5, code_review: 0.3 }), { mayClarify: false }).outcome,
      'fallback',
    );
  });

  it('keeps the best intent of a message out of scope and sends it to the review agent', () => {
    const decision = chooseRoute(classification({ out_of_scope: 0.7, progress_check: 0.2, syntax_help: 0.1 }));
    assert.equal(decision.outcome, 'fallback');
    assert.equal(decision.intent, 'progress_check');
    assert.equal(decision.confidence, 0.2);
    assert.equal(decision.target_agent, 'review-agent');
    assert.ok(decision.reasons[0]?.includes('70 %'));
  });

  it('names threshold, runner-up, distance, evidence and decider', () => {
    const reasons = chooseRoute(classification({ syntax_help: 0.9, code_review: 0.06 })).reasons.join(' ');
    for (const part of [
      '“Help with an error or something that misbehaves” at 90 %',
      '80 %',
      '“An opinion on code that works” at 6 %',
      '84 % behind',
      'the word “loop”',
      'the trained model',
    ]) {
      assert.ok(reasons.includes(part), part);
    }
  });

  it('follows the student without asking again', () => {
    const chosen = classification({ code_review: 1 }, { decided_by: 'student', threshold: 0, clarify_margin: 0 });
    const decision = chooseRoute(chosen);
    assert.equal(decision.outcome, 'routed');
    assert.equal(decision.target_agent, 'review-agent');
  });
});
