import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import pino, { type Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { createClassify } from '../src/classify/classify-message.ts';
import { createReleasedModels } from '../src/classify/released-models.ts';
import { readShippedModel } from '../src/classify/trained-model.ts';
import { systemClock } from '../src/clock.ts';
import type { AgentClient } from '../src/dispatch/agent-client.ts';
import { createDispatcher } from '../src/dispatch/dispatch.ts';
import { createDrain } from '../src/edge/drain.ts';
import { describeRoutes } from '../src/edge/openapi.ts';
import { createServer } from '../src/edge/server.ts';
import { addTriageRoutes } from '../src/edge/triage-routes.ts';
import { createInProcessEventBus } from '../src/events/in-process-event-bus.ts';
import { startRelay } from '../src/events/relay-events.ts';
import { FLAG_NAMES, type FlagName, rowOf } from '../src/flags.ts';
import type { AcceptedRequest, Change, Journal, OutboxEvent } from '../src/journal/journal.ts';
import { createReplyDirectly, routeMessage } from '../src/route/route-message.ts';
import { sanitizeQuery } from '../src/sanitize/sanitize-query.ts';
import { createEventMetrics } from '../src/telemetry/event-metrics.ts';
import { createJournalMetrics } from '../src/telemetry/journal-metrics.ts';
import { createLogger } from '../src/telemetry/logger.ts';
import { createMetrics, type Metrics } from '../src/telemetry/metrics.ts';
import { openTracing, type Tracing } from '../src/telemetry/open-tracing.ts';
import { beginServerSpan, endServerSpan } from '../src/telemetry/server-span.ts';
import { NO_SPAN, type Span } from '../src/telemetry/span.ts';
import { factsOfDecision, factsOfEvent } from '../src/telemetry/span-facts.ts';
import { createTriage } from '../src/triage.ts';

// What seeing costs a request. The same server answers the same questions, with HTTP injected and with a journal and a
// tutor that answer at once, so that what is left is ours; variants take turns, and what is compared is the processor
// time of one turn with that of its neighbour. The collector that takes the spans is a process of its own.

const ROUNDS = 60;
const PER_ROUND = 200;
/** Rounds after which the code is compiled. */
const WARM_UP = 20;
const SPANS_A_REQUEST = 8;

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

interface Variant {
  readonly metrics: Metrics | undefined;
  readonly logger: Logger;
  /** Undefined: the flag is off. */
  readonly tracing: Tracing | undefined;
}

/** Takes every call and does nothing. */
const NOTHING: never = new Proxy(() => undefined, {
  get: (_, key) => (key === 'then' ? undefined : NOTHING),
  apply: () => undefined,
}) as never;

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

async function open({ metrics: wanted, logger, tracing }: Variant) {
  const metrics = wanted ?? (NOTHING as Metrics);
  const plain = createForgetfulJournal();
  const journal = wanted === undefined ? plain : createJournalMetrics(wanted.instruments, Date.now).timing(plain);
  const relay = startRelay({
    outbox: journal,
    bus: createInProcessEventBus(),
    onFailure: (error) => Promise.reject(error),
    published: wanted === undefined ? () => undefined : createEventMetrics(wanted.instruments),
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
    metrics,
    newId: uuidv7,
    nowMs: Date.now,
  });
  const server = await createServer({
    logger,
    gate: {
      authenticate: async () => ({ studentId: 'bench', role: 'student', permissions: [] }),
      limits: { take: async () => undefined },
      isProxy: () => false,
      isOverloaded: () => false,
      drain: createDrain(),
    },
    metrics,
    newId: uuidv7,
    nowMs: Date.now,
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
    flush: () => relay.flush(),
    async close() {
      await relay.close();
      await server.close();
    },
  };
}

/** A process that takes spans and counts their bytes: its processor time is not ours. */
async function startKeeper() {
  const program = `
    let bytes = 0;
    require('node:http').createServer((request, response) => {
      if (request.method === 'GET') return response.end(String(bytes));
      request.on('data', (part) => { bytes += part.length; });
      request.on('end', () => response.end());
    }).listen(0, '127.0.0.1', function () { console.log(this.address().port); });`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { url: `http://127.0.0.1:${port}`, child };
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** What the calls cost that a request makes where tracing is off, in microseconds. */
function measureOff(): number {
  const count = 200_000;
  const facts = [
    { intent: 'syntax_help', confidence: 1, decided_by: 'model' },
    { outcome: 'routed', target_agent: null },
  ] as const;
  const request = (isTraced: boolean) => {
    const span: Span = isTraced ? NOTHING : NO_SPAN;
    span.set(factsOfDecision('id', facts[0] as never, facts[1] as never));
    for (let part = 1; part < SPANS_A_REQUEST; part++) span.child('sanitize', 'internal').end();
    if (span.headers !== undefined || span.ids !== undefined) throw new Error('this is not off');
    endServerSpan(span, 200);
  };
  const rounds: number[] = [];
  for (let round = 0; round < 9; round++) {
    const from = process.cpuUsage();
    for (let index = 0; index < count; index++) request(SHIPPED['response-caching']);
    const { user, system } = process.cpuUsage(from);
    rounds.push((user + system) / count);
  }
  return median(rounds);
}

const keeper = await startKeeper();
let sent = 0;
let lost = 0;
const recording = await openTracing({
  endpoint: keeper.url,
  ratio: 1,
  service: { name: 'bench', version: '0' },
  exported(outcome, count) {
    if (outcome === 'sent') sent += count;
    else lost += count;
  },
});
const passing = await openTracing({
  endpoint: undefined,
  ratio: 1,
  service: { name: 'bench', version: '0' },
  exported: () => undefined,
});
const log = openSync('/dev/null', 'w');
const logger = createLogger('info', false, pino.destination({ fd: log, sync: false }) as never);
const silent = createLogger('error', false);
const variants = {
  'nothing is seen': await open({ metrics: undefined, logger: silent, tracing: undefined }),
  'metrics and logs, tracing off': await open({ metrics: createMetrics('bench'), logger, tracing: undefined }),
  'and traces passed on': await open({ metrics: createMetrics('bench'), logger, tracing: passing }),
  'and traces exported, every one': await open({ metrics: createMetrics('bench'), logger, tracing: recording }),
};
type Name = keyof typeof variants;
const names = Object.keys(variants) as Name[];
const micros = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
for (let round = -WARM_UP; round < ROUNDS; round++) {
  for (const name of round % 2 === 0 ? names : names.toReversed()) {
    const from = process.cpuUsage();
    for (let index = 0; index < PER_ROUND; index++) await variants[name].ask(index);
    await variants[name].flush();
    const { user, system } = process.cpuUsage(from);
    if (round >= 0) micros[name].push((user + system) / PER_ROUND);
  }
}
await recording.close();
for (const variant of Object.values(variants)) await variant.close();
closeSync(log);
const bytes = Number(await (await fetch(keeper.url)).text());
keeper.child.kill();

/** The median of how much more the one took than the other in the same round. */
const over = (name: Name, base: Name) => median(micros[name].map((one, round) => one - (micros[base][round] ?? 0)));
const asked = (ROUNDS + WARM_UP) * PER_ROUND;
console.log(`processor time of a request, all threads; ${ROUNDS} rounds of ${PER_ROUND} each, taking turns`);
for (const name of names) console.log(`  ${name.padEnd(34)} ${median(micros[name]).toFixed(1).padStart(7)} us`);
console.log(
  `spans: ${(sent / asked).toFixed(1)} a request sent, ${lost} lost, ${(bytes / Math.max(1, sent)).toFixed(0)} bytes each`,
);

const promises = [
  ['metrics and logs', over('metrics and logs, tracing off', 'nothing is seen'), 10],
  ['tracing off', measureOff(), 1],
  ['tracing exported', over('and traces exported, every one', 'metrics and logs, tracing off'), 60],
] as const;
console.log(
  `  traces passed on, without a collector: ${over('and traces passed on', 'metrics and logs, tracing off').toFixed(1)} us`,
);
for (const [what, took, most] of promises) {
  const isKept = took <= most;
  console.log(`promise: ${what} at most ${most} us a request: ${took.toFixed(2)} us: ${isKept ? 'kept' : 'BROKEN'}`);
  if (!isKept) process.exitCode = 1;
}
if (sent < asked * SPANS_A_REQUEST) {
  console.log('BROKEN: not every span came to the collector, so that what was measured is too little');
  process.exitCode = 1;
}
process.exit();
