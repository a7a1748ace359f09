import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CloudEvent } from './event-bus.ts';
import { createPublishQueue, type Undelivered } from './publish-queue.ts';

const event = (id: string) => ({ id }) as CloudEvent;

/** A receiver whose batches end when the test says so. */
function createReceiver() {
  const batches: {
    readonly ids: string[];
    readonly end: (undelivered: Undelivered) => void;
    fail(error: Error): void;
  }[] = [];
  const send = (events: readonly CloudEvent[]) =>
    new Promise<Undelivered>((resolve, reject) => {
      batches.push({ ids: events.map(({ id }) => id), end: resolve, fail: reject });
    });
  return { batches, send };
}

/** Lets everything that is ready run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('createPublishQueue', () => {
  it('sends what comes while a batch is under way together in the next', async () => {
    const { batches, send } = createReceiver();
    const queue = createPublishQueue(send);
    const first = queue.publish(event('a'));
    await settle();
    const rest = ['b', 'c', 'd'].map((id) => queue.publish(event(id)));
    await settle();
    assert.deepEqual(
      batches.map(({ ids }) => ids),
      [['a']],
    );
    batches[0]?.end(new Map());
    await first;
    await settle();
    assert.deepEqual(batches[1]?.ids, ['b', 'c', 'd']);
    batches[1]?.end(new Map());
    await Promise.all(rest);
  });

  it('sends no more than a hundred at once', async () => {
    const { batches, send } = createReceiver();
    const queue = createPublishQueue(send);
    const all = Array.from({ length: 250 }, (_, at) => queue.publish(event(String(at))));
    for (let at = 0; at < 3; at++) {
      await settle();
      batches[at]?.end(new Map());
    }
    await Promise.all(all);
    assert.deepEqual(
      batches.map(({ ids }) => ids.length),
      [100, 100, 50],
    );
  });

  it('rejects what was refused, and nothing else of its batch', async () => {
    const { batches, send } = createReceiver();
    const queue = createPublishQueue(send);
    const ended = Promise.allSettled(['a', 'b', 'c'].map((id) => queue.publish(event(id))));
    await settle();
    batches[0]?.end(new Map([['b', new Error('too large')]]));
    assert.deepEqual(
      (await ended).map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
  });

  it('rejects a whole batch that nobody answered for, and goes on with the next', async () => {
    const { batches, send } = createReceiver();
    const queue = createPublishQueue(send);
    const lost = Promise.allSettled([queue.publish(event('a')), queue.publish(event('b'))]);
    await settle();
    batches[0]?.fail(new Error('connection reset'));
    assert.ok((await lost).every(({ status }) => status === 'rejected'));
    const next = queue.publish(event('c'));
    await settle();
    batches[1]?.end(new Map());
    await next;
  });
});
