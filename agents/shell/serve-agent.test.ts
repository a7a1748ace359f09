import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { type ActivityLedger, openActivityLedger } from './activity-ledger.ts';
import type { FollowEvent } from './event-routes.ts';
import { createAgentServer } from './serve-agent.ts';

const TOKEN = 'what only the sidecar knows';
const QUESTION = { request_id: 'r', agent: 'progress-agent', intent: 'progress_check', query: 'how am I doing?' };

const event = (id: string, changes: object = {}) => ({
  specversion: '1.0',
  id,
  source: '/learnflow/triage',
  type: 'learnflow.request.answered',
  subject: 'p-ada',
  time: '2026-03-01T10:00:00.000Z',
  datacontenttype: 'application/json',
  data: { request_id: id, status: 'answered', intent: 'syntax_help', agent: 'debug-agent', topics: ['loops'] },
  ...changes,
});

describe('a tutor as a Dapr app', () => {
  let app: FastifyInstance;
  let ledger: ActivityLedger;
  let dir: string;
  before(async () => {
    dir = mkdtempSync(join(tmpdir(), 'learnflow-ledger-'));
    ledger = openActivityLedger(join(dir, 'activity.db'), Date.now);
    app = await createAgentServer('progress-agent', { appToken: TOKEN, ledger });
  });
  after(async () => {
    await app.close();
    ledger.close();
    rmSync(dir, { recursive: true, force: true });
  });

  const ask = (headers: Record<string, string>) =>
    app.inject({ method: 'POST', url: '/process', payload: QUESTION, headers });
  const deliver = async (payload: unknown) => {
    const headers = { 'content-type': 'application/cloudevents+json', 'dapr-api-token': TOKEN };
    const answer = await app.inject({ method: 'POST', url: '/events', payload: JSON.stringify(payload), headers });
    return [answer.statusCode, answer.json().status];
  };

  it('lets only the sidecar in, and only triage-service ask', async () => {
    assert.equal((await ask({})).statusCode, 401);
    assert.equal((await ask({ 'dapr-caller-app-id': 'triage-service' })).statusCode, 401);
    assert.equal(
      (await ask({ 'dapr-api-token': `${TOKEN}!`, 'dapr-caller-app-id': 'triage-service' })).statusCode,
      401,
    );
    assert.equal((await ask({ 'dapr-api-token': TOKEN })).statusCode, 403);
    assert.equal((await ask({ 'dapr-api-token': TOKEN, 'dapr-caller-app-id': 'debug-agent' })).statusCode, 403);
    const answer = await ask({ 'dapr-api-token': TOKEN, 'dapr-caller-app-id': 'triage-service' });
    assert.deepEqual([answer.statusCode, answer.json().agent], [200, 'progress-agent']);
    assert.equal((await app.inject('/activity')).statusCode, 401);
  });

  it('tells anyone that it is alive', async () => {
    assert.equal((await app.inject('/livez')).statusCode, 200);
    assert.equal((await app.inject('/readyz')).statusCode, 200);
  });

  it('names no subscriptions of its own: they are declared', async () => {
    const { statusCode, body } = await app.inject({ url: '/dapr/subscribe', headers: { 'dapr-api-token': TOKEN } });
    assert.deepEqual([statusCode, body], [200, '[]']);
  });

  it('counts an event once, however often it comes', async () => {
    const before = ledger.totals();
    for (let time = 0; time < 3; time++) assert.deepEqual(await deliver(event('e-1')), [200, 'SUCCESS']);
    assert.deepEqual(ledger.totals(), { applied: before.applied + 1, duplicates: before.duplicates + 2 });
    const about = ledger.readDays(10).map(({ day, about, count }) => [day, about, count]);
    assert.deepEqual(about, [
      ['2026-03-01', 'loops', 1],
      ['2026-03-01', 'syntax_help', 1],
    ]);
  });

  it('takes an event of a version it does not know, and drops what is none', async () => {
    assert.deepEqual(await deliver(event('e-2', { type: 'learnflow.later.kind', data: { new_fact: 1 } })), [
      200,
      'SUCCESS',
    ]);
    for (const wrong of [{}, 'text', event(''), event('e-3', { time: 'noon' }), event('e-4', { data: 1 })]) {
      assert.deepEqual(await deliver(wrong), [200, 'DROP']);
    }
  });

  it('asks for an event again while it cannot be written', async () => {
    const failing = { ...ledger, apply: () => Promise.reject(new Error('disk full')) };
    const failures: unknown[] = [];
    const followEvent: FollowEvent =
      () =>
      ({ error }) =>
        failures.push(error);
    const broken = await createAgentServer('progress-agent', { ledger: failing, followEvent });
    const headers = { 'content-type': 'application/cloudevents+json' };
    const answer = await broken.inject({
      method: 'POST',
      url: '/events',
      payload: JSON.stringify(event('e-5')),
      headers,
    });
    assert.equal(answer.json().status, 'RETRY');
    assert.match(String(failures), /disk full/);
    await broken.close();
  });
});

describe('openActivityLedger', () => {
  it('remembers what it has seen over a restart, and forgets it after thirty days', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'learnflow-ledger-'));
    const file = join(dir, 'activity.db');
    let nowMs = Date.parse('2026-03-01T00:00:00Z');
    const learning = { ...event('e-1'), data: {} };
    const first = openActivityLedger(file, () => nowMs);
    assert.equal(await first.apply(learning), true);
    first.close();

    const second = openActivityLedger(file, () => nowMs);
    assert.equal(await second.apply(learning), false);
    nowMs += 31 * 86_400_000;
    assert.equal(await second.apply({ ...learning, id: 'e-2' }), true);
    assert.equal(await second.apply(learning), true);
    second.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('writes events that come together in one transaction, each counted once', async () => {
    const ledger = openActivityLedger(':memory:', Date.now);
    const ids = Array.from({ length: 200 }, (_, at) => `e-${at % 100}`);
    const isNew = await Promise.all(ids.map((id) => ledger.apply({ ...event(id), data: {} })));
    assert.equal(isNew.filter(Boolean).length, 100);
    assert.deepEqual(ledger.totals(), { applied: 100, duplicates: 100 });
    ledger.close();
  });
});
