import type { Journal, OutboxEvent } from '../../src/journal/journal.ts';
import { createEventMetrics } from '../../src/telemetry/event-metrics.ts';
import { createJournalMetrics } from '../../src/telemetry/journal-metrics.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { createMetrics, type Metrics } from '../../src/telemetry/metrics.ts';
import type { Tracing } from '../../src/telemetry/open-tracing.ts';
import { createRequestLogs, type RequestLog } from '../../src/telemetry/request-log.ts';
import { beginServerSpan, type ServedRequest } from '../../src/telemetry/server-span.ts';
import { NO_SPAN, type Span } from '../../src/telemetry/span.ts';
import { factsOfEvent } from '../../src/telemetry/span-facts.ts';

/** Everything of a service that sees: what is exchanged between turns. */
export interface Seeing {
  readonly metrics: Metrics;
  readonly journal: Journal;
  readonly published: (outcome: 'delivered' | 'failed') => void;
  readonly logOf: (requestId: string) => RequestLog;
  readonly changed: (requestId: string, status: string) => void;
  readonly begin: (request: ServedRequest) => Span;
  readonly beginSpan: (event: OutboxEvent) => Span;
}

const untraced = { begin: () => NO_SPAN, beginSpan: () => NO_SPAN };

/** As `src/app.ts` puts it together. */
export function openSeeing(store: Journal, tracing: Tracing | undefined): Seeing {
  const metrics = createMetrics('bench');
  const logger = createLogger('info', false);
  return {
    metrics,
    journal: createJournalMetrics(metrics.instruments, Date.now).timing(store),
    published: createEventMetrics(metrics.instruments),
    logOf: createRequestLogs(logger),
    changed: (requestId, status) => logger.debug({ request_id: requestId, status }, 'a request changed'),
    ...(tracing === undefined
      ? untraced
      : {
          begin: (request) => beginServerSpan(tracing, request),
          beginSpan: (event) =>
            event.traceparent === undefined
              ? NO_SPAN
              : tracing.begin('send learning.events', 'producer', factsOfEvent(event), {
                  traceparent: event.traceparent,
                }),
        }),
  };
}

/** The same shape, of which every call does nothing. */
function mute<Parts extends object>(parts: Parts): Parts {
  const muted = Object.entries(parts).map(([name, part]) => [
    name,
    typeof part === 'function' ? () => undefined : part,
  ]);
  return Object.fromEntries(muted) as Parts;
}

export function openBlindness(store: Journal): Seeing {
  const real = createMetrics('bench');
  const nothing = { inc() {}, dec() {} } as never;
  return {
    metrics: { ...mute(real), security: mute(real.security), requestsUnderWay: nothing },
    journal: store,
    published: () => undefined,
    logOf: createRequestLogs(createLogger('error', false)),
    changed: () => undefined,
    ...untraced,
  };
}

/** One that passes everything on to the one in use; passing on costs the same whichever it is. */
export function exchange(first: Seeing) {
  let now = first;
  const { metrics, journal } = first;
  const seeing: Seeing = {
    metrics: {
      ...metrics,
      security: { ...metrics.security, countText: (found) => now.metrics.security.countText(found) },
      requestsUnderWay: {
        inc: () => now.metrics.requestsUnderWay.inc(),
        dec: () => now.metrics.requestsUnderWay.dec(),
      },
      countRequest: (route, method, status, seconds) => now.metrics.countRequest(route, method, status, seconds),
      countDecision: (classification, decision, seconds) =>
        now.metrics.countDecision(classification, decision, seconds),
      observeJourney: (end, seconds) => now.metrics.observeJourney(end, seconds),
      countDispatch: (agent, outcome) => now.metrics.countDispatch(agent, outcome),
      countAttempt: (agent, outcome, seconds) => now.metrics.countAttempt(agent, outcome, seconds),
    },
    journal: {
      ...journal,
      accept: (request, key) => now.journal.accept(request, key),
      recordAnswered: (request, nowMs, answer, key) => now.journal.recordAnswered(request, nowMs, answer, key),
      settle: (requestId, nowMs, settlement) => now.journal.settle(requestId, nowMs, settlement),
    },
    published: (outcome) => now.published(outcome),
    logOf: (requestId) => now.logOf(requestId),
    changed: (requestId, status) => now.changed(requestId, status),
    begin: (request) => now.begin(request),
    beginSpan: (event) => now.beginSpan(event),
  };
  return {
    seeing,
    use(next: Seeing) {
      now = next;
    },
  };
}
