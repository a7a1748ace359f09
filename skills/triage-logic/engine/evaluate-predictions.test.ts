import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluatePredictions, type Prediction } from './evaluate-predictions.ts';

function row(label: string, answer: string, confidence: number, more: Partial<Prediction> = {}): Prediction {
  return {
    label,
    isOutOfScope: label === 'out_of_scope',
    answer,
    bestInScope: answer === 'out_of_scope' ? 'a' : answer,
    confidence,
    inScopeConfidence: confidence,
    outOfScope: answer === 'out_of_scope' ? confidence : 0.1,
    isRouted: answer !== 'out_of_scope' && confidence >= 0.5,
    ...more,
  };
}

describe('evaluating predictions', () => {
  const rows = [
    row('a', 'a', 0.9),
    row('a', 'b', 0.4),
    row('b', 'b', 0.8),
    row('b', 'out_of_scope', 0.6),
    row('out_of_scope', 'out_of_scope', 0.7),
    row('out_of_scope', 'a', 0.6, { outOfScope: 0.3 }),
  ];
  const figures = evaluatePredictions(rows);

  it('counts accuracy over all, and in scope by the best label there', () => {
    assert.equal(figures.accuracy, 0.5);
    assert.equal(figures.accuracy_in_scope, 0.5);
  });

  it('counts precision, recall and confusion by label', () => {
    assert.deepEqual(figures.labels.a, { precision: 0.5, recall: 0.5, f1: 0.5, examples: 2 });
    assert.deepEqual(figures.confusion, {
      a: { a: 1, b: 1 },
      b: { b: 1, out_of_scope: 1 },
      out_of_scope: { out_of_scope: 1, a: 1 },
    });
  });

  it('measures routing, a routed message out of scope being an error', () => {
    assert.deepEqual(figures.routing, {
      accuracy_routed: 2 / 3,
      share_routed_in_scope: 0.5,
      share_routed_out_of_scope: 0.5,
    });
  });

  it('ranks out of scope against in scope, ties counting half', () => {
    // 0.7 beats all four; 0.3 beats the three at 0.1 and loses to 0.6.
    assert.equal(figures.out_of_scope?.auroc, 7 / 8);
    assert.equal(figures.out_of_scope?.recall_at_loss['5'], 1);
  });

  it('measures calibration as the mean gap between confidence and truth', () => {
    const gaps = evaluatePredictions([row('a', 'a', 0.7), row('a', 'b', 0.7)]);
    assert.ok(Math.abs(gaps.ece - 0.2) < 1e-9);
  });

  it('measures coverage from the surest on', () => {
    const sure = evaluatePredictions([row('a', 'a', 0.9), row('b', 'b', 0.8), row('a', 'b', 0.3), row('a', 'b', 0.2)]);
    assert.equal(sure.coverage_at_95_accuracy, 0.5);
    assert.equal(sure.accuracy_at_coverage['80'], 2 / 3);
  });

  it('asks only which label where no example is out of scope', () => {
    const one = evaluatePredictions([row('a', 'out_of_scope', 0.6)]);
    assert.equal(one.accuracy, 1);
    assert.equal(one.out_of_scope, null);
  });

  it('refuses to measure nothing', () => {
    assert.throws(() => evaluatePredictions([]), RangeError);
  });
});
