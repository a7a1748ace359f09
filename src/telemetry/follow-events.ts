import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from 'pino';
import type { DeliveryStatus } from '../../contract/learning-event.ts';
import { readTraceparent } from '../../contract/trace-context.ts';
import type { SentTrace, Tracing } from './open-tracing.ts';
import { NO_SPAN } from './span.ts';
import { factsOfEvent } from './span-facts.ts';

interface Delivered {
  readonly status: DeliveryStatus;
  readonly event: { readonly id: string; readonly type: string } | undefined;
  readonly error?: unknown;
}

/** What an event that was not counted is called in a trace, and what the log says. */
const OUTCOMES = {
  SUCCESS: { error: undefined, level: 'debug', says: 'an event was counted' },
  DROP: { error: 'no_event', level: 'warn', says: 'what is no event was dropped' },
  RETRY: { error: 'not_counted', level: 'warn', says: 'an event could not be counted' },
} as const satisfies Record<DeliveryStatus, object>;

/**
 * What a subscriber's process tells of each event: a span in the trace of the request that the event tells of, and a log
 * line with its ids. An event without a trace comes from where tracing is off: none is begun here.
 */
export function createFollowEvents(tracing: Tracing, logger: Logger) {
  return (headers: IncomingHttpHeaders, body: unknown) => {
    const sent = readSent(headers, body);
    const span = sent === undefined ? NO_SPAN : tracing.begin('process learning.events', 'consumer', {}, sent);
    return ({ status, event, error }: Delivered) => {
      const outcome = OUTCOMES[status];
      if (event !== undefined) span.set(factsOfEvent(event, 'process'));
      span.end(outcome.error);
      logger[outcome.level]({ event_id: event?.id, ...span.ids, err: error }, outcome.says);
    };
  };
}

/** The trace of the delivery, where the sidecar has a span for it, else that of the event. */
function readSent({ traceparent, tracestate }: IncomingHttpHeaders, body: unknown): SentTrace | undefined {
  const delivery = { traceparent: traceparent?.toString(), tracestate: tracestate?.toString() };
  const event = (body ?? {}) as Readonly<Record<string, unknown>>;
  const ofEvent = { traceparent: toText(event.traceparent), tracestate: toText(event.tracestate) };
  return [delivery, ofEvent].find((sent) => readTraceparent(sent.traceparent) !== undefined);
}

const toText = (value: unknown) => (typeof value === 'string' ? value : undefined);
