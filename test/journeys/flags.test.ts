import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { FlagName } from '../../src/flags.ts';
import { SCHEMA_VERSION } from '../../src/journal/sqlite-schema.ts';
import { answering, type FakeModel, startFakeModel } from '../fake-model.ts';
import { call, runCli, startService, type TestService } from '../start-service.ts';

const SHIPPED = JSON.parse(readFileSync('flags.json', 'utf8')) as {
  flags: Record<string, { defaultVariant: string }>;
};
const RELOAD_WITHIN_MS = 1_000;

/** Tutors that count their connections and answer, or fail, as told. */
interface FakeTutors {
  readonly address: string;
  asked: number;
  connections: number;
  isFailing: boolean;
  /** With what trace the last question came. */
  traceparent: string | undefined;
  mostAtOnce: number;
  readonly server: Server;
}

async function startTutors(): Promise<FakeTutors> {
  let atOnce = 0;
  const tutors = {
    asked: 0,
    connections: 0,
    isFailing: false,
    traceparent: undefined as string | undefined,
    mostAtOnce: 0,
  };
  const server = createServer((request, response) => {
    tutors.asked += 1;
    tutors.traceparent = request.headers.traceparent as string | undefined;
    atOnce += 1;
    tutors.mostAtOnce = Math.max(tutors.mostAtOnce, atOnce);
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      // A turn of the event loop, so that what is asked together meets.
      setImmediate(() => {
        atOnce -= 1;
        if (tutors.isFailing) return response.writeHead(500).end();
        const { agent } = JSON.parse(body) as { agent: string };
        const reply = { agent, text: `answer ${tutors.asked}`, topics: [] };
        return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(reply));
      });
    });
  });
  server.on('connection', () => {
    tutors.connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/?{agent}`;
  return Object.assign(tutors, { address, server });
}

/** Takes what a service exports of its spans, as it comes. */
async function startSpanKeeper() {
  const exports: Buffer[] = [];
  const server = createServer(async (request, response) => {
    exports.push(Buffer.concat(await request.toArray()));
    response.writeHead(200).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Whether a span of that trace has come. */
    has: (traceId: string) => exports.some((body) => body.includes(Buffer.from(traceId, 'hex'))),
    server,
  };
}

describe('journey: each flag, alone', () => {
  let spans: Awaited<ReturnType<typeof startSpanKeeper>>;
  let service: TestService;
  let tutors: FakeTutors;
  let model: FakeModel;
  let token: string;
  let path: string;
  before(async () => {
    tutors = await startTutors();
    spans = await startSpanKeeper();
    model = await startFakeModel(answering('exercise_request'));
    path = join(mkdtempSync(join(tmpdir(), 'learnflow-flags-')), 'flags.json');
    writeFileSync(path, JSON.stringify(SHIPPED));
    service = await startService({
      LEARNFLOW_FLAGS: `file:${path}`,
      LEARNFLOW_AGENTS: tutors.address,
      LEARNFLOW_OTLP_ENDPOINT: spans.url,
      LEARNFLOW_LLM_BASE_URL: model.baseUrl,
      LEARNFLOW_LLM_THRESHOLD: '0.6',
      LEARNFLOW_LLM_STUDENT_DAILY_TOKENS: '100000',
      LEARNFLOW_MESSAGES_PER_MINUTE: '1000',
      LEARNFLOW_READS_PER_MINUTE: '100000',
    });
    token = await service.token('ada');
  });
  after(async () => {
    await service.stop();
    await model.close();
    for (const { server } of [tutors, spans]) {
      server.closeAllConnections();
      server.close();
    }
  });

  const operator = () => service.token('op', '--role', 'operator');
  /** How long each change of the file took until the service held it. */
  const reloadsMs: number[] = [];

  /** Writes the file that ships with these flags changed, and waits until the service holds it. */
  async function setFlags(changes: Partial<Record<FlagName, 'on' | 'off'>>): Promise<void> {
    const flags = structuredClone(SHIPPED);
    for (const [name, variant] of Object.entries(changes)) {
      flags.flags[name] = { ...flags.flags[name], defaultVariant: variant };
    }
    const lines = () => service.log().split('the flags are read').length;
    const before = lines();
    const startedAtMs = performance.now();
    writeFileSync(path, JSON.stringify({ ...flags, at: before }));
    while (lines() === before) await wait(5);
    reloadsMs.push(performance.now() - startedAtMs);
  }

  /** What a question gives with a flag on and with it off, everything else as it ships. */
  async function compare<Seen>(
    name: FlagName,
    look: () => Promise<Seen>,
    others: Partial<Record<FlagName, 'on' | 'off'>> = {},
  ): Promise<{ on: Seen; off: Seen }> {
    await setFlags({ ...others, [name]: 'on' });
    const on = await look();
    await setFlags({ ...others, [name]: 'off' });
    const off = await look();
    await setFlags({});
    return { on, off };
  }

  const classify = async (body: object, headers = {}) =>
    (await call(service, '/api/v1/classify', { token, body, headers })).json;
  const triage = (query: string, more = {}) => call(service, '/api/v1/triage', { token, body: { query, ...more } });

  const SURE = { query: 'What is the difference between a list and a tuple?' };
  const UNSURE = { query: 'hmm so that thing from before, you know, the other one' };

  it('openai-router: an unsure message is put to the model, or never', async () => {
    const seen = await compare('openai-router', async () => {
      const before = model.requests.length;
      const { classification, decision } = await classify(UNSURE);
      return [classification.decided_by, decision.flags['openai-router'], model.requests.length - before];
    });
    assert.deepEqual(seen, { on: ['llm', 'on', 1], off: ['model', 'off', 0] });
  });

  it('skill-library: the skill decides a sure message, or the model does', async () => {
    const { on, off } = await compare('skill-library', async () => (await classify(SURE)).classification.decided_by);
    assert.deepEqual([on, off], ['model', 'llm']);
  });

  it('fallback-to-skill: the skill stands when the model fails, or the review tutor answers', async () => {
    const kind = model.mood;
    model.mood = (_request, response) => response.writeHead(500).end('{}');
    const { on, off } = await compare('fallback-to-skill', async () => {
      const { classification, decision } = await classify(UNSURE);
      return [classification.decided_by, decision.outcome === 'fallback' && decision.target_agent];
    });
    model.mood = kind;
    await classify(UNSURE);
    assert.equal(on[0], 'model');
    assert.deepEqual(off, ['llm', 'review-agent']);
  });

  it('ml-classifier: the trained model decides, or the rules alone', async () => {
    const { on, off } = await compare('ml-classifier', async () => {
      const chosen = await classify({ query: 'NameError: name x is not defined, why does this error happen' });
      return [chosen.classification.decided_by, chosen.decision.flags['ml-classifier']];
    });
    assert.deepEqual(
      [on, off],
      [
        ['model', 'on'],
        ['rules', 'off'],
      ],
    );
  });

  it('retry-policy: a failed attempt is made again, or is final', async () => {
    tutors.isFailing = true;
    const { on, off } = await compare('retry-policy', async () => {
      const before = tutors.asked;
      const { status } = await triage('How am I doing so far?');
      return [status, tutors.asked - before];
    });
    tutors.isFailing = false;
    assert.deepEqual(
      [on, off],
      [
        [502, 4],
        [502, 1],
      ],
    );
  });

  it('retry-policy and circuit-breaker hold for a replay as for a new message', async () => {
    const token = await operator();
    tutors.isFailing = true;
    await setFlags({ 'circuit-breaker': 'off' });
    const { json } = await triage('My code works, can you review it please?', { code: 'x = 2' });
    const replay = async () => {
      const before = tutors.asked;
      const path = `/api/v1/dead-letters/${json.dead_letter_id}/replay`;
      const { status } = await call(service, path, { token, method: 'POST' });
      return [status, tutors.asked - before];
    };
    // More failures in a row than open a breaker.
    const on = [await replay(), await replay()];
    await setFlags({ 'circuit-breaker': 'off', 'retry-policy': 'off' });
    const off = await replay();
    await setFlags({});
    tutors.isFailing = false;
    assert.deepEqual(on, [
      [502, 4],
      [502, 4],
    ]);
    assert.deepEqual(off, [502, 1]);
  });

  it('circuit-breaker: a failing tutor is left alone, or asked every time', async () => {
    tutors.isFailing = true;
    const { on, off } = await compare('circuit-breaker', async () => {
      // The breaker of this tutor opens with these.
      for (let time = 0; time < 2; time++) await triage('How am I doing so far?');
      const before = tutors.asked;
      const { status, json } = await triage('How am I doing so far?');
      return [status, json.code, tutors.asked - before];
    });
    tutors.isFailing = false;
    assert.deepEqual(
      [on, off],
      [
        [503, 'AGENT_UNAVAILABLE', 0],
        [502, 'AGENT_FAILED', 4],
      ],
    );
  });

  it('jwt-validation: a token is needed, or everyone is the same student and nobody an operator', async () => {
    const seen = await compare('jwt-validation', async () => [
      (await call(service, '/api/v1/classify', { body: SURE })).status,
      (await call(service, '/api/v1/flags', { token: await operator() })).status,
      (await (await fetch(`${service.url}/readyz`)).json()) as object,
    ]);
    const ready = { status: 'ready', schema: SCHEMA_VERSION };
    assert.deepEqual(seen.on, [401, 200, { ...ready, rate_limit: 'memory' }]);
    assert.deepEqual(seen.off, [200, 403, { ...ready, rate_limit: 'memory', guards_off: ['jwt-validation'] }]);
    assert.match(service.log(), /"level":40[^\n]*jwt-validation[^\n]*guards are off/);
  });

  it('request-sanitization: invisible characters are taken out, or the text goes on as it came', async () => {
    const { on, off } = await compare('request-sanitization', async () => {
      const { status } = await call(service, '/api/v1/classify', { token, body: { query: '\u200b\u202e' } });
      return status;
    });
    assert.deepEqual([on, off], [400, 200]);
  });

  it('rate-limiting: a student may send so many messages a minute, or as many as they like', async () => {
    const greedy = await service.token('greedy');
    const { on, off } = await compare(
      'rate-limiting',
      async () => {
        const requests = Array.from({ length: 100 }, () => ({ query: 'x', nonsense: true }));
        let status = 200;
        for (let time = 0; time < 11 && status === 200; time++) {
          status = (await call(service, '/api/v1/triage/batch', { token: greedy, body: { requests } })).status;
        }
        return status;
      },
      { 'batch-processing': 'on' },
    );
    assert.deepEqual([on, off], [429, 200]);
  });

  it('dead-letter-queue: what no tutor answered is kept for later, or ends as failed', async () => {
    tutors.isFailing = true;
    const { on, off } = await compare('dead-letter-queue', async () => {
      const { json } = await triage('My code works, can you review it please?', { code: 'x = 1' });
      const record = (await call(service, `/api/v1/requests/${json.request_id}`, { token })).json;
      return [record.status, json.dead_letter_id !== undefined, record.decision.flags['dead-letter-queue']];
    });
    tutors.isFailing = false;
    assert.deepEqual(on, ['dead_lettered', true, 'on']);
    assert.deepEqual(off, ['failed', false, 'off']);
  });

  it('audit-logging: evidence and refusals are kept, or outcomes alone', async () => {
    const auditor = await service.token('op', '--role', 'operator', '--permissions', 'privacy');
    const refuse = (path: string) => call(service, `/api/v1/${path}`, { token });
    const onlyOperators = ['circuit-breakers', 'agents'];
    const { on, off } = await compare('audit-logging', async () => {
      await refuse(onlyOperators.pop() ?? '');
      const { json } = await triage('Give me an exercise on loops please');
      const stored = new DatabaseSync(join(service.dataDir, 'learnflow.db'), { readOnly: true });
      const row = stored.prepare('SELECT classification FROM requests WHERE request_id = ?').get(json.request_id);
      stored.close();
      return (JSON.parse(String(row?.classification)) as { evidence: object[] }).evidence.length > 0;
    });
    assert.deepEqual([on, off], [true, false]);
    await refuse('security/summary');
    let audit = '';
    while (!audit.includes('/api/v1/security/summary'))
      audit = (await call(service, '/api/v1/audit', { token: auditor })).text;
    assert.match(audit, /\/api\/v1\/agents/);
    assert.doesNotMatch(audit, /\/api\/v1\/circuit-breakers/);
  });

  it('distributed-tracing: a trace goes on to spans, tutors and records, or nothing of it does', async () => {
    const ids = ['on', 'off', 'end'].map((_, n) => `0af7651916cd43dd8448eb211c8031${n}0`);
    const ask = async (traceId: string) => {
      const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01` };
      const body = { query: 'Give me an exercise on loops please' };
      const { status, json } = await call(service, '/api/v1/triage', { token, body, headers });
      const stored = new DatabaseSync(join(service.dataDir, 'learnflow.db'), { readOnly: true });
      const row = stored.prepare('SELECT traceparent FROM requests WHERE request_id = ?').get(json.request_id);
      stored.close();
      return [status, tutors.traceparent?.slice(3, 35), row?.traceparent?.toString().slice(3, 35)];
    };
    const asked = [...ids];
    const { on, off } = await compare('distributed-tracing', () => ask(asked.shift() ?? ''));
    assert.deepEqual(
      [on, off],
      [
        [200, ids[0], ids[0]],
        [200, undefined, undefined],
      ],
    );
    // Spans leave in order: once a later one is here, one that is not will not come.
    await ask(ids[2] ?? '');
    while (!spans.has(ids[2] ?? '')) await wait(5);
    assert.deepEqual(ids.map(spans.has), [true, false, true]);
  });

  it('prometheus-metrics: /metrics answers, or is not there', async () => {
    const { on, off } = await compare('prometheus-metrics', async () => (await fetch(service.metricsUrl)).status);
    assert.deepEqual([on, off], [200, 404]);
  });

  it('connection-pooling: connections to tutors are used again, or opened for each call', async () => {
    const { on, off } = await compare('connection-pooling', async () => {
      await triage('Give me an exercise on loops please');
      const before = tutors.connections;
      for (let time = 0; time < 4; time++) {
        assert.equal((await triage('Give me an exercise on loops please')).status, 200);
      }
      return tutors.connections - before;
    });
    assert.deepEqual([on, off], [0, 4]);
  });

  it('response-caching: the same concept question gets the reply just given, or a new one', async () => {
    const { on, off } = await compare('response-caching', async () => {
      const replies = [];
      for (let time = 0; time < 2; time++) replies.push((await triage(SURE.query)).json.reply.text);
      // With code it is another question each time.
      for (let time = 0; time < 2; time++)
        replies.push((await triage(SURE.query, { code: 'x = (1,)' })).json.reply.text);
      return [replies[0] === replies[1], replies[2] === replies[3]];
    });
    assert.deepEqual(
      [on, off],
      [
        [true, false],
        [false, false],
      ],
    );
  });

  const batch = (requests: readonly unknown[]) => call(service, '/api/v1/triage/batch', { token, body: { requests } });

  it('batch-processing: the batch route answers each message in its place, or does not exist', async () => {
    const { on, off } = await compare('batch-processing', () =>
      batch([SURE, { query: '' }, { query: 'x', nonsense: 1 }, { query: 'Give me an exercise on loops please' }]),
    );
    assert.equal(off.status, 404);
    assert.equal(on.status, 200, on.text);
    const results = on.json.results as {
      status: number;
      response?: { decision: object };
      problem?: { code: string };
    }[];
    assert.deepEqual(
      results.map(({ status }) => status),
      [200, 400, 400, 200],
    );
    assert.deepEqual(
      results.map(({ problem }) => problem?.code),
      [undefined, 'INVALID_REQUEST', 'INVALID_REQUEST', undefined],
    );
    assert.match(JSON.stringify(results[0]?.response), /concepts-agent/);
    assert.match(JSON.stringify(results[3]?.response), /exercise-agent/);
  });

  it('concurrent-processing: the messages of a batch meet, or come one by one', async () => {
    const look = async (state: 'on' | 'off') => {
      await setFlags({ 'batch-processing': 'on', 'concurrent-processing': state });
      tutors.mostAtOnce = 0;
      const { status, json } = await batch(
        Array.from({ length: 100 }, () => ({ query: 'Give me an exercise on loops' })),
      );
      assert.deepEqual([status, json.results.length], [200, 100]);
      return tutors.mostAtOnce;
    };
    assert.ok((await look('on')) > 1);
    assert.equal(await look('off'), 1);
    assert.equal((await batch(Array.from({ length: 101 }, () => SURE))).status, 400);
    await setFlags({});
  });

  it('keeps serving the last good state while the file is refused, and says so', async () => {
    await setFlags({ 'batch-processing': 'on' });
    writeFileSync(path, JSON.stringify({ flags: { 'no-such-flag': {} } }));
    while (!service.log().includes('no-such-flag: there is no such flag')) await wait(5);
    assert.equal((await batch([SURE])).status, 200);
    assert.deepEqual(await (await fetch(`${service.url}/readyz`)).json(), {
      status: 'ready',
      rate_limit: 'memory',
      schema: SCHEMA_VERSION,
      flags: 'stale',
    });
    const metrics = await (await fetch(service.metricsUrl)).text();
    assert.match(metrics, /learnflow_flags_stale 1/);
    const { json } = await call(service, '/api/v1/flags', { token: await operator() });
    assert.match(json.refusal, /no-such-flag/);
    await setFlags({});
    assert.match(await (await fetch(service.metricsUrl)).text(), /learnflow_flags_stale 0/);
  });

  it('holds a change of the file within a second', () => {
    const median = reloadsMs.toSorted((one, other) => one - other)[Math.floor(reloadsMs.length / 2)];
    assert.ok(reloadsMs.length > 30, `only ${reloadsMs.length} changes`);
    assert.ok((median ?? Number.NaN) < RELOAD_WITHIN_MS, `${median} ms`);
  });

  it('leaves its change in the audit trail: which flag, from what to what', async () => {
    const token = await service.token('op', '--role', 'operator', '--permissions', 'privacy');
    const read = async (kind: string) =>
      (await call(service, `/api/v1/audit?kind=${kind}`, { token })).json.items.map(
        ({ detail }: { detail: { flag: string; from: string; to: string } }) =>
          `${detail.flag} ${detail.from} ${detail.to}`,
      );
    assert.ok((await read('flag_change')).includes('batch-processing off on'));
    assert.ok((await read('guard_change')).includes('dead-letter-queue on off'));
  });

  it('is shown by the route to operators alone, and by the command', async () => {
    assert.equal((await call(service, '/api/v1/flags', { token })).status, 403);
    const { json } = await call(service, '/api/v1/flags?student=ada', { token: await operator() });
    assert.equal(json.flags.length, 17);
    const { stdout } = await runCli('flags', 'list', '--data-dir', service.dataDir);
    assert.equal(stdout.trim().split('\n').length, 17);
    const one = await runCli('flags', 'explain', 'openai-router', '--student', 'ada', '--data-dir', service.dataDir);
    assert.match(one.stdout, /^openai-router: on for ada\n {2}on {7}The language model is asked/);
    await assert.rejects(runCli('flags', 'explain', 'no-such', '--data-dir', service.dataDir), { code: 1 });
  });
});

describe('journey: a guard off', () => {
  it('in production stops the start and says why', async () => {
    await assert.rejects(
      startService({
        LEARNFLOW_ENV: 'production',
        LEARNFLOW_JWKS_URL: 'http://127.0.0.1:1/keys',
        LEARNFLOW_ISSUER: 'https://id.test',
        LEARNFLOW_FLAG_JWT_VALIDATION: 'off',
      }),
      /jwt-validation: it is a guard and stays on in production \(LEARNFLOW_FLAG_JWT_VALIDATION\)/,
    );
  });

  it('by hand is told apart from the file', async () => {
    const service = await startService({ LEARNFLOW_FLAG_RETRY_POLICY: 'off' });
    try {
      const token = await service.token('op', '--role', 'operator');
      const { json } = await call(service, '/api/v1/flags', { token });
      const row = json.flags.find(({ name }: { name: string }) => name === 'retry-policy');
      assert.deepEqual([row.state, row.source], ['off', 'override']);
      const auditor = await service.token('op', '--role', 'operator', '--permissions', 'privacy');
      const path = '/api/v1/audit?kind=flag_change';
      let items: { actor: object; detail: { revision: string } }[] = [];
      while (items.length === 0) ({ items } = (await call(service, path, { token: auditor })).json);
      assert.deepEqual(
        items.map(({ actor, detail: { revision, ...rest } }) => [actor, revision.length, rest]),
        [[{ role: 'operator', id: 'environment' }, 12, { flag: 'retry-policy', from: 'on', to: 'off', at: 'start' }]],
      );
    } finally {
      await service.stop();
    }
  });
});
