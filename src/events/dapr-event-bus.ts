import { Agent, request } from 'undici';
import { readTraceparent } from '../../contract/trace-context.ts';
import { readSidecarError, type Sidecar, toSidecarHeaders } from '../dapr/sidecar.ts';
import { type CloudEvent, type EventBus, toTraceHeaders } from './event-bus.ts';
import { createPublishQueue, type Undelivered } from './publish-queue.ts';

const TOPIC = 'learning.events';
/** Takes a copy of every event that tells of a dead letter: who looks after those need not read the rest. */
const DEAD_LETTER_TOPIC = 'learning.events.dlq';
const DEAD_LETTER_TYPE = 'learnflow.request.dead_lettered';

/** Most half delivered events that are remembered; beyond that the other half may be sent twice. */
const MAX_REMEMBERED = 10_000;
/** How long the sidecar and its broker may take for one batch, in milliseconds. */
const TIMEOUT_MS = 10_000;
/** The stable path since Dapr 1.17, and the one before; a sidecar has one of them. */
const BULK_PATHS = ['/v1.0/publish/bulk', '/v1.0-alpha1/publish/bulk'] as const;

/**
 * Publishes through the sidecar of this process: whole CloudEvents, so that their ids survive, keyed by the student's
 * pseudonym so that each student's stay in order. Events that come while a batch is under way leave together in the next;
 * those of one student must come one after the other, as the relay sends them. Of a batch that was taken in part only the
 * rest rejects.
 */
export function createDaprEventBus(sidecar: Sidecar, pubsub: string): EventBus {
  const connections = new Agent({ connections: 4, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
  let [path] = BULK_PATHS as readonly string[];

  async function post(topic: string, events: readonly CloudEvent[]) {
    const { statusCode, body } = await request(`${sidecar.origin}${path}/${pubsub}/${topic}`, {
      dispatcher: connections,
      method: 'POST',
      headers: { ...toSidecarHeaders(sidecar, 'application/json'), ...toBatchTrace(events) },
      body: JSON.stringify(events.map(toEntry)),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { statusCode, text: await body.text() };
  }

  async function publishAll(topic: string, events: readonly CloudEvent[]): Promise<Undelivered> {
    let { statusCode, text } = await post(topic, events);
    if (statusCode === 404 && path === BULK_PATHS[0]) {
      // Before 1.17 that path says "no pub/sub named bulk", and where the API is limited it is not there at all.
      path = BULK_PATHS[1];
      ({ statusCode, text } = await post(topic, events));
      // Neither is there: the next time both are asked again.
      if (statusCode === 404) path = BULK_PATHS[0];
    }
    if (statusCode >= 200 && statusCode < 300) return new Map();
    return readFailures(events, statusCode, text);
  }

  const main = createPublishQueue((events) => publishAll(TOPIC, events));
  const deadLetters = createPublishQueue((events) => publishAll(DEAD_LETTER_TOPIC, events));
  /** Ids that one topic has and the other has refused so far: only the other is asked again. */
  const halfDelivered = new Set<string>();

  return {
    async publish(event) {
      if (event.type === DEAD_LETTER_TYPE && !halfDelivered.has(event.id)) {
        await deadLetters.publish(event);
        if (halfDelivered.size >= MAX_REMEMBERED) halfDelivered.clear();
        halfDelivered.add(event.id);
      }
      await main.publish(event);
      halfDelivered.delete(event.id);
    },
    close: () => connections.destroy(),
  };
}

/**
 * The trace that the sidecar's spans of one batch belong to: a span has one parent, and theirs is the first event whose
 * trace is recorded. Told nothing, the sidecar would begin a trace of its own for every batch.
 */
function toBatchTrace(events: readonly CloudEvent[]): Readonly<Record<string, string>> {
  const isRecorded = ({ traceparent }: CloudEvent) => readTraceparent(traceparent)?.isSampled === true;
  const event = events.find(isRecorded) ?? events[0];
  return event === undefined ? {} : toTraceHeaders(event);
}

/**
 * A sidecar keeps a trace that an event brings only when it stands in `traceid` too, and would else put its own in its place.
 */
function toEntry(event: CloudEvent) {
  const { traceparent } = event;
  return {
    entryId: event.id,
    event: traceparent === undefined ? event : { ...event, traceid: traceparent },
    contentType: 'application/cloudevents+json',
    metadata: { partitionKey: event.partitionkey },
  };
}

/** Which events of a batch were refused: those named, or all of them where none is named. */
function readFailures(events: readonly CloudEvent[], statusCode: number, text: string): Undelivered {
  const named = readFailedEntries(text);
  if (named !== undefined && named.length > 0) {
    return new Map(named.map(({ entryId, error }) => [entryId, new Error(`the broker refused the event: ${error}`)]));
  }
  const { code, message } = readSidecarError(text) ?? { code: `status ${statusCode}`, message: text.slice(0, 200) };
  const error = new Error(`the sidecar did not publish: ${code}, ${message}`);
  return new Map(events.map(({ id }) => [id, error]));
}

function readFailedEntries(text: string): readonly { readonly entryId: string; readonly error?: string }[] | undefined {
  try {
    const { failedEntries } = JSON.parse(text) as { failedEntries?: readonly { entryId: string; error?: string }[] };
    return failedEntries;
  } catch {
    return undefined;
  }
}
