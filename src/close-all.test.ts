import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createClosers } from './close-all.ts';

it('what was opened is closed in the opposite order, once, whatever fails on the way', async () => {
  const closed: string[] = [];
  const closers = createClosers();
  closers.push(async () => closed.push('journal'));
  closers.push(async () => {
    closed.push('server');
    throw new Error('it hangs');
  });
  closers.push(async () => closed.push('probe'));
  await assert.rejects(closers.closeAll(), /it hangs/);
  assert.deepEqual(closed, ['probe', 'server', 'journal']);
  await closers.closeAll();
  assert.equal(closed.length, 3);
});
