import assert from 'node:assert/strict';
import { once } from 'node:events';
import { it } from 'node:test';
import { startDeadline } from './start-deadline.ts';

it('a deadline fires when it is over, as a timeout', async () => {
  const { atMs, signal } = startDeadline(20);
  const patience = setTimeout(() => {}, 10_000);
  await once(signal, 'abort');
  clearTimeout(patience);
  assert.equal((signal.reason as DOMException).name, 'TimeoutError');
  // Timers count in whole milliseconds.
  assert.ok(performance.now() >= atMs - 2);
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
