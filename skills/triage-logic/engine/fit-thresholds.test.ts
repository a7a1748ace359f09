import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fitThresholds, type JudgedExample } from './fit-thresholds.ts';

const judged = (confidence: number, isBest: boolean, more: Partial<JudgedExample> = {}): JudgedExample => ({
  weight: 1,
  isOutOfScope: false,
  isBest,
  isSecond: !isBest,
  confidence,
  margin: confidence - 0.3,
  outOfScope: 0.05,
  ...more,
});

describe('fitting thresholds', () => {
  it('routes from the least confidence at which the target still holds', () => {
    const rows = [
      ...Array.from({ length: 18 }, (_, at) => judged(0.99 - at / 100, true)),
      judged(0.7, false),
      judged(0.69, true),
      judged(0.5, false),
      judged(0.4, false),
    ];
    const { route } = fitThresholds(rows, 0.95);
    assert.equal(route, 0.69);
    assert.ok(fitThresholds(rows, 0.99).route > 0.7);
  });

  it('wants more of the confidence the further messages in use are held to be from the examples', () => {
    const rows = [
      ...Array.from({ length: 38 }, (_, at) => judged(0.99 - at / 100, true)),
      judged(0.6, false),
      ...Array.from({ length: 10 }, (_, at) => judged(0.59 - at / 100, true)),
    ];
    assert.equal(fitThresholds(rows, 0.95).route, 0.5);
    assert.equal(fitThresholds(rows, 0.95, 3).route, 0.62);
  });

  it('counts a routed message out of scope as an error', () => {
    const rows = [judged(0.9, true), judged(0.8, false, { isOutOfScope: true, outOfScope: 0.01 }), judged(0.7, true)];
    assert.equal(fitThresholds(rows, 0.95).route, 0.9);
  });

  it('lets no message be out of scope when no example was', () => {
    assert.equal(fitThresholds([judged(0.9, true), judged(0.5, false)], 0.95).outOfScope, 1);
  });

  it('finds the limit that parts what is out of scope from what is not', () => {
    const outside = [0.6, 0.8].map((outOfScope) => judged(0.2, false, { isOutOfScope: true, outOfScope }));
    const { outOfScope } = fitThresholds([judged(0.9, true), judged(0.8, true, { outOfScope: 0.4 }), ...outside], 0.95);
    assert.ok(outOfScope > 0.4 && outOfScope <= 0.6);
  });

  it('leaves a language model ten of a thousand messages, the least sure ones', () => {
    const rows = Array.from({ length: 1_000 }, (_, at) => judged((at + 1) / 1_000, true));
    assert.equal(fitThresholds(rows, 0.95).escalate, 0.011);
    const heavy = judged(0.001, true, { weight: 100 });
    assert.equal(fitThresholds([heavy, ...rows], 0.95).escalate, 0.001);
  });

  it('counts a message that is surely out of scope among the sure ones', () => {
    const rows = Array.from({ length: 200 }, () => judged(0.9, true));
    const outside = Array.from({ length: 50 }, () => judged(0.01, false, { isOutOfScope: true, outOfScope: 0.95 }));
    assert.equal(fitThresholds([...rows, ...outside], 0.95).escalate, 0.9);
  });
});
