import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { startAgent } from '../start-agent.ts';
import { call, startService, type TestService } from '../start-service.ts';

/** Words that no line may hold: they stand for what students write, are answered, and prove who they are with. */
const WORDS = ['zanzibar', 'quokka', 'ornithopter'];
const STUDENT = 'velociraptor-student';

describe('journey: log lines', () => {
  let service: TestService;
  let token: string;
  before(async () => {
    // No tutor listens there: every way of failing is logged.
    service = await startService({
      LEARNFLOW_LOG_LEVEL: 'trace',
      LEARNFLOW_AGENTS: 'http://127.0.0.1:1/{agent}',
      LEARNFLOW_FLAG_BATCH_PROCESSING: 'on',
    });
    token = await service.token(STUDENT);
  });
  after(() => service.stop());

  const text = `My loop prints ${WORDS[0]} and then a TypeError, why?`;
  const lines = () =>
    service
      .log()
      .split('\n')
      .filter((line) => line !== '');

  it('hold no token and nothing of what a student wrote, whatever goes wrong', async () => {
    const post = (body: unknown, more = {}) => call(service, '/api/v1/triage', { token, body, ...more });
    const statuses = [
      await post({ query: text, code: `print(${WORDS[1]})` }),
      await post({ query: text }, { headers: { accept: 'text/event-stream' } }),
      await post(`{"query": ${WORDS[0]}`),
      await post({ query: text, [`${WORDS[2]}`]: 1 }),
      await post({ query: text }, { headers: { 'idempotency-key': `"${WORDS[1]}"` } }),
      await post({ query: text }, { token: `${token.slice(0, -4)}AAAA` }),
      await post({ query: `${WORDS[0]}\r\n{"level":60}` }, { headers: { 'x-request-id': `${WORDS[2]}` } }),
      await call(service, '/api/v1/classify', { token, body: { query: text } }),
      await call(service, `/api/v1/requests/${WORDS[0]}?cursor=${WORDS[1]}`, { token }),
      await call(service, `/${WORDS[2]}`, { token }),
      await call(service, '/api/v1/feedback', { token, body: { request_id: WORDS[0], comment: WORDS[1] } }),
      await call(service, `/api/v1/students/${STUDENT}/export`, { token }),
    ].map(({ status }) => status);
    assert.ok(new Set(statuses).size > 4, statuses.join());
    while (lines().filter((line) => line.includes('"answered"')).length < statuses.length)
      await new Promise(setImmediate);
    const log = service.log();
    for (const hidden of [...WORDS, STUDENT, token, token.split('.')[1] ?? '', 'Bearer'])
      assert.ok(!log.includes(hidden), `the log shows ${hidden}: ${lines().find((line) => line.includes(hidden))}`);
  });

  it('are JSON, each with its level, time and what happened', () => {
    assert.ok(lines().length > 12);
    for (const line of lines()) {
      const { level, time, msg } = JSON.parse(line) as Record<string, unknown>;
      assert.deepEqual([typeof level, typeof time, typeof msg], ['number', 'number', 'string'], line);
    }
  });

  it('of a request carry its id and those of its trace', async () => {
    const { json } = await call(service, '/api/v1/classify', { token, body: { query: text } });
    const own = () =>
      lines()
        .map((line) => JSON.parse(line))
        .filter(({ request_id }) => request_id === json.request_id);
    while (own().length === 0) await new Promise(setImmediate);
    for (const { trace_id, span_id } of own()) {
      assert.match(trace_id, /^[0-9a-f]{32}$/);
      assert.match(span_id, /^[0-9a-f]{16}$/);
    }
    const answered = lines()
      .map((line) => JSON.parse(line))
      .filter(({ msg }) => msg === 'answered');
    assert.ok(answered.length > 12);
    for (const { request_id, trace_id } of answered) assert.ok(request_id !== undefined && trace_id !== undefined);
  });

  it('of each message of a batch carry the id under which its student asks for it', async () => {
    const requests = [{ query: text }, { query: '' }];
    const { json } = await call(service, '/api/v1/triage/batch', { token, body: { requests } });
    assert.ok(json.results[0].status >= 500);
    const ids = json.results.map(({ problem }: { problem: { request_id: string } }) => problem.request_id);
    const told = ids.map(async (id: string) => {
      const log = await service.logged((log) =>
        log.split('\n').some((line) => line.includes(id) && line.includes('of a batch was answered')),
      );
      const line = log.split('\n').find((one) => one.includes(id) && one.includes('of a batch was answered'));
      const { request_id, status, trace_id, batch_request_id } = JSON.parse(line ?? '');
      assert.match(batch_request_id, /^[0-9a-f-]{36}$/);
      return [request_id, status, trace_id.length];
    });
    assert.deepEqual(await Promise.all(told), [
      [ids[0], json.results[0].status, 32],
      [ids[1], 400, 32],
    ]);
  });

  it('tell of an address that cannot be read, and of what is no request, as of any other', async () => {
    const unreadable = await call(service, `/%zz${WORDS[0]}`, { token });
    assert.equal(unreadable.status, 400);
    assert.equal(unreadable.headers.get('x-request-id'), unreadable.json.request_id);
    assert.equal(unreadable.headers.get('x-content-type-options'), 'nosniff');
    const tooLarge = await call(service, '/livez', { headers: { 'x-large': WORDS[0]?.repeat(4_000) ?? '' } });
    assert.equal(tooLarge.status, 431);
    for (const { json, status } of [unreadable, tooLarge]) {
      const log = await service.logged(json.request_id);
      const line = log.split('\n').find((one) => one.includes(json.request_id));
      assert.equal(JSON.parse(line ?? '').status, status);
    }
    const metrics = await (await fetch(service.metricsUrl)).text();
    assert.match(metrics, /learnflow_http_requests_total\{route="unknown",method="GET",status="400",.*\} 1\n/);
    assert.doesNotMatch(service.log(), new RegExp(WORDS[0] ?? ''));
  });
});

describe('journey: log lines of a tutor’s process', () => {
  it('hold nothing of a question that was refused, whatever it calls its id', async () => {
    const { child, url, log } = await startAgent('concepts', { LEARNFLOW_LOG_LEVEL: 'trace' });
    const closed = once(child, 'close');
    try {
      const bodies = [{ request_id: WORDS[0] }, { request_id: { query: WORDS[1] } }, [WORDS[2]], { request_id: null }];
      for (const body of bodies) assert.equal((await call({ url }, '/process', { body })).status, 400);
      while (log().split('"answered"').length <= bodies.length) await new Promise(setImmediate);
      for (const word of WORDS) assert.ok(!log().includes(word), log());
    } finally {
      child.kill();
      await closed;
    }
  });
});

describe('journey: the last lines of a process', () => {
  const PRELOAD = `--import=${new URL('../break-on-signal.js', import.meta.url).href}`;
  const starts = {
    'the service': async (env: Record<string, string>) => {
      const service = await startService({ ...env, LEARNFLOW_AGENTS: 'http://127.0.0.1:1/{agent}' });
      return { child: service.process, log: service.log };
    },
    'a tutor': async (env: Record<string, string>) => startAgent('concepts', env),
  };
  const parse = (log: string) =>
    log
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));

  for (const [who, start] of Object.entries(starts)) {
    for (const [way, message] of [
      ['throw', 'a row was refused'],
      ['reject', 'a row was refused'],
      ['reject-text', 'something that is no error was thrown'],
    ] as const) {
      it(`of ${who} say in JSON why it ends, and nothing of what hangs on the error: ${way}`, async () => {
        const { child, log } = await start({ NODE_OPTIONS: PRELOAD, BREAK: way });
        const closed = once(child, 'close');
        child.kill('SIGUSR2');
        assert.deepEqual(await closed, [1, null]);
        const last = parse(log()).at(-1);
        assert.deepEqual([last.level, last.err.message], [60, message]);
        assert.doesNotMatch(log(), /zanzibar/);
      });
    }

    it(`of ${who} are no end when Node warns, and are JSON`, async () => {
      const { child, log } = await start({ NODE_OPTIONS: PRELOAD, BREAK: 'warn' });
      child.kill('SIGUSR2');
      while (!log().includes('something is old')) await once(child.stderr ?? child, 'data');
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      assert.deepEqual(await closed, [0, null]);
      const warning = parse(log()).find(({ level }) => level === 40);
      assert.deepEqual([warning.err.type, warning.err.message], ['DeprecationWarning', 'something is old']);
      assert.doesNotMatch(log(), /zanzibar/);
    });
  }
});
