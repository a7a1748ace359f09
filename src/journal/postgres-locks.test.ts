import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { missingPostgres, startPostgres, type TestPostgres } from '../../test/start-postgres.ts';
import type { AcceptedRequest, Journal } from './journal.ts';
import { createPostgresJournal } from './postgres-journal.ts';

const DAY_MS = 86_400_000;
const operator = { role: 'operator', id: 'olga' } as const;
const now = Date.now();
const reply = { text: 'Because.', topics: [] } as never;
const timings = { sanitize_ms: 0, classify_ms: 0, route_ms: 0, journal_ms: 0, dispatch_ms: 1, total_ms: 1 };

function request(requestId: string, studentId: string, acceptedAtMs = now): AcceptedRequest {
  const classification = { intent: 'syntax_help', confidence: 0.9, evidence: [] } as never;
  const decision = { intent: 'syntax_help', target_agent: 'debug-agent', outcome: 'routed' } as never;
  const query = { query: 'why?', removed: {}, suspicions: [] };
  return { requestId, studentId, acceptedAtMs, query, classification, decision };
}

/**
 * Each test lets two works meet in the one order in which they could wait for each other. The server does not look for
 * deadlocks: who waits in a circle waits until its statement is ended, and is rejected.
 */
describe('journal on PostgreSQL: works that meet', { skip: missingPostgres() ?? false }, () => {
  let server: TestPostgres;
  let journal: Journal;
  let holder: pg.Client;
  let count = 0;
  before(async () => {
    server = await startPostgres({ conf: 'deadlock_timeout = 1h' });
  });
  after(() => server?.stop());
  beforeEach(async () => {
    count += 1;
    const url = await server.database(`locks${count}`);
    journal = await createPostgresJournal({ url, maxLagMs: 60_000, timeoutMs: 20_000 });
    holder = new pg.Client({ connectionString: url });
    await holder.connect();
    await holder.query('SET search_path = learnflow');
  });
  afterEach(async () => {
    await holder?.end();
    await journal?.close();
  });

  /** Holds rows while the works begin, one after the other, each until it waits for a lock; then lets them go. */
  async function meet(rows: string, ...works: (() => Promise<unknown>)[]): Promise<unknown[]> {
    await holder.query('BEGIN');
    await holder.query(`SELECT 1 FROM ${rows} FOR UPDATE`);
    const begun: Promise<unknown>[] = [];
    for (const work of works) {
      begun.push(work());
      for (let waiting = 0; waiting < begun.length; await wait(5)) {
        const { rows: found } = await server.run(
          `SELECT count(*) AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock'`,
        );
        waiting = Number(found[0]?.n);
      }
    }
    await holder.query('COMMIT');
    return Promise.all(begun);
  }

  async function giveUp(requestId: string, studentId: string, acceptedAtMs = now): Promise<string> {
    await journal.accept(request(requestId, studentId, acceptedAtMs));
    const end = { status: 'dead_lettered', agent: 'debug-agent', reason: 'timed_out', attempts: [] } as const;
    await journal.settle(requestId, acceptedAtMs, { ...end, deadLetterId: `d-${requestId}` });
    return `d-${requestId}`;
  }

  for (const [name, ageMs] of [
    ['uses an idempotency key again', 0],
    ['uses an idempotency key anew that has run out', 2 * DAY_MS],
  ] as const) {
    it(`erases a student who ${name}`, async () => {
      const student = `key-${ageMs}`;
      const key = { studentId: student, route: 'POST /api/v1/triage', key: 'k', fingerprint: 'f' };
      await journal.accept(request(`${student}-1`, student, now - ageMs), key);
      // Two at once: the second is new, and writes its student's row whatever stands under the key of the first.
      await meet(
        `students WHERE student_id = '${student}'`,
        () => journal.eraseStudent(student, now, operator),
        () =>
          Promise.all([
            journal.accept(request(`${student}-2`, student), key),
            journal.accept(request(`${student}-3`, student)),
          ]),
      );
      assert.equal(await journal.find(`${student}-1`), undefined);
      assert.equal((await journal.find(`${student}-3`))?.state.status, 'accepted');
      // What stands under the key, if anything does, is there.
      const used = await journal.findKey(key, now);
      assert.equal(used && (await journal.find(used.requestId))?.requestId, used?.requestId);
    });
  }

  it('erases a student whose question is answered by a replay', async () => {
    const letter = await giveUp('replayed', 'rob');
    await journal.claimDeadLetter(letter, now);
    const [, isReplayed] = await meet(
      `requests WHERE request_id = 'replayed'`,
      () => journal.eraseStudent('rob', now, operator),
      () => journal.settleReplay(letter, now, { reply, timings }, operator),
    );
    assert.equal(isReplayed, false);
    assert.equal(await journal.findDeadLetter(letter), undefined);
  });

  it('erases a student several of whose questions are answered together', async () => {
    await journal.accept(request('one', 'sue', now));
    await journal.accept(request('two', 'sue', now + 1));
    const answered = { status: 'answered', reply, timings, attempts: [] } as const;
    const [, isAnswered] = await meet(
      `requests WHERE request_id = 'one'`,
      () => journal.eraseStudent('sue', now, operator),
      () => Promise.all([journal.settle('two', now, answered), journal.settle('one', now, answered)]),
    );
    assert.deepEqual(isAnswered, [false, false]);
  });

  it('sweeps a dead letter that someone discards', async () => {
    const letter = await giveUp('old', 'tom', now - 40 * DAY_MS);
    const [, isDiscarded] = await meet(
      `requests WHERE request_id = 'old'`,
      () => journal.sweep(now, { recordDays: 90, textDays: 30 }),
      () => journal.discardDeadLetter(letter, now, operator),
    );
    assert.equal(isDiscarded, false);
    assert.equal((await journal.findDeadLetter(letter))?.state, 'discarded');
  });
});
