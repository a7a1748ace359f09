import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { watchLoad } from './watch-load.ts';

describe('watchLoad', () => {
  let nowMs = 0;
  beforeEach(() => mock.timers.enable({ apis: ['setInterval'] }));
  afterEach(() => mock.timers.reset());

  /** One look that comes so much too late. */
  const look = (lagMs: number) => {
    nowMs += 200 + lagMs;
    mock.timers.tick(200);
  };

  it('sees an overload in three late looks in a row, and its end in one that is in time', () => {
    const load = watchLoad(1_000, () => nowMs);
    load.start();
    const seen = [1_000, 1_500, 5_000, 2_000, 900].map((lagMs) => {
      look(lagMs);
      return load.isOverloaded();
    });
    assert.deepEqual(seen, [false, false, true, true, false]);
    load.stop();
  });

  it('takes no single pause for one, however long, nor the start', () => {
    const load = watchLoad(1_000, () => nowMs);
    nowMs += 60_000;
    load.start();
    for (const lagMs of [0, 30_000, 0, 30_000, 30_000, 0]) {
      look(lagMs);
      assert.equal(load.isOverloaded(), false);
    }
    load.stop();
  });
});
