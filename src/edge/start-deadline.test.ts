import assert from 'node:assert/strict';
import { once } from 'node:events';
import { it } from 'node:test';
import { startDeadline } from './start-deadline.ts';

// A timer counts from the loop's own clock, which lags behind while code runs: what is asked here is the order, not the hour.
it('a deadline fires when it is over, as a timeout, and one that is not over does not', async () => {
  const far = startDeadline(60_000);
  const near = startDeadline(20);
  const patience = setTimeout(() => {}, 10_000);
  await once(near.signal, 'abort');
  clearTimeout(patience);
  assert.equal((near.signal.reason as DOMException).name, 'TimeoutError');
  assert.equal(far.signal.aborted, false);
  assert.ok(far.atMs - near.atMs > 50_000, `${far.atMs} is a minute away, ${near.atMs} is not`);
  far.lift();
});

it('a deadline that is lifted does not fire', async () => {
  const lifted = startDeadline(5);
  lifted.lift();
  const { signal } = startDeadline(30);
  const patience = setTimeout(() => {}, 10_000);
  await once(signal, 'abort');
  clearTimeout(patience);
  assert.equal(lifted.signal.aborted, false);
});
