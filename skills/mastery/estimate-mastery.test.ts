import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { estimateMastery, rateConsistency, rateQuality } from './estimate-mastery.ts';

describe('mastery estimate', () => {
  it('weighs all four parts as 0.4, 0.3, 0.2 and 0.1', () => {
    const mastery = estimateMastery({ completion: 1, quiz: 0.5, quality: 0.5, consistency: 0 });
    assert.equal(mastery?.score.toFixed(4), '0.6500');
    assert.equal(mastery?.level, 'learning');
  });

  it('shares the weight of missing parts and names them', () => {
    const mastery = estimateMastery({ completion: 1, quiz: 0 });
    assert.equal(mastery?.score.toFixed(4), (4 / 7).toFixed(4));
    assert.deepEqual(mastery?.missing, ['quality', 'consistency']);
  });

  it('gives no estimate from nothing', () => {
    assert.equal(estimateMastery({}), undefined);
    assert.equal(estimateMastery({ quiz: Number.NaN }), undefined);
  });

  it('stays between 0 and 1 and never falls when a part rises', () => {
    const ratio = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(ratio, ratio, ratio, (completion, quiz, rise) => {
        const lower = estimateMastery({ completion, quiz })?.score ?? -1;
        const higher = estimateMastery({ completion, quiz: Math.min(1, quiz + rise) })?.score ?? -1;
        assert.ok(lower >= 0 && higher <= 1 && higher >= lower - 1e-12);
      }),
    );
  });

  it('halves quality at five errors, and says nothing of regularity in the first days', () => {
    assert.equal(rateQuality(5), 0.5);
    assert.equal(rateConsistency(1, 1), undefined);
    assert.equal(rateConsistency(5, 10), 1);
  });
});
