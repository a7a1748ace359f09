import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { readTraceparent } from '../../contract/trace-context.ts';
import { missingPart } from '../stack/build-part.ts';
import { checkAllSpans } from '../stack/check-spans.ts';
import { COLLECTOR } from '../stack/parts.ts';
import type { ReceivedSpan } from '../stack/read-spans.ts';
import { startCollector, type TestCollector } from '../stack/start-collector.ts';
import { type ListeningProcess, startAgent } from '../start-agent.ts';
import { call, startService, type TestService } from '../start-service.ts';

const STUDENT = 'quill-the-student';
const CLIENT_SPAN = '00f067aa0ba902b7';
/** Trace ids of our own, so that each test finds its spans. */
let traces = 0;
const newTraceId = () => `feed${String(++traces).padStart(28, '0')}`;

/** Stands before a tutor, writes down what it is asked with, and answers 503 as often as it is told. */
interface Stumble {
  readonly url: string;
  readonly headers: IncomingHttpHeaders[];
  failures: number;
  close(): void;
}

async function startStumble(tutor: string): Promise<Stumble> {
  const server = createServer(async (request, response) => {
    stumble.headers.push(request.headers);
    if (stumble.failures-- > 0) return response.writeHead(503).end();
    const body = Buffer.concat(await request.toArray());
    const { traceparent, tracestate } = request.headers as Record<string, string>;
    const headers = {
      'content-type': 'application/json',
      ...(traceparent && { traceparent }),
      ...(tracestate && { tracestate }),
    };
    const answer = await fetch(`${tutor}/process`, { method: 'POST', headers, body });
    return response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stumble: Stumble = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    headers: [],
    failures: 0,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return stumble;
}

/** Takes events, and keeps how they came. */
async function startEventSink() {
  const events: { headers: IncomingHttpHeaders; event: { id: string; traceparent?: string } }[] = [];
  const server = createServer(async (request, response) => {
    events.push({ headers: request.headers, event: JSON.parse(String(Buffer.concat(await request.toArray()))) });
    response.writeHead(204).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, events, server };
}

describe('journey: a trace, received by a real Collector', { skip: missingPart(COLLECTOR) }, () => {
  let collector: TestCollector;
  let agents: ListeningProcess[];
  let stumble: Stumble;
  let sink: Awaited<ReturnType<typeof startEventSink>>;
  let service: TestService;
  let token: string;
  before(async () => {
    collector = await startCollector();
    sink = await startEventSink();
    const env = { LEARNFLOW_OTLP_ENDPOINT: collector.endpoint };
    agents = await Promise.all(['debug', 'concepts'].map((name) => startAgent(name, env)));
    const [debug, concepts] = agents as [ListeningProcess, ListeningProcess];
    stumble = await startStumble(debug.url);
    const rest = ['concepts', 'exercise', 'progress', 'review'].map((name) => `${name}-agent=${concepts.url}`);
    service = await startService({
      ...env,
      LEARNFLOW_AGENTS: [`debug-agent=${stumble.url}`, ...rest].join(),
      LEARNFLOW_EVENTS: sink.url,
      LEARNFLOW_FLAG_BATCH_PROCESSING: 'on',
    });
    token = await service.token(STUDENT);
  });
  after(async () => {
    await service?.stop();
    stumble?.close();
    sink?.server.closeAllConnections();
    sink?.server.close();
    for (const { child } of agents ?? []) child.kill();
    await collector?.stop();
  });

  const ask = (query: string, headers: Record<string, string> = {}) =>
    call(service, '/api/v1/triage', { token, body: { query }, headers });
  const DEBUG = 'NameError: name frobnicate is not defined, why does this error happen?';
  const CONCEPT = 'What is the difference between a list and a tuple?';
  const ofTrace = (traceId: string) => collector.spans.filter((span) => span.traceId === traceId);
  const collect = async (traceId: string, count: number): Promise<readonly ReceivedSpan[]> => {
    await collector.waitFor(() => ofTrace(traceId).length >= count);
    return ofTrace(traceId);
  };

  it('is one tree: through the service, each attempt, the tutor’s process and the event', async () => {
    const traceId = newTraceId();
    stumble.failures = 2;
    const answer = await ask(DEBUG, { traceparent: `00-${traceId}-${CLIENT_SPAN}-01`, tracestate: 'school=7' });
    assert.equal(answer.status, 200, answer.text);
    const spans = await collect(traceId, 11);
    const one = (name: string, service = 'learnflow-triage') => {
      const found = spans.filter((span) => span.name === name && span.service === service);
      assert.equal(found.length, 1, name);
      return found[0] as ReceivedSpan;
    };
    const server = one('POST /api/v1/triage');
    assert.deepEqual([server.kind, server.parentSpanId, server.isError], ['server', CLIENT_SPAN, false]);
    assert.equal(server.attributes['http.request.method'], 'POST');
    assert.equal(server.attributes['http.route'], '/api/v1/triage');
    assert.equal(server.attributes['http.response.status_code'], 200);
    assert.equal(server.attributes['learnflow.request_id'], answer.json.request_id);
    for (const name of ['sanitize', 'classify', 'route', 'journal accept', 'journal settle']) {
      const span = one(name);
      assert.deepEqual([span.kind, span.parentSpanId], ['internal', server.spanId], name);
    }

    const attempts = spans.filter(({ name }) => name === 'ask debug-agent');
    assert.deepEqual(
      attempts.map(({ kind, parentSpanId, isError, attributes }) => [
        kind,
        parentSpanId,
        isError,
        attributes['http.request.resend_count'],
        attributes['http.response.status_code'],
        attributes['error.type'],
      ]),
      [
        ['client', server.spanId, true, undefined, 503, 'failed'],
        ['client', server.spanId, true, 1, 503, 'failed'],
        ['client', server.spanId, false, 2, 200, undefined],
      ],
    );
    const tutor = one('POST /process', 'debug-agent');
    assert.deepEqual([tutor.kind, tutor.parentSpanId], ['server', attempts[2]?.spanId]);
    const sent = one('send learning.events');
    assert.deepEqual([sent.kind, sent.parentSpanId], ['producer', server.spanId]);
    assert.equal(spans.length, 11);
  });

  it('of one request that two tutors answer holds both of their processes, each below the attempt that asked it', async () => {
    const traceId = newTraceId();
    const { status, json } = await call(service, '/api/v1/triage/batch', {
      token,
      body: { requests: [{ query: DEBUG }, { query: CONCEPT }] },
      headers: { traceparent: `00-${traceId}-${CLIENT_SPAN}-01` },
    });
    assert.equal(status, 200, JSON.stringify(json));
    const spans = await collect(traceId, 19);
    assert.equal(spans.length, 19);
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    for (const agent of ['debug-agent', 'concepts-agent']) {
      const tutor = spans.find(({ name, service }) => name === 'POST /process' && service === agent);
      const attempt = byId.get(tutor?.parentSpanId ?? '');
      const message = byId.get(attempt?.parentSpanId ?? '');
      const server = byId.get(message?.parentSpanId ?? '');
      assert.deepEqual(
        [attempt?.name, message?.name, server?.name, server?.parentSpanId],
        [`ask ${agent}`, 'message', 'POST /api/v1/triage/batch', CLIENT_SPAN],
      );
    }
    const told = spans.filter(({ name }) => name === 'message');
    assert.deepEqual(
      told.map(({ attributes }) => attributes['learnflow.request_id']).sort(),
      json.results.map(({ response }: { response: { request_id: string } }) => response.request_id).sort(),
    );
    const roots = spans.filter(({ parentSpanId }) => !byId.has(parentSpanId));
    assert.deepEqual(
      roots.map(({ name }) => name),
      ['POST /api/v1/triage/batch'],
    );
  });

  it('comes to each tutor and each event as its sender’s span', async () => {
    const traceId = newTraceId();
    stumble.headers.length = 0;
    const { json } = await ask(DEBUG, { traceparent: `00-${traceId}-${CLIENT_SPAN}-01`, tracestate: 'school=7' });
    const spans = await collect(traceId, 9);
    const idOf = (name: string) => spans.find((span) => span.name === name)?.spanId;
    assert.equal(stumble.headers[0]?.traceparent, `00-${traceId}-${idOf('ask debug-agent')}-01`);
    assert.equal(stumble.headers[0]?.tracestate, 'school=7');
    const told = sink.events.find(({ event }) => event.id === `${json.request_id}:answered`);
    const traceparent = `00-${traceId}-${idOf('send learning.events')}-01`;
    assert.deepEqual([told?.event.traceparent, told?.headers.traceparent], [traceparent, traceparent]);
  });

  it('is in the record of the request and in its log lines', async () => {
    const traceId = newTraceId();
    const { json } = await ask(CONCEPT, { traceparent: `00-${traceId}-${CLIENT_SPAN}-01` });
    const spans = await collect(traceId, 9);
    const server = spans.find(({ name }) => name === 'POST /api/v1/triage');
    const store = new DatabaseSync(join(service.dataDir, 'learnflow.db'), { readOnly: true });
    const row = store.prepare('SELECT traceparent FROM requests WHERE request_id = ?').get(json.request_id);
    store.close();
    assert.equal(row?.traceparent, `00-${traceId}-${server?.spanId}-01`);
    const log = await service.logged(json.request_id);
    const lines = log.split('\n').filter((line) => line.includes(json.request_id));
    const [{ request_id, trace_id, span_id, msg }] = lines.map((line) => JSON.parse(line));
    assert.deepEqual([request_id, trace_id, span_id, msg], [json.request_id, traceId, server?.spanId, 'answered']);
  });

  for (const [why, traceparent] of [
    ['none came', undefined],
    ['what came is not valid', `00-${'ab'.repeat(32)}-${CLIENT_SPAN}-01`],
    ['what came is all zeros', `00-${'0'.repeat(32)}-${CLIENT_SPAN}-01`],
  ] as const) {
    it(`begins here when ${why}`, async () => {
      stumble.headers.length = 0;
      const { status } = await ask(DEBUG, traceparent === undefined ? {} : { traceparent });
      assert.equal(status, 200);
      const told = readTraceparent(stumble.headers[0]?.traceparent as string);
      assert.ok(told?.isSampled);
      const spans = await collect(told.traceId, 9);
      assert.deepEqual(
        spans.filter(({ parentSpanId }) => parentSpanId === '').map(({ name }) => name),
        ['POST /api/v1/triage'],
      );
    });
  }

  it('is not recorded when its sender does not record it, and goes on as such', async () => {
    const unrecorded = newTraceId();
    stumble.headers.length = 0;
    await ask(DEBUG, { traceparent: `00-${unrecorded}-${CLIENT_SPAN}-00` });
    const told = readTraceparent(stumble.headers[0]?.traceparent as string);
    assert.deepEqual([told?.traceId, told?.isSampled], [unrecorded, false]);
    const recorded = newTraceId();
    await ask(DEBUG, { traceparent: `00-${recorded}-${CLIENT_SPAN}-01` });
    await collect(recorded, 9);
    assert.deepEqual(ofTrace(unrecorded), []);
  });

  it('says of a failure where it happened', async () => {
    const traceId = newTraceId();
    stumble.failures = 4;
    const { status } = await ask(DEBUG, { traceparent: `00-${traceId}-${CLIENT_SPAN}-01` });
    assert.equal(status, 502);
    const spans = await collect(traceId, 11);
    assert.deepEqual(
      spans
        .filter(({ isError }) => isError)
        .map(({ name }) => name)
        .sort(),
      ['POST /api/v1/triage', ...Array(4).fill('ask debug-agent')],
    );
  });

  it('holds what is asked again later, below the request that nobody answered', async () => {
    const traceId = newTraceId();
    // An answer in between closes the breaker's count of failures.
    await ask(DEBUG);
    stumble.failures = 4;
    const { json } = await ask(DEBUG, { traceparent: `00-${traceId}-${CLIENT_SPAN}-01` });
    const operator = await service.token('root', '--role', 'operator');
    const path = `/api/v1/dead-letters/${json.dead_letter_id}/replay`;
    const { status } = await call(service, path, { token: operator, method: 'POST' });
    assert.equal(status, 200);
    await collector.waitFor(() => ofTrace(traceId).some(({ name }) => name === 'replay'));
    await collector.waitFor(() => ofTrace(traceId).some(({ kind }) => kind === 'server'));
    const spans = ofTrace(traceId);
    const replay = spans.find(({ name }) => name === 'replay');
    const request = spans.find(({ spanId }) => spanId === replay?.parentSpanId);
    const again = spans.find(({ parentSpanId }) => parentSpanId === replay?.spanId);
    assert.deepEqual(
      [request?.name, request?.parentSpanId, again?.name, again?.isError],
      ['POST /api/v1/triage', CLIENT_SPAN, 'ask debug-agent', false],
    );
  });

  it('names no student and quotes no message', async () => {
    const traceId = newTraceId();
    await call(service, `/api/v1/students/${STUDENT}/export`, {
      token,
      headers: { traceparent: `00-${traceId}-${CLIENT_SPAN}-01` },
    });
    await collect(traceId, 1);
    const told = JSON.stringify(collector.spans);
    assert.doesNotMatch(told, /quill|frobnicate|tuple/);
    assert.match(told, /students\/:id\/export/);
  });

  it('leaves out probes', async () => {
    const traceId = newTraceId();
    const headers = { traceparent: `00-${traceId}-${CLIENT_SPAN}-01` };
    for (const probe of ['livez', 'readyz', 'startupz']) await call(service, `/${probe}`, { headers });
    await call(service, '/api/v1/nowhere', { token, headers });
    const spans = await collect(traceId, 1);
    assert.deepEqual(
      spans.map(({ name }) => name),
      ['GET'],
    );
  });

  it('is made of the spans of the catalogue, each of its kind, in its place, with nothing else told of it', async () => {
    const { faults, seen } = await checkAllSpans(collector);
    assert.deepEqual(faults, []);
    assert.deepEqual(seen, [
      '<method> <route>',
      'POST /process',
      'ask <tutor>',
      'classify',
      'journal accept',
      'journal settle',
      'message',
      'replay',
      'route',
      'sanitize',
      'send learning.events',
    ]);
  });
});

describe('journey: tracing without a collector', () => {
  const TELL = { NODE_OPTIONS: `--import=${new URL('../tell-loaded.js', import.meta.url).href}` };

  it('does not load the SDK, and passes traces on all the same', async () => {
    const sink = await startEventSink();
    const service = await startService({ ...TELL, LEARNFLOW_EVENTS: sink.url });
    try {
      const token = await service.token();
      const traceparent = `00-${newTraceId()}-${CLIENT_SPAN}-01`;
      const { json } = await call(service, '/api/v1/triage', {
        token,
        body: { query: 'what is a list?' },
        headers: { traceparent },
      });
      while (sink.events.length === 0) await new Promise(setImmediate);
      assert.equal(sink.events[0]?.event.traceparent, traceparent);
      const log = await service.logged(json.request_id);
      const line = log.split('\n').find((text) => text.includes(json.request_id));
      assert.equal(JSON.parse(line ?? '{}').trace_id, readTraceparent(traceparent)?.traceId);
      assert.doesNotMatch(log, /^loaded/m);
    } finally {
      await service.stop();
      sink.server.closeAllConnections();
      sink.server.close();
    }
  });

  it('that cannot be reached is told once, and no request waits for it', async () => {
    const service = await startService({ ...TELL, LEARNFLOW_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
    try {
      assert.match(service.log(), /^loaded .*sdk-trace/m);
      const token = await service.token();
      const body = { query: 'what is a list?' };
      assert.equal((await call(service, '/api/v1/triage', { token, body })).status, 200);
      const lost = async () =>
        Number(
          /learnflow_spans_total\{outcome="lost"\} (\d+)/.exec(await (await fetch(service.metricsUrl)).text())?.[1],
        );
      const isTold = () => service.log().includes('does not take them');
      while ((await lost()) === 0 || !isTold()) await new Promise((resolve) => setTimeout(resolve, 50));
      assert.equal(service.log().split('does not take them').length, 2);
    } finally {
      assert.equal(await service.stop(), 0);
    }
  });
});
