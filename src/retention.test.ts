import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startRetention } from './retention.ts';

describe('startRetention', () => {
  it('sweeps batch after batch until nothing is left, and not at all when the clock stepped', async () => {
    let wallMs = 0;
    let monotonicMs = 0;
    let left = 3;
    const retention = startRetention({
      journal: { sweep: async () => (left > 0 ? left-- : 0) },
      retention: { recordDays: 90, textDays: 30 },
      nowMs: () => wallMs,
      monotonicMs: () => monotonicMs,
      onFailure: (error) => assert.fail(String(error)),
    });
    wallMs = 365 * 86_400_000;
    monotonicMs = 3_600_000;
    await assert.rejects(retention.sweepOnce(), /clock stepped/);
    assert.equal(left, 3);
    wallMs += 3_600_000;
    monotonicMs += 3_600_000;
    assert.equal(await retention.sweepOnce(), 6);
    assert.equal(left, 0);
    retention.close();
  });
});
