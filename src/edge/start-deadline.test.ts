import assert from 'node:assert/strict';
import { once } from 'node:events';
import { it } from 'node:test';
import { startDeadline } from './start-deadline.ts';

/** Waits for a deadline, whose timer keeps no process alive by itself. */
async function wait(signal: AbortSignal): Promise<void> {
  const alive = setTimeout(() => undefined, 10_000);
  await once(signal, 'abort');
  clearTimeout(alive);
}

it('a deadline fires as a timeout when it is over, and one that is not over does not', async () => {
  const far = startDeadline(60_000);
  const near = startDeadline(20);
  await wait(near.signal);
  assert.equal((near.signal.reason as DOMException).name, 'TimeoutError');
  assert.equal(far.signal.aborted, false);
  far.lift();
});

it('a deadline does not fire before its time, not even by a part of a millisecond', async () => {
  for (let round = 0; round < 100; round++) {
    const { atMs, signal } = startDeadline(2 + Math.random());
    await wait(signal);
    assert.ok(performance.now() >= atMs, `${performance.now()} is before ${atMs}`);
  }
});

it('a deadline that is lifted does not fire', async () => {
  const lifted = startDeadline(5);
  lifted.lift();
  await wait(startDeadline(30).signal);
  assert.equal(lifted.signal.aborted, false);
});
