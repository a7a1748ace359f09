import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createTokens } from '../create-tokens.ts';
import { type BadAgent, startBadAgent } from '../start-bad-agent.ts';
import { missingPostgres, startPostgres, type TestPostgres } from '../start-postgres.ts';
import { call, startService, type TestService } from '../start-service.ts';
import { type EventSink, startEventSink } from './event-sink.ts';
import { examine } from './examine.ts';
import { AGENTS, askUntilKnown, type Told } from './message-load.ts';

const CALLERS = 8;
const body = { query: 'why does it fail', session_context: { chosen_intent: 'syntax_help' } };
const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'learnflow-postgres-fault-')));

describe('faults: a service on PostgreSQL', { skip: missingPostgres() ?? false }, () => {
  let postgres: TestPostgres;
  let tutor: BadAgent;
  let sink: EventSink;
  let token: (student: string, role?: 'student' | 'operator') => Promise<string>;
  before(async () => {
    [postgres, tutor, sink] = await Promise.all([startPostgres(), startBadAgent(), startEventSink()]);
    const [first = '', second = ''] = folders;
    token = await createTokens(first);
    copyFileSync(join(first, 'development-key.json'), join(second, 'development-key.json'));
  });
  after(async () => {
    for (const service of started) service.process.kill('SIGKILL');
    tutor?.stop();
    sink?.close();
    await postgres?.stop();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  const started: TestService[] = [];
  const start = async (database: string, index = 0, env: Record<string, string> = {}) => {
    const service = await startService(
      {
        LEARNFLOW_STORE: await postgres.database(database),
        LEARNFLOW_AGENTS: AGENTS.map((name) => `${name}-agent=${tutor.url}`).join(','),
        LEARNFLOW_EVENTS: sink.url,
        LEARNFLOW_LOG_LEVEL: 'info',
        LEARNFLOW_MESSAGES_PER_MINUTE: '1000000',
        LEARNFLOW_MESSAGES_PER_HOUR: '1000000',
        ...env,
      },
      folders[index],
    );
    started.push(service);
    return service;
  };

  /** Looks again and again until something is so; a test that waits for ever is ended by the runner. */
  async function until<Value>(look: () => Promise<Value>, isSo: (value: Value) => boolean): Promise<Value> {
    for (;;) {
      const value = await look();
      if (isSo(value)) return value;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  const read = async <Row>(database: string, sql: string): Promise<Row[]> =>
    (await postgres.run(sql.replaceAll(/(FROM|JOIN) (\w)/g, '$1 learnflow.$2'), database)).rows as Row[];
  const statusOf = async (service: TestService, bearer: string, id: string) =>
    (await call(service, `/api/v1/requests/${id}`, { token: bearer })).json.status as string;

  it('keeps what it accepted and refuses the rest while the server is killed and comes back', async () => {
    await tutor.setMode('well');
    const service = await start('restarted');
    try {
      const told = new Map<string, Told>();
      let isOver = false;
      const answered = () => [...told.values()].filter((how) => typeof how !== 'string').length;
      const load = Array.from({ length: CALLERS }, async (_, caller) => {
        const bearer = await token(`student-${caller}`);
        for (let count = 0; !isOver; count++) {
          told.set(`${caller}-${count}`, await askUntilKnown(service, bearer, `${caller}-${count}`));
        }
      });
      await until(
        async () => answered(),
        (count) => count > 100,
      );
      await postgres.kill();
      const bearer = await token('prober');
      const refused = await until(
        () => call(service, '/api/v1/triage', { token: bearer, body }),
        ({ status }) => status !== 200,
      );
      assert.deepEqual([refused.status, refused.json.code], [503, 'JOURNAL_UNAVAILABLE']);
      assert.ok(Number(refused.headers.get('retry-after')) > 0);
      const { status, json } = await until(
        () => call(service, '/readyz'),
        ({ json }) => json.store === 'away',
      );
      assert.deepEqual([status, json.status], [200, 'ready']);
      await postgres.restart();
      const before = answered();
      await until(
        async () => answered(),
        (count) => count > before + 100,
      );
      isOver = true;
      await Promise.all(load);
      await until(
        () => read<{ n: number }>('restarted', `SELECT count(*) AS n FROM requests WHERE status = 'accepted'`),
        ([row]) => row?.n === 0,
      );
      await until(
        () => read<{ n: number }>('restarted', 'SELECT count(*) AS n FROM outbox'),
        ([row]) => row?.n === 0,
      );
      const { checks } = await examine((sql) => read('restarted', sql), told, sink);
      assert.deepEqual(
        checks.filter(({ wrong }) => wrong.length > 0),
        [],
      );
      await until(
        () => call(service, '/readyz'),
        ({ json }) => json.store === undefined,
      );
      const back = async () => service.log().includes('the store can be used again');
      await until(back, (isSaid) => isSaid);
      assert.match(service.log(), /the store cannot be used/);
      assert.doesNotMatch(service.log(), /postgres:\/\//);
    } finally {
      await service.stop({ keepData: true });
    }
  });

  it('ends what a killed process left behind, and nothing of the one that lives', async () => {
    const slow = { LEARNFLOW_ATTEMPT_TIMEOUT_MS: '8000' };
    const [first, second] = await Promise.all([start('killed', 0, slow), start('killed', 1, slow)]);
    try {
      const bearer = await token('ada');
      await tutor.setMode('silence');
      const asked = [first, second].map((service) => call(service, '/api/v1/triage', { token: bearer, body }));
      const lost = asked[0]?.catch(() => undefined);
      const open = await until(
        () => read<{ request_id: string }>('killed', `SELECT request_id FROM requests WHERE status = 'accepted'`),
        (rows) => rows.length === 2,
      );
      await first.stop({ signal: 'SIGKILL', keepData: true });
      await lost;
      const statuses = async () =>
        (await Promise.all(open.map((row) => statusOf(second, bearer, row.request_id)))).sort();
      assert.deepEqual(await until(statuses, (now) => now.includes('dead_lettered')), ['accepted', 'dead_lettered']);
      const { json } = (await asked[1]) ?? {};
      assert.equal(json.code, 'AGENT_TIMED_OUT', JSON.stringify(json));
      assert.deepEqual(await statuses(), ['dead_lettered', 'dead_lettered']);
      const reasons = await read<{ reason: string }>('killed', 'SELECT reason FROM dead_letters ORDER BY reason');
      assert.deepEqual(
        reasons.map(({ reason }) => reason),
        ['interrupted', 'timed_out'],
      );
    } finally {
      await second.stop({ keepData: true });
    }
  });

  it('tells a student who waits at one process of the answer that a replay at another brought', async () => {
    const [first, second] = await Promise.all([start('told', 0), start('told', 1)]);
    try {
      const [bearer, operator] = [await token('ada'), await token('root', 'operator')];
      await tutor.setMode('refusal');
      const { json: problem } = await call(first, '/api/v1/triage', { token: bearer, body });
      const waiting = await fetch(`${first.url}${problem.instance}`, {
        headers: { authorization: `Bearer ${bearer}`, accept: 'text/event-stream' },
      });
      await tutor.setMode('well');
      const path = `/api/v1/dead-letters/${problem.dead_letter_id}/replay`;
      assert.equal((await call(second, path, { token: operator, method: 'POST' })).status, 200);
      // The stream ends with the answer.
      assert.match(await waiting.text(), /"status":"replayed"[^\n]*All is well/);
    } finally {
      await Promise.all([first, second].map((service) => service.stop({ keepData: true })));
    }
  });
});
