import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Release } from '../contract/model-release.ts';
import { FIRST_RELEASE, planActivation, planRollback } from './plan-release.ts';

const release = (changes: Partial<Release>): Release => ({ ...FIRST_RELEASE, ...changes });

describe('the release of a model', () => {
  it('goes in shadow, for some, for all, and remembers what decided before', () => {
    const shadow = planActivation(FIRST_RELEASE, 'm1', 0);
    assert.deepEqual(shadow, {
      revision: 1,
      active: 'shipped',
      previous: [],
      candidate: { model_id: 'm1', percent: 0 },
    });
    const some = planActivation(shadow, 'm1', 25);
    assert.deepEqual(some.candidate, { model_id: 'm1', percent: 25 });
    assert.deepEqual(planActivation(some, 'm1', undefined), { revision: 3, active: 'm1', previous: ['shipped'] });
  });

  it('ends a trial when the active model is activated again', () => {
    const trial = release({ active: 'm1', candidate: { model_id: 'm2', percent: 5 }, previous: ['shipped'] });
    assert.deepEqual(planActivation(trial, 'm1', undefined), { revision: 1, active: 'm1', previous: ['shipped'] });
  });

  it('refuses what changes nothing', () => {
    const trial = release({ candidate: { model_id: 'm1', percent: 5 } });
    assert.throws(() => planActivation(FIRST_RELEASE, 'shipped', undefined), { code: 'RELEASE_CONFLICT' });
    assert.throws(() => planActivation(FIRST_RELEASE, 'shipped', 0), { code: 'RELEASE_CONFLICT' });
    assert.throws(() => planActivation(trial, 'm1', 5), { code: 'RELEASE_CONFLICT' });
  });

  it('rolls back a trial first, then one model after the other, and never forward again', () => {
    let now: Release = release({
      active: 'm2',
      previous: ['shipped', 'm1'],
      candidate: { model_id: 'm3', percent: 5 },
    });
    const seen: string[] = [];
    for (let step = 0; step < 3; step++) {
      now = planRollback(now);
      seen.push(now.active);
    }
    assert.deepEqual(seen, ['m2', 'm1', 'shipped']);
    assert.throws(() => planRollback(now), { code: 'RELEASE_CONFLICT' });
  });
});
