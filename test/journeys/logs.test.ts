import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { call, startService, type TestService } from '../start-service.ts';

/** Words that no line may hold: they stand for what students write, are answered, and prove who they are with. */
const WORDS = ['zanzibar', 'quokka', 'ornithopter'];
const STUDENT = 'velociraptor-student';

describe('journey: log lines', () => {
  let service: TestService;
  let token: string;
  before(async () => {
    // No tutor listens there: every way of failing is logged.
    service = await startService({ LEARNFLOW_LOG_LEVEL: 'trace', LEARNFLOW_AGENTS: 'http://127.0.0.1:1/{agent}' });
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
});
