import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { createClassify } from '../../src/classify/classify-message.ts';
import { createReleasedModels } from '../../src/classify/released-models.ts';
import { readShippedModel } from '../../src/classify/trained-model.ts';
import { systemClock } from '../../src/clock.ts';
import type { AgentClient } from '../../src/dispatch/agent-client.ts';
import { createDispatcher } from '../../src/dispatch/dispatch.ts';
import { createDrain } from '../../src/edge/drain.ts';
import { describeRoutes } from '../../src/edge/openapi.ts';
import { createServer } from '../../src/edge/server.ts';
import { addTriageRoutes } from '../../src/edge/triage-routes.ts';
import { createInProcessEventBus } from '../../src/events/in-process-event-bus.ts';
import { startRelay } from '../../src/events/relay-events.ts';
import { FLAG_NAMES, type FlagName, rowOf } from '../../src/flags.ts';
import type { AcceptedRequest, Change, Journal, OutboxEvent } from '../../src/journal/journal.ts';
import { createReplyDirectly, routeMessage } from '../../src/route/route-message.ts';
import { sanitizeQuery } from '../../src/sanitize/sanitize-query.ts';
import { createEventMetrics } from '../../src/telemetry/event-metrics.ts';
import { createJournalMetrics } from '../../src/telemetry/journal-metrics.ts';
import { createMetrics, type Metrics } from '../../src/telemetry/metrics.ts';
import type { Tracing } from '../../src/telemetry/open-tracing.ts';
import { createRequestLogs } from '../../src/telemetry/request-log.ts';
import { beginServerSpan, endServerSpan } from '../../src/telemetry/server-span.ts';
import { NO_SPAN } from '../../src/telemetry/span.ts';
import { factsOfEvent } from '../../src/telemetry/span-facts.ts';
import { createTriage } from '../../src/triage.ts';

const QUESTIONS = [
  'Why do I get NameError: name total is not defined?',
  'What is the difference between a list and a tuple?',
  'Give me an exercise on loops please',
  'My code works, can you review it please?',
];
const SHIPPED = Object.fromEntries(FLAG_NAMES.map((name) => [name, rowOf(name).shipped === 'on'])) as Record<
  FlagName,
  boolean
>;
const snapshot = { revision: 'bench', on: SHIPPED, shaping: {}, isOnFor: (name: FlagName) => SHIPPED[name] };

const { detect } = createReleasedModels(readShippedModel());

/** What of seeing is done; each includes what stands before it. */
export const VARIANTS = [
  'nothing is seen',
  'metrics and logs, tracing off',
  'and traces passed on',
  'and traces exported, every one',
] as const;
export type VariantName = (typeof VARIANTS)[number];

interface Variant {
  readonly isCounted: boolean;
  readonly logger: Logger;
  /** Undefined: the flag is off. */
  readonly tracing: Tracing | undefined;
}

/** The same shape, of which every call does nothing. */
function mute<Parts extends object>(parts: Parts): Parts {
  const muted = Object.entries(parts).map(([name, part]) => [
    name,
    typeof part === 'function' ? () => undefined : part,
  ]);
  return Object.fromEntries(muted) as Parts;
}

function createSilentMetrics(): Metrics {
  const real = createMetrics('bench');
  const nothing = { inc() {}, dec() {} } as never;
  return { ...mute(real), security: mute(real.security), requestsUnderWay: nothing };
}

/** The journal's promises, kept at once and forgotten, with the outbox that the relay empties. */
function createForgetfulJournal() {
  const traces = new Map<string, string | undefined>();
  const listeners = new Set<(change: Change) => void>();
  let outbox: OutboxEvent[] = [];
  let seq = 0;
  const journal = {
    async accept({ requestId, traceparent }: AcceptedRequest) {
      traces.set(requestId, traceparent);
      return { kind: 'accepted' };
    },
    async settle(requestId: string) {
      const traceparent = traces.get(requestId);
      traces.delete(requestId);
      const about = { type: 'learnflow.request.answered', subject: requestId, timeMs: 0, data: {} };
      outbox.push({ seq: ++seq, id: requestId, ...about, traceparent });
      for (const tell of listeners) tell({ requestId, status: 'answered' });
      return true;
    },
    claimOutbox: async () => true,
    readOutbox: async () => outbox.slice(0, 256),
    async removeFromOutbox(seqs: readonly number[]) {
      outbox = outbox.filter((event) => !seqs.includes(event.seq));
    },
    readHistory: async () => ({ messages: 0, active_days: 0, by_intent: {}, last_7_days: {}, recent: [] }),
    subscribe(listener: (change: Change) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return journal as unknown as Journal;
}

const answering: AgentClient = {
  ask: async ({ agent }) => ({ agent, text: 'It is so because it is so.', topics: [] }) as never,
  close: async () => undefined,
};

/** The service with its real parts, but for who is let in, the journal, which forgets, and the tutor, who answers at once. */
export async function openVariant({ isCounted, logger, tracing }: Variant) {
  const metrics = isCounted ? createMetrics('bench') : createSilentMetrics();
  const store = createForgetfulJournal();
  const journal = isCounted ? createJournalMetrics(metrics.instruments, Date.now).timing(store) : store;
  const relay = startRelay({
    outbox: journal,
    bus: createInProcessEventBus(),
    onFailure: (error) => Promise.reject(error),
    published: isCounted ? createEventMetrics(metrics.instruments) : () => undefined,
    beginSpan: (event) =>
      tracing !== undefined && event.traceparent !== undefined
        ? tracing.begin('send learning.events', 'producer', factsOfEvent(event), { traceparent: event.traceparent })
        : NO_SPAN,
  });
  const dispatcher = createDispatcher(
    answering,
    {
      attemptTimeoutMs: 2_000,
      retryDelaysMs: [100, 200, 400],
      breaker: { failuresToOpen: 5, openMs: 30_000 },
      bulkhead: { maxConcurrent: 64, maxQueued: 256 },
      retryBudget: { share: 0.2, reserve: 50 },
    },
    systemClock,
    { attempted: metrics.countAttempt, breakerMoved: metrics.moveBreaker },
  );
  const triage = createTriage({
    flags: () => snapshot as never,
    sanitize: sanitizeQuery,
    classify: createClassify(detect),
    route: routeMessage,
    replyDirectly: createReplyDirectly('bench'),
    dispatch: dispatcher.dispatch,
    breakerOf: dispatcher.breakerOf,
    journal,
    keepPick: async () => {},
    metrics,
    newId: uuidv7,
    nowMs: Date.now,
  });
  const server = await createServer({
    logger,
    logOf: createRequestLogs(logger),
    gate: {
      authenticate: async () => ({ studentId: 'bench', role: 'student', permissions: [] }),
      limits: { take: async () => undefined },
      isProxy: () => false,
      isOverloaded: () => false,
      drain: createDrain(),
    },
    metrics,
    newId: uuidv7,
    deadlineMs: 9_000,
    isDraining: () => false,
    requestTimeoutMs: 10_000,
    corsOrigins: [],
    onRefusal: () => undefined,
    tracing: {
      begin: (request) => (tracing === undefined ? NO_SPAN : beginServerSpan(tracing, request)),
      end: endServerSpan,
    },
  });
  await describeRoutes(server, 'bench');
  addTriageRoutes(server, { service: triage, nowMs: Date.now });
  await server.ready();
  return {
    async ask(index: number) {
      const payload = { query: QUESTIONS[index % QUESTIONS.length] };
      const headers = { authorization: 'Bearer bench' };
      const { statusCode, body } = await server.inject({ method: 'POST', url: '/api/v1/triage', payload, headers });
      if (statusCode !== 200) throw new Error(`answered ${statusCode}: ${body}`);
    },
    server,
    questions: QUESTIONS,
    flush: () => relay.flush(),
    async close() {
      await server.close();
      await relay.close();
    },
  };
}
