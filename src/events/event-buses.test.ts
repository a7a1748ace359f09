import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { missingPart } from '../../test/stack/build-part.ts';
import { DAPR } from '../../test/stack/parts.ts';
import { startDapr, type TestDapr } from '../../test/stack/start-dapr.ts';
import { KAFKA, startKafka, type TestKafka } from '../../test/stack/start-kafka.ts';
import { startSubscriber, type TestSubscriber } from '../../test/stack/start-subscriber.ts';
import { createDaprEventBus } from './dapr-event-bus.ts';
import type { CloudEvent, EventBus } from './event-bus.ts';
import { createInProcessEventBus } from './in-process-event-bus.ts';

interface Column {
  readonly bus: EventBus;
  /** What the subscriber got so far, in order, once this event is among it. */
  after(id: string): Promise<readonly CloudEvent[]>;
  /** Makes it impossible to take an event, and possible again. */
  breakDown(): Promise<void>;
  mend(): Promise<void>;
  stop(): Promise<void>;
}

async function startInProcess(): Promise<Column> {
  const bus = createInProcessEventBus();
  const seen: CloudEvent[] = [];
  let isBroken = false;
  bus.subscribe((event) => {
    if (isBroken) throw new Error('broken');
    seen.push(event);
  });
  return {
    bus,
    async after(id) {
      assert.ok(seen.some((event) => event.id === id));
      return seen;
    },
    async breakDown() {
      isBroken = true;
    },
    async mend() {
      isBroken = false;
    },
    stop: () => bus.close(),
  };
}

interface DaprColumn extends Column {
  readonly kafka: TestKafka;
  readonly dapr: TestDapr;
  readonly subscriber: TestSubscriber;
}

const API_TOKEN = 'what the sidecar wants to see';

async function startDaprColumn(): Promise<DaprColumn> {
  const kafka = await startKafka();
  const dapr = await startDapr({ kafka });
  const subscriber = await startSubscriber();
  const [publisher] = await Promise.all([
    dapr.startSidecar('triage-service', { apiToken: API_TOKEN }),
    dapr.startSidecar('progress-agent', { appPort: subscriber.port, healthPath: '/livez' }),
  ]);
  const bus = createDaprEventBus({ origin: publisher.origin, apiToken: API_TOKEN }, 'learning-pubsub');
  return {
    bus,
    kafka,
    dapr,
    subscriber,
    async after(id) {
      await subscriber.waitFor(id);
      return subscriber.deliveries;
    },
    breakDown: kafka.kill,
    mend: kafka.restart,
    async stop() {
      await bus.close();
      subscriber.close();
      await dapr.stop();
      await kafka.stop();
    },
  };
}

/** Started once for every suite below that wants it. */
let shared: Promise<DaprColumn> | undefined;
function startShared(): Promise<DaprColumn> {
  shared ??= startDaprColumn();
  return shared;
}
after(async () => (await shared)?.stop());

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

function event(id: string, subject = 'p-ada', changes: Partial<CloudEvent> = {}): CloudEvent {
  return {
    specversion: '1.0',
    id,
    source: '/learnflow/triage',
    type: 'learnflow.request.answered',
    subject,
    partitionkey: subject,
    time: '2026-03-01T10:00:00.000Z',
    datacontenttype: 'application/json',
    traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01`,
    data: { request_id: id, status: 'answered' },
    ...changes,
  };
}

const noBroker = missingPart(DAPR) ?? missingPart(KAFKA);
const columns = {
  'in-process': { start: startInProcess, skip: undefined },
  'a real Dapr sidecar on real Kafka': { start: startShared, skip: noBroker },
};

for (const [name, { start, skip }] of Object.entries(columns)) {
  describe(`events: ${name}`, { skip: skip ?? false }, () => {
    let column: Column;
    before(async () => {
      column = await start();
    });

    it('come whole: who consumes them sees what was published', async () => {
      await column.bus.publish(event('whole'));
      const came = (await column.after('whole')).find(({ id }) => id === 'whole');
      // A bus may say more of an event, never less or otherwise.
      assert.deepEqual({ ...came, ...event('whole') }, came);
      assert.equal(came?.traceparent?.slice(3, 35), TRACE_ID);
    });

    it('of one student come in the order in which they were published', async () => {
      const students = Array.from({ length: 12 }, (_, at) => `p-${at}`);
      await Promise.all(
        students.map(async (student) => {
          for (let number = 0; number < 10; number++) await column.bus.publish(event(`${student}:${number}`, student));
        }),
      );
      for (const student of students) {
        const seen = await column.after(`${student}:9`);
        const own = seen.filter(({ subject }) => subject === student).map(({ id }) => id);
        assert.deepEqual(
          [...new Set(own)],
          Array.from({ length: 10 }, (_, number) => `${student}:${number}`),
        );
      }
    });

    it('that nobody can take are refused, and come once they are sent again', async () => {
      await column.breakDown();
      await assert.rejects(column.bus.publish(event('again')));
      await column.mend();
      await publishUntilTaken(column.bus, event('again'));
      assert.ok((await column.after('again')).some(({ id }) => id === 'again'));
    });
  });
}

/** A sidecar takes a moment to find its broker again: the relay, too, sends until it is taken. */
async function publishUntilTaken(bus: EventBus, one: CloudEvent): Promise<void> {
  for (;;) {
    const error = await bus.publish(one).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error === undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

describe('events: a real Dapr sidecar on real Kafka', { skip: noBroker ?? false }, () => {
  let column: DaprColumn;
  before(async () => {
    column = await startShared();
  });

  const inTopic = async (topic: string, id: string) => {
    const records = await column.kafka.readTopic(topic);
    return records.filter(({ value }) => (JSON.parse(value) as CloudEvent).id === id);
  };

  it('of a batch that is taken in part refuses the rest alone', async () => {
    const tooLarge = event('too large', 'p-bo', { data: { text: 'x'.repeat(1_500_000) } });
    const ended = await Promise.allSettled([
      column.bus.publish(event('beside-1', 'p-ada')),
      column.bus.publish(tooLarge),
      column.bus.publish(event('beside-2', 'p-cy')),
    ]);
    assert.deepEqual(
      ended.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    await Promise.all([column.subscriber.waitFor('beside-1'), column.subscriber.waitFor('beside-2')]);
  });

  it('are keyed by the pseudonym, and dead letters stand in a topic of their own as well', async () => {
    await column.bus.publish(event('gone', 'p-dee', { type: 'learnflow.request.dead_lettered' }));
    await column.subscriber.waitFor('gone');
    for (const topic of ['learning.events', 'learning.events.dlq']) {
      const records = await inTopic(topic, 'gone');
      assert.deepEqual(
        records.map(({ key }) => key),
        ['p-dee'],
        topic,
      );
    }
  });

  it('come again to a subscriber that asks for it, and not to one that is done', async () => {
    column.subscriber.answer = ({ id }) =>
      id === 'later' && column.subscriber.deliveries.filter((one) => one.id === id).length < 3 ? 'RETRY' : 'SUCCESS';
    await column.bus.publish(event('later', 'p-eve'));
    await column.subscriber.waitFor('later', 3);
    await column.bus.publish(event('behind', 'p-eve'));
    await column.subscriber.waitFor('behind');
    assert.equal(column.subscriber.deliveries.filter(({ id }) => id === 'later').length, 3);
  });

  it('that a subscriber drops end as dead letters, and those behind go on', async () => {
    column.subscriber.answer = ({ id }) => (id === 'dropped' ? 'DROP' : 'SUCCESS');
    await column.bus.publish(event('dropped', 'p-fay'));
    await column.bus.publish(event('after it', 'p-fay'));
    await column.subscriber.waitFor('after it');
    assert.equal((await inTopic('learning.events.dlq', 'dropped')).length, 1);
  });

  it('refuse a topic that is not for the service, and a publisher that is not the service', async () => {
    const publish = async (appId: string, topic: string) => {
      const sidecar = await column.dapr.startSidecar(appId, { apiToken: API_TOKEN });
      const response = await fetch(`${sidecar.origin}/v1.0/publish/learning-pubsub/${topic}`, {
        method: 'POST',
        headers: { 'content-type': 'application/cloudevents+json', 'dapr-api-token': API_TOKEN },
        body: JSON.stringify(event('stray')),
      });
      await sidecar.stop('SIGKILL');
      return response.status;
    };
    assert.equal(await publish('triage-service', 'another.topic'), 403);
    assert.equal(await publish('debug-agent', 'learning.events'), 404);
  });
});
