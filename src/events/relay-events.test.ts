import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OutboxEvent } from '../journal/journal.ts';
import { NO_SPAN } from '../telemetry/span.ts';
import type { CloudEvent, EventBus } from './event-bus.ts';
import { createInProcessEventBus } from './in-process-event-bus.ts';
import { startRelay } from './relay-events.ts';

/** An outbox in memory, which keeps the promises that the journal's own table of promises states. */
function createOutbox(isPublisher = true) {
  let events: OutboxEvent[] = [];
  let seq = 0;
  return {
    add(subject: string, id: string) {
      seq += 1;
      events.push({ seq, id, type: 'learnflow.request.answered', subject, timeMs: seq, data: { request_id: id } });
    },
    left: () => events.map(({ id }) => id),
    claimOutbox: async () => isPublisher,
    readOutbox: async (afterSeq: number, limit: number) =>
      events.filter((event) => event.seq > afterSeq).slice(0, limit),
    async removeFromOutbox(seqs: readonly number[]) {
      events = events.filter((event) => !seqs.includes(event.seq));
    },
    subscribe: () => () => undefined,
  };
}

const quiet = () => undefined;

describe('startRelay', () => {
  it('delivers each event as a CloudEvent, and then forgets it', async () => {
    const outbox = createOutbox();
    outbox.add('p-ada', 'r1:answered');
    const bus = createInProcessEventBus();
    const seen: CloudEvent[] = [];
    bus.subscribe((event) => void seen.push(event));
    const relay = startRelay({ outbox, bus, onFailure: quiet, published: quiet, beginSpan: () => NO_SPAN });
    await relay.flush();
    assert.deepEqual(seen, [
      {
        specversion: '1.0',
        id: 'r1:answered',
        source: '/learnflow/triage',
        type: 'learnflow.request.answered',
        subject: 'p-ada',
        partitionkey: 'p-ada',
        time: '1970-01-01T00:00:00.001Z',
        datacontenttype: 'application/json',
        data: { request_id: 'r1:answered' },
      },
    ]);
    assert.deepEqual(outbox.left(), []);
    await relay.close();
  });

  it('keeps the order of one student, whatever becomes of another’s, and sends again what failed', async () => {
    const outbox = createOutbox();
    for (let index = 0; index < 600; index++) outbox.add(index % 2 ? 'p-odd' : 'p-even', `e${index}`);
    let isDown = true;
    const seen: string[] = [];
    const bus: EventBus = {
      async publish({ subject, id }) {
        if (isDown && subject === 'p-odd' && id !== 'e1') throw new Error('down');
        seen.push(id);
      },
      close: async () => undefined,
    };
    const failures: unknown[] = [];
    const relay = startRelay({
      outbox,
      bus,
      onFailure: (error) => failures.push(error),
      published: quiet,
      beginSpan: () => NO_SPAN,
    });
    await relay.flush();
    assert.deepEqual(
      seen.filter((id) => Number(id.slice(1)) % 2 === 0),
      Array.from({ length: 300 }, (_, index) => `e${index * 2}`),
    );
    assert.equal(outbox.left().length, 299);
    assert.ok(failures.length > 0);
    isDown = false;
    await relay.flush();
    assert.deepEqual(
      seen.filter((id) => Number(id.slice(1)) % 2 === 1),
      Array.from({ length: 300 }, (_, index) => `e${index * 2 + 1}`),
    );
    assert.deepEqual(outbox.left(), []);
    await relay.close();
  });

  it('leaves the outbox alone while another process publishes', async () => {
    const outbox = createOutbox(false);
    outbox.add('p', 'e');
    const bus = createInProcessEventBus();
    let count = 0;
    bus.subscribe(() => void count++);
    const relay = startRelay({ outbox, bus, onFailure: quiet, published: quiet, beginSpan: () => NO_SPAN });
    await relay.flush();
    assert.deepEqual([count, outbox.left()], [0, ['e']]);
    await relay.close();
  });
});
