import type { Change, Outbox, OutboxEvent } from '../journal/journal.ts';
import type { Span } from '../telemetry/span.ts';
import type { CloudEvent, EventBus } from './event-bus.ts';

export interface RelayParts {
  readonly outbox: Outbox & { subscribe(listener: (change: Change) => void): () => void };
  readonly bus: EventBus;
  readonly onFailure: (error: unknown) => void;
  /** Told what became of each event that was handed to the bus. */
  readonly published: (outcome: 'delivered' | 'failed') => void;
  /** Begins the span of sending an event, in the trace of the request it tells of. */
  readonly beginSpan: (event: OutboxEvent) => Span;
}

export interface Relay {
  /** Resolves once everything that could be delivered has been. */
  flush(): Promise<void>;
  /** Stops after the batch under way. What was not delivered stays in the outbox. */
  close(): Promise<void>;
}

/** Names this service as the source of its events. */
const SOURCE = '/learnflow/triage';
const BATCH = 256;
/** How often the outbox is looked into without being told: another process may have written, or delivery failed, in ms. */
const POLL_MS = 1_000;
/** How long a claim to be the publisher is believed before it is made again, in milliseconds. */
const CLAIM_MS = 5_000;
/** How long another process is taken for the publisher after a claim was refused, in milliseconds. */
const REFUSED_MS = 500;

/**
 * Brings events from the outbox to the bus: each at least once, those of one student in order. An event that cannot be
 * delivered holds up its own student only. Among processes that share a store one publishes.
 */
export function startRelay({ outbox, bus, onFailure, published, beginSpan }: RelayParts): Relay {
  let isClosed = false;
  let isWanted = false;
  let running: Promise<void> | undefined;
  let claimedAtMs = Number.NEGATIVE_INFINITY;
  let refusedAtMs = Number.NEGATIVE_INFINITY;

  async function isPublisher(): Promise<boolean> {
    if (performance.now() - claimedAtMs < CLAIM_MS) return true;
    if (performance.now() - refusedAtMs < REFUSED_MS) return false;
    if (!(await outbox.claimOutbox())) {
      refusedAtMs = performance.now();
      return false;
    }
    claimedAtMs = performance.now();
    return true;
  }

  async function deliver(events: readonly OutboxEvent[], blocked: Set<string>): Promise<void> {
    const delivered: number[] = [];
    const byStudent = Map.groupBy(events, ({ subject }) => subject);
    await Promise.all(
      [...byStudent].map(async ([subject, own]) => {
        for (const event of own) {
          if (blocked.has(subject)) return;
          const span = beginSpan(event);
          try {
            await bus.publish({ ...toCloudEvent(event), ...span.headers });
            span.end();
            delivered.push(event.seq);
            published('delivered');
          } catch (error) {
            blocked.add(subject);
            published('failed');
            span.end('not_delivered');
            onFailure(error);
          }
        }
      }),
    );
    if (delivered.length > 0) await outbox.removeFromOutbox(delivered);
  }

  async function relayAll(): Promise<void> {
    if (!(await isPublisher())) return;
    const blocked = new Set<string>();
    for (let afterSeq = 0; !isClosed; ) {
      const events = await outbox.readOutbox(afterSeq, BATCH);
      await deliver(events, blocked);
      afterSeq = events.at(-1)?.seq ?? afterSeq;
      if (events.length < BATCH) return;
    }
  }

  async function run(): Promise<void> {
    while (isWanted && !isClosed) {
      isWanted = false;
      await relayAll().catch(onFailure);
    }
    running = undefined;
  }

  function wake(): Promise<void> {
    isWanted = true;
    running ??= run();
    return running;
  }

  const stopListening = outbox.subscribe(() => void wake());
  const timer = setInterval(() => void wake(), POLL_MS);
  void wake();
  return {
    flush: wake,
    async close() {
      isClosed = true;
      stopListening();
      clearInterval(timer);
      await running;
      await bus.close();
    },
  };
}

function toCloudEvent({ id, type, subject, timeMs, data }: OutboxEvent): CloudEvent {
  return {
    specversion: '1.0',
    id,
    source: SOURCE,
    type,
    subject,
    partitionkey: subject,
    time: new Date(timeMs).toISOString(),
    datacontenttype: 'application/json',
    data,
  };
}
