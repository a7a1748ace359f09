import type { AddressInfo } from 'node:net';
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
import { createReplyDirectly, routeMessage } from '../../src/route/route-message.ts';
import { sanitizeQuery } from '../../src/sanitize/sanitize-query.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { openTracing } from '../../src/telemetry/open-tracing.ts';
import { endServerSpan } from '../../src/telemetry/server-span.ts';
import { createTriage } from '../../src/triage.ts';
import { createForgetfulJournal } from './forgetful-journal.ts';
import { exchange, openBlindness, openSeeing } from './seeing.ts';
import { SPANS_A_REQUEST, VARIANTS, type VariantName } from './variants.ts';

// The service with its real parts, but for who is let in, the journal, which forgets, and the tutor, who answers at once. What
// sees is exchanged when it is told to begin a turn; told to end it, it says what processor time the turn took.

/** What one turn took: microseconds of processor time. */
export interface Turn {
  /** Of the thread that answers. */
  readonly main: number;
  /** Of all threads: those that collect garbage and compile, too. */
  readonly all: number;
  /** Spans that came to the collector, and that did not. */
  readonly sent: number;
  readonly lost: number;
}

/** Longest a turn waits for its last spans to come to the collector, in milliseconds. */
const PATIENCE_MS = 3_000;

const SHIPPED = Object.fromEntries(FLAG_NAMES.map((name) => [name, rowOf(name).shipped === 'on'])) as Record<
  FlagName,
  boolean
>;
const snapshot = { revision: 'bench', on: SHIPPED, shaping: {}, isOnFor: (name: FlagName) => SHIPPED[name] };
const answering: AgentClient = {
  ask: async ({ agent }) => ({ agent, text: 'It is so because it is so.', topics: [] }) as never,
  close: async () => undefined,
};

const spans = { sent: 0, lost: 0 };
const openTraces = (endpoint?: string) =>
  openTracing({
    endpoint,
    ratio: 1,
    service: { name: 'bench', version: '0' },
    exported(outcome, count) {
      spans[outcome] += count;
    },
    dropped: () => {
      spans.lost++;
    },
  });

const store = createForgetfulJournal();
const variants = {
  'nothing is seen': openBlindness(store),
  'metrics and logs, tracing off': openSeeing(store, undefined),
  'and traces passed on': openSeeing(store, await openTraces()),
  'and traces exported, every one': openSeeing(store, await openTraces(process.argv[2])),
} satisfies Record<VariantName, unknown>;
const { seeing, use } = exchange(variants[VARIANTS[0]]);
const { metrics, journal } = seeing;

journal.subscribe(({ requestId, status }) => seeing.changed(requestId, status));
const relay = startRelay({
  outbox: journal,
  bus: createInProcessEventBus(),
  onFailure: (error) => Promise.reject(error),
  published: seeing.published,
  beginSpan: seeing.beginSpan,
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
  classify: createClassify(createReleasedModels(readShippedModel()).detect),
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
  logger: createLogger('error', false),
  logOf: seeing.logOf,
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
  tracing: { begin: seeing.begin, end: endServerSpan },
});
await describeRoutes(server, 'bench');
addTriageRoutes(server, { service: triage, nowMs: Date.now });
await server.listen({ port: 0, host: '127.0.0.1' });

let from = { process: process.cpuUsage(), thread: process.threadCpuUsage(), ...spans };

function begin(name: VariantName): void {
  use(variants[name]);
  from = { process: process.cpuUsage(), thread: process.threadCpuUsage(), ...spans };
}

/** The turn ends when all that its requests left to do is done: events published, spans sent. */
async function end(name: VariantName, requests: number): Promise<Turn> {
  await relay.flush();
  const wanted = name === 'and traces exported, every one' ? requests * SPANS_A_REQUEST : 0;
  const came = () => spans.sent + spans.lost - from.sent - from.lost;
  const until = performance.now() + PATIENCE_MS;
  while (came() < wanted && performance.now() < until) await new Promise((done) => setTimeout(done, 2));
  const all = process.cpuUsage(from.process);
  const main = process.threadCpuUsage(from.thread);
  return {
    main: main.user + main.system,
    all: all.user + all.system,
    sent: spans.sent - from.sent,
    lost: spans.lost - from.lost,
  };
}

process.on('message', async ({ name, requests }: { name: VariantName; requests?: number }) => {
  if (requests === undefined) begin(name);
  process.send?.(requests === undefined ? 'begun' : await end(name, requests));
});
process.on('disconnect', () => process.exit());
process.send?.((server.server.address() as AddressInfo).port);
