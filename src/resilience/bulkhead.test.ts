import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createBulkhead } from './bulkhead.ts';

const never = new AbortController().signal;

describe('bulkhead', () => {
  it('lets so many in at once, queues so many, and turns the next away', async () => {
    const bulkhead = createBulkhead({ maxConcurrent: 2, maxQueued: 1 });
    assert.ok(await bulkhead.enter(never));
    assert.ok(await bulkhead.enter(never));
    void bulkhead.enter(never);
    assert.equal(await bulkhead.enter(never), undefined);
    assert.deepEqual([bulkhead.active(), bulkhead.waiting()], [2, 1]);
  });

  it('hands a place to those who wait, first come first served', async () => {
    const bulkhead = createBulkhead({ maxConcurrent: 1, maxQueued: 2 });
    const leave = await bulkhead.enter(never);
    const order: string[] = [];
    const enterAs = async (name: string) => {
      const next = await bulkhead.enter(never);
      order.push(name);
      return next;
    };
    const first = enterAs('first');
    const second = enterAs('second');
    leave?.();
    leave?.();
    (await first)?.();
    (await second)?.();
    assert.deepEqual([order, bulkhead.active(), bulkhead.waiting()], [['first', 'second'], 0, 0]);
  });

  it('forgets one who stops waiting, and gives the place to the next', async () => {
    const bulkhead = createBulkhead({ maxConcurrent: 1, maxQueued: 2 });
    const leave = await bulkhead.enter(never);
    const impatient = new AbortController();
    const gone = assert.rejects(bulkhead.enter(impatient.signal), /enough/);
    const patient = bulkhead.enter(never);
    impatient.abort(new Error('enough'));
    await gone;
    leave?.();
    (await patient)?.();
    assert.deepEqual([bulkhead.active(), bulkhead.waiting()], [0, 0]);
  });
});
