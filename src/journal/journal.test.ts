import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../../contract/audit.ts';
import type { Page } from '../../contract/page.ts';
import { missingPostgres, startPostgres, type TestPostgres } from '../../test/start-postgres.ts';
import type { AcceptedRequest, Change, Journal, PageRequest, Settlement } from './journal.ts';
import type { Queryable } from './postgres-connect.ts';
import { createPostgresJournal } from './postgres-journal.ts';
import { withdrawRequests } from './postgres-requests.ts';
import { MIGRATIONS } from './postgres-schema.ts';
import { createSqliteJournal } from './sqlite-journal.ts';
import { SCHEMA_VERSION } from './sqlite-schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'learnflow-journal-'));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Options {
  readonly leaseMs?: number;
  readonly maxPending?: number;
  readonly migrate?: 'auto' | 'check';
}

/** One kind of store, as the promises need it. */
interface Store {
  readonly skip: string | false;
  /** The schema this build knows. */
  readonly schema: number;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** A journal on the store of that name; several may be open at once. */
  open(name: string, options?: Options): Promise<Journal>;
  /** Does something to a store behind the journal's back. */
  run(name: string, sql: string): Promise<void>;
  /** Makes a store look as if a build of another schema had written it. */
  setSchema(name: string, version: number, worksFrom: number): Promise<void>;
  /** Nobody can write the store while that goes on. */
  takeAway(name: string, during: () => Promise<void>): Promise<void>;
}

/** On a machine with much other work a sync to disk may take longer than a student would be kept waiting for it. */
const PATIENT = { maxLagMs: 60_000 };

const fileOf = (name: string) => join(folder, `${name}.db`);
let postgres: TestPostgres;
const stores: Readonly<Record<'sqlite' | 'postgres', Store>> = {
  sqlite: {
    skip: false,
    schema: SCHEMA_VERSION,
    start: async () => {},
    stop: async () => {},
    open: (name, options) => createSqliteJournal(fileOf(name), { ...PATIENT, ...options }),
    async run(name, sql) {
      const db = new DatabaseSync(fileOf(name), { timeout: 5_000 });
      db.exec(sql);
      db.close();
    },
    setSchema: (name, version, worksFrom) =>
      stores.sqlite.run(
        name,
        `PRAGMA user_version = ${version};
         UPDATE settings SET value = '${worksFrom}' WHERE name = 'schema_works_from'`,
      ),
    async takeAway(name, during) {
      const db = new DatabaseSync(fileOf(name), { timeout: 5_000 });
      db.exec('BEGIN IMMEDIATE');
      await during().finally(() => {
        db.exec('ROLLBACK');
        db.close();
      });
    },
  },
  postgres: {
    skip: missingPostgres() ?? false,
    schema: MIGRATIONS.length,
    async start() {
      postgres = await startPostgres();
    },
    stop: () => postgres.stop(),
    open: async (name, options) =>
      createPostgresJournal({ url: await postgres.database(name), connections: 5, ...PATIENT, ...options }),
    async run(name, sql) {
      await postgres.run(`SET search_path = learnflow; ${sql}`, name);
    },
    setSchema: (name, version, worksFrom) =>
      stores.postgres.run(
        name,
        version < MIGRATIONS.length
          ? `DELETE FROM schema_version WHERE version > ${version}`
          : `INSERT INTO schema_version (version, works_from) VALUES (${version}, ${worksFrom})`,
      ),
    async takeAway(_name, during) {
      await postgres.kill();
      await during().finally(() => postgres.restart());
    },
  },
};

const timings = { sanitize_ms: 0, classify_ms: 0, route_ms: 0, journal_ms: 0, dispatch_ms: 1, total_ms: 1 };

function request(requestId: string, changes: Partial<AcceptedRequest> = {}): AcceptedRequest {
  return {
    requestId,
    studentId: 'ada',
    acceptedAtMs: Date.UTC(2026, 0, 10, 12),
    query: { query: 'why?', removed: {}, suspicions: [] },
    classification: {
      intent: 'syntax_help',
      confidence: 0.9,
      scores: [],
      out_of_scope: 0,
      evidence: [],
      decided_by: 'rules',
      threshold: 0.6,
      clarify_margin: 0.1,
      usage: { input_tokens: 0, output_tokens: 0, source: 'none' },
    },
    decision: {
      intent: 'syntax_help',
      confidence: 0.9,
      target_agent: 'debug-agent',
      outcome: 'routed',
      priority: 'high',
      reasons: [],
    },
    ...changes,
  };
}

const reply = { agent: 'debug-agent', text: 'Line 3.', topics: ['loops'] } as const;
const answer = { reply: { ...reply, topics: [...reply.topics] }, timings };
const answered: Settlement = { status: 'answered', ...answer, attempts: [] };
const attempt = { startedAtMs: 1, durationMs: 2, error: 'timed_out', detail: 'late' } as const;
const givenUp = (deadLetterId: string): Settlement => ({
  status: 'dead_lettered',
  deadLetterId,
  agent: 'debug-agent',
  reason: 'timed_out',
  attempts: [attempt],
});
/** A process on another machine that holds a request and says nothing more. */
const SILENT_OWNER = `
  INSERT INTO owners (owner_id, machine, pid, started_at, beats) VALUES ('ghost', 'another machine', 1, '', 7);
  UPDATE requests SET owner_id = 'ghost' WHERE request_id = 'ghostly'`;
const operator: Actor = { role: 'operator', id: 'root' };
const DAY_MS = 86_400_000;

/** Every entry of a list, page by page. */
async function readAll<Item>(read: (page: PageRequest) => Promise<Page<Item>>, limit = 2): Promise<Item[]> {
  const all: Item[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await read({ limit, cursor });
    all.push(...page.items);
    cursor = page.next_cursor;
    if (cursor === undefined) return all;
  }
}

/** Resolves with the first change of a request. */
function changeOf(journal: Journal, requestId: string): Promise<Change> {
  return new Promise((resolve) => {
    const stop = journal.subscribe((change) => {
      if (change.requestId !== requestId) return;
      stop();
      resolve(change);
    });
  });
}

for (const [name, store] of Object.entries(stores)) {
  const { skip, start, stop, open, run } = store;
  describe(`journal: ${name}`, { skip }, () => {
    let journal: Journal;
    before(async () => {
      await start();
      journal = await open('promises');
    });
    after(async () => {
      await journal?.close();
      await stop();
    });

    it('knows nothing of a request that was never accepted', async () => {
      assert.equal(await journal.find('nobody'), undefined);
      assert.equal(await journal.settle('nobody', 1, answered), false);
    });

    it('keeps an accepted request until it is settled, and its answer from then on', async () => {
      await journal.accept(request('r1', { flags: { 'retry-policy': true } }));
      assert.deepEqual((await journal.find('r1'))?.state, { status: 'accepted' });
      assert.equal(await journal.settle('r1', 5, answered), true);
      const stored = await journal.find('r1');
      assert.deepEqual(stored?.state, { status: 'answered', settledAtMs: 5, ...answer });
      assert.deepEqual([stored?.query.query, stored?.flags], ['why?', { 'retry-policy': true }]);
    });

    it('lets a request end once: the second end changes nothing', async () => {
      await journal.accept(request('r2'));
      const ends = await Promise.all([journal.settle('r2', 5, givenUp('d2')), journal.settle('r2', 6, answered)]);
      assert.deepEqual(ends, [true, false]);
      assert.deepEqual((await journal.find('r2'))?.state, {
        status: 'dead_lettered',
        settledAtMs: 5,
        deadLetterId: 'd2',
        reason: 'timed_out',
      });
    });

    it('keeps a failure without a dead letter where there are none', async () => {
      await journal.accept(request('f1'));
      await journal.settle('f1', 5, { status: 'failed', reason: 'exhausted', attempts: [attempt] });
      assert.deepEqual((await journal.find('f1'))?.state, { status: 'failed', settledAtMs: 5, reason: 'exhausted' });
      assert.equal(await journal.countDeadLetters({ reason: 'exhausted' }), 0);
    });

    it('refuses a second request of the same id, and keeps the first', async () => {
      await journal.accept(request('r3'));
      await assert.rejects(journal.accept(request('r3', { studentId: 'bob' })), { code: 'JOURNAL_UNAVAILABLE' });
      assert.equal((await journal.find('r3'))?.studentId, 'ada');
    });

    it('lets a call that fails take no other call of the same moment with it', async () => {
      const calls = ['r4', 'r3', 'r5'].map((id) => journal.accept(request(id)));
      const ends = await Promise.allSettled(calls);
      assert.deepEqual(
        ends.map(({ status }) => status),
        ['fulfilled', 'rejected', 'fulfilled'],
      );
      assert.equal((await journal.find('r5'))?.state.status, 'accepted');
    });

    it('records one request under a key, however many come with it at once', async () => {
      const key = { studentId: 'kim', route: 'POST /api/v1/triage', key: 'k', fingerprint: 'same' };
      const accepts = ['k1', 'k2', 'k3'].map((id) => journal.accept(request(id, { studentId: 'kim' }), key));
      const duplicate = { kind: 'duplicate', requestId: 'k1', fingerprint: 'same' };
      assert.deepEqual(await Promise.all(accepts), [{ kind: 'accepted' }, duplicate, duplicate]);
      assert.equal(await journal.find('k2'), undefined);
      const at = request('k1').acceptedAtMs;
      assert.deepEqual(await journal.findKey(key, at), { requestId: 'k1', fingerprint: 'same' });
      const answeredAtOnce = journal.recordAnswered(request('k4', { studentId: 'kim' }), at, answer, key);
      assert.deepEqual(await answeredAtOnce, duplicate);
    });

    it('keeps a key to its student and route, for a day', async () => {
      const key = { studentId: 'lea', route: 'POST /api/v1/triage', key: 'k', fingerprint: 'f' };
      const at = request('').acceptedAtMs;
      await journal.accept(request('l1', { studentId: 'lea' }), key);
      assert.equal(await journal.findKey({ ...key, studentId: 'max' }, at), undefined);
      assert.equal(await journal.findKey({ ...key, route: 'POST /other' }, at), undefined);
      assert.equal(await journal.findKey(key, at + DAY_MS), undefined);
      const later = request('l2', { studentId: 'lea', acceptedAtMs: at + DAY_MS });
      assert.deepEqual(await journal.accept(later, key), { kind: 'accepted' });
    });

    it('lists a student’s requests page by page, newest first, each once', async () => {
      const base = Date.UTC(2026, 0, 5);
      const ids = ['p1', 'p2', 'p3', 'p4', 'p5'];
      for (const [index, id] of ids.entries()) {
        // Two of the same millisecond stand at the edge of a page.
        await journal.accept(request(id, { studentId: 'pia', acceptedAtMs: base + Math.floor(index / 2) }));
      }
      await journal.settle('p2', base, answered);
      const all = await readAll((page) => journal.listRequests({ studentId: 'pia' }, page));
      assert.deepEqual(
        all.map(({ requestId }) => requestId),
        [...ids].reverse(),
      );
      const open = await readAll((page) => journal.listRequests({ studentId: 'pia', status: 'answered' }, page));
      assert.deepEqual(
        open.map(({ requestId }) => requestId),
        ['p2'],
      );
      await assert.rejects(journal.listRequests({}, { limit: 1, cursor: 'x' }), { code: 'INVALID_REQUEST' });
    });

    it('tells who listens of each change, once it is durable', async () => {
      await journal.accept(request('c1'));
      const change = changeOf(journal, 'c1');
      await journal.settle('c1', 5, answered);
      assert.deepEqual(await change, { requestId: 'c1', status: 'answered' });
    });

    describe('dead letters', () => {
      const dead = async (id: string, changes: Partial<AcceptedRequest> = {}) => {
        await journal.accept(request(id, changes));
        await journal.settle(id, Date.UTC(2026, 1, 1), givenUp(`d-${id}`));
      };

      it('shows all that is known of one', async () => {
        await dead('dl1');
        const letter = await journal.findDeadLetter('d-dl1');
        assert.equal(letter?.state, 'waiting');
        assert.deepEqual([letter?.agent, letter?.reason, letter?.replays], ['debug-agent', 'timed_out', 0]);
        assert.deepEqual(letter?.query, { query: 'why?', removed: {}, suspicions: [] });
        assert.deepEqual(letter?.attempts, [
          { started_at: '1970-01-01T00:00:00.001Z', duration_ms: 2, error: 'timed_out', detail: 'late' },
        ]);
      });

      it('lists and counts those a filter names', async () => {
        await dead('dl2', { studentId: 'dan' });
        await dead('dl3', { studentId: 'dan' });
        const found = await readAll((page) => journal.listDeadLetters({ student_id: 'dan' }, page), 1);
        assert.deepEqual(
          found.map(({ request_id }) => request_id),
          ['dl3', 'dl2'],
        );
        assert.equal(await journal.countDeadLetters({ student_id: 'dan', state: 'waiting' }), 2);
        assert.equal(await journal.countDeadLetters({ student_id: 'dan', agent: 'review-agent' }), 0);
        assert.equal(await journal.countDeadLetters({ student_id: 'dan', to: '2026-01-31T00:00:00Z' }), 0);
      });

      it('gives one to a single replay at a time, and its answer to its student', async () => {
        await dead('dl4');
        const claims = await Promise.all([journal.claimDeadLetter('d-dl4', 7), journal.claimDeadLetter('d-dl4', 7)]);
        assert.deepEqual(
          claims.flatMap((claim) => claim?.request.requestId ?? []),
          ['dl4'],
        );
        assert.equal(await journal.discardDeadLetter('d-dl4', 8, operator), false);
        assert.equal(await journal.settleReplay('d-dl4', 9, answer, operator), true);
        assert.equal(await journal.settleReplay('d-dl4', 9, answer, operator), false);
        assert.equal(await journal.claimDeadLetter('d-dl4', 10), undefined);
        const state = { status: 'replayed', settledAtMs: 9, deadLetterId: 'd-dl4', ...answer };
        assert.deepEqual((await journal.find('dl4'))?.state, state);
      });

      it('puts one back with what was tried, to be replayed again', async () => {
        await dead('dl5');
        await journal.claimDeadLetter('d-dl5', 7);
        const tried = { reason: 'exhausted', attempts: [{ ...attempt, error: 'failed' }] } as const;
        assert.equal(await journal.returnDeadLetter('d-dl5', 8, tried, operator), true);
        assert.equal(await journal.returnDeadLetter('d-dl5', 8, tried, operator), false);
        const letter = await journal.findDeadLetter('d-dl5');
        assert.deepEqual([letter?.state, letter?.reason, letter?.replays], ['waiting', 'exhausted', 1]);
        assert.deepEqual(
          letter?.attempts.map(({ error }) => error),
          ['timed_out', 'failed'],
        );
        assert.ok(await journal.claimDeadLetter('d-dl5', 9));
      });

      it('discards one for good', async () => {
        await dead('dl6');
        assert.equal(await journal.discardDeadLetter('d-dl6', 9, operator), true);
        assert.equal(await journal.claimDeadLetter('d-dl6', 10), undefined);
        assert.equal((await journal.find('dl6'))?.state.status, 'discarded');
      });
    });

    describe('outbox', () => {
      it('holds one event for each end, in order, naming the student by a pseudonym', async () => {
        const own = await open('outbox');
        const eve = { studentId: 'eve' };
        for (const id of ['o1', 'o2']) await own.accept(request(id, eve));
        await own.settle('o2', 5, givenUp('d-o2'));
        await own.settle('o1', 6, answered);
        await own.claimDeadLetter('d-o2', 7);
        await own.settleReplay('d-o2', 8, answer, operator);
        await own.recordAnswered(request('o3', { studentId: 'fay' }), 9, answer);
        const events = await own.readOutbox(0, 10);
        assert.deepEqual(
          events.map(({ id, type, timeMs }) => [id, type, timeMs]),
          [
            ['o2:dead_lettered', 'learnflow.request.dead_lettered', 5],
            ['o1:answered', 'learnflow.request.answered', 6],
            ['o2:replayed', 'learnflow.request.replayed', 8],
            ['o3:answered', 'learnflow.request.answered', 9],
          ],
        );
        const [eveName, , , fayName] = events.map(({ subject }) => subject);
        assert.deepEqual([events[1]?.subject, events[2]?.subject], [eveName, eveName]);
        assert.notEqual(eveName, fayName);
        assert.doesNotMatch(JSON.stringify(events), /eve|fay|why\?|Line 3/);
        await own.removeFromOutbox([events[0]?.seq ?? 0]);
        assert.deepEqual((await own.readOutbox(0, 1))[0]?.id, 'o1:answered');
        await own.close();
      });

      it('keeps the trace of a request for the event that tells of it', async () => {
        const own = await open('traced');
        const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
        await own.accept(request('t1', { traceparent }));
        await own.settle('t1', 5, answered);
        await own.recordAnswered(request('t2', { traceparent }), 6, answer);
        await own.accept(request('t3'));
        await own.settle('t3', 7, answered);
        const events = await own.readOutbox(0, 10);
        assert.deepEqual(
          events.map((event) => event.traceparent),
          [traceparent, traceparent, undefined],
        );
        assert.equal((await own.find('t1'))?.traceparent, traceparent);
        assert.equal((await own.find('t3'))?.traceparent, undefined);
        await own.close();
      });

      it('and the dead letters are told as a backlog: how many wait, and since when', async () => {
        const own = await open('backlog');
        const nothing = { outbox: { count: 0, oldestAtMs: undefined }, deadLetters: { waiting: [], oldestAtMs: {} } };
        assert.deepEqual(await own.readBacklog(), nothing);
        for (const [index, id] of ['b1', 'b2', 'b3'].entries()) {
          await own.accept(request(id));
          await own.settle(id, 10 + index, givenUp(`d-${id}`));
        }
        await own.discardDeadLetter('d-b1', 20, operator);
        assert.deepEqual(await own.readBacklog(), {
          outbox: { count: 4, oldestAtMs: 10 },
          deadLetters: {
            waiting: [{ agent: 'debug-agent', reason: 'timed_out', count: 2 }],
            oldestAtMs: { 'debug-agent': 11 },
          },
        });
        await own.close();
      });

      it('tells staff of a student in distress, and nothing of what was said', async () => {
        const own = await open('distress');
        const { classification } = request('d1');
        const troubled = { ...classification, distress: 'self-harm' } as const;
        await own.recordAnswered(request('d1', { classification: troubled }), 9, answer);
        const [, event] = await own.readOutbox(0, 10);
        assert.deepEqual(
          [event?.id, event?.type, event?.timeMs, event?.data],
          ['d1:distress', 'learnflow.student.distress', 9, { request_id: 'd1', sign: 'self-harm' }],
        );
        await own.close();
      });

      it('has one publisher among the living', async () => {
        const [first, second] = [await open('publishers'), await open('publishers')];
        assert.deepEqual([await first.claimOutbox(), await second.claimOutbox()], [true, false]);
        assert.equal(await first.claimOutbox(), true);
        await first.close();
        assert.equal(await second.claimOutbox(), true);
        await second.close();
      });
    });

    describe('audit', () => {
      it('tells decisions, refusals and acts as one list, newest first', async () => {
        const own = await open('audit');
        await own.accept(request('a1', { acceptedAtMs: 1_000 }));
        await own.settle('a1', 1_500, { ...givenUp('d-a1'), timings });
        await own.accept(request('a2', { acceptedAtMs: 3_000, studentId: 'bob' }));
        const refused = {
          atMs: 2_000,
          kind: 'refusal',
          actor: { role: 'student', id: 'ada' },
          studentId: 'ada',
        } as const;
        await own.recordAudit([{ ...refused, detail: { code: 'FORBIDDEN' } }]);
        await own.discardDeadLetter('d-a1', 4_000, operator);

        const all = await readAll((page) => own.readAudit({}, page), 1);
        assert.deepEqual(
          all.map(({ kind, at }) => [kind, Date.parse(at)]),
          [
            ['discard', 4_000],
            ['decision', 3_000],
            ['refusal', 2_000],
            ['decision', 1_000],
          ],
        );
        assert.deepEqual(all[0]?.actor, operator);
        assert.deepEqual([all[3]?.classification?.decided_by, all[3]?.attempts?.length], ['rules', 1]);
        assert.deepEqual(all[3]?.timings, timings);
        const kindsOf = async (filter: Parameters<Journal['readAudit']>[0]) =>
          (await own.readAudit(filter, { limit: 10 })).items.map(({ kind, status }) => status ?? kind);
        assert.deepEqual(await kindsOf({ student_id: 'ada' }), ['discard', 'refusal', 'discarded']);
        assert.deepEqual(await kindsOf({ kind: 'refusal' }), ['refusal']);
        assert.deepEqual(await kindsOf({ status: 'discarded' }), ['discarded']);
        assert.deepEqual(await kindsOf({ outcome: 'routed', agent: 'review-agent' }), []);
        assert.deepEqual(await kindsOf({ from: '1970-01-01T00:00:03Z' }), ['discard', 'accepted']);
        await own.close();
      });
    });

    describe('one student', () => {
      it('is exported whole, and erased everywhere with a tombstone', async () => {
        const own = await open('erasure');
        const gus = { studentId: 'gus-the-student' };
        const key = { ...gus, route: 'POST /api/v1/triage', key: 'my-key', fingerprint: 'f' };
        const query = { query: 'unmistakable words of gus', removed: {}, suspicions: [] };
        await own.accept(request('g1', { ...gus, query }), key);
        await own.settle('g1', 5, {
          ...answered,
          reply: { ...answer.reply, text: 'unmistakable reply' },
        } as Settlement);
        await own.accept(request('g2', { ...gus, query }));
        await own.settle('g2', 6, givenUp('d-g2'));
        const self: Actor = { role: 'student', id: gus.studentId };
        await own.recordFeedback({ request_id: 'g1', helpful: false, comment: 'unmistakable comment' }, self, 7);
        await own.accept(request('other', { studentId: 'hal' }));

        const lines = await readAll((page) => own.exportStudent(gus.studentId, page));
        assert.deepEqual(
          lines.map(({ kind }) => kind),
          ['student', 'request', 'request', 'feedback', 'idempotency_key', 'audit'],
        );
        for (const words of ['words of gus', 'unmistakable reply', 'd-g2', 'unmistakable comment', 'my-key']) {
          assert.ok(JSON.stringify(lines).includes(words), words);
        }

        const erased = await own.eraseStudent(gus.studentId, 8_000, { role: 'student' });
        assert.deepEqual(
          [erased.requests, erased.dead_letters, erased.feedback, erased.idempotency_keys],
          [2, 1, 1, 1],
        );
        assert.equal(await own.find('g1'), undefined);
        assert.equal(await own.findDeadLetter('d-g2'), undefined);
        assert.equal(await own.findKey(key, request('').acceptedAtMs), undefined);
        assert.deepEqual(await readAll((page) => own.exportStudent(gus.studentId, page)), []);
        const trail = await own.readAudit({ student_id: gus.studentId }, { limit: 10 });
        assert.deepEqual(
          trail.items.map(({ kind, at, actor }) => [kind, Date.parse(at), actor.role]),
          [['erasure', 8_000, 'student']],
        );
        assert.equal((await own.find('other'))?.studentId, 'hal');
        // Nothing is told of a student who is gone, and a request of theirs that was under way ends nowhere.
        assert.equal(await own.settle('g1', 9, answered), false);
        await own.close();
      });
    });

    it('keeps what people say of an answer, the last word of each', async () => {
      const own = await open('feedback');
      await own.accept(request('fb1', { query: { query: 'quiz me', removed: {}, suspicions: [] } }));
      const teacher: Actor = { role: 'teacher', id: 'tom' };
      assert.equal(await own.recordFeedback({ request_id: 'none', helpful: true }, teacher, 1), undefined);
      await own.recordFeedback({ request_id: 'fb1', helpful: true }, teacher, 1);
      await own.recordFeedback({ request_id: 'fb1', right_intent: 'exercise_request' }, teacher, 2);
      const [example, ...others] = (await own.listFeedback({ limit: 10 })).items;
      assert.equal(others.length, 0);
      assert.deepEqual(
        [example?.text, example?.given_intent, example?.right_intent, example?.helpful],
        ['quiz me', 'syntax_help', 'exercise_request', undefined],
      );
      await own.close();
    });

    describe('models', () => {
      const facts = {
        bytes: 3,
        labels: [],
        examples: 1,
        examples_digest: '',
        route_threshold: 0.5,
        escalate_threshold: 0.2,
        metrics: {},
      };
      const model = { modelId: 'm1', addedAtMs: 5, addedBy: operator, facts };

      it('keeps the file of each once, with who brought it', async () => {
        const own = await open('models');
        const file = Uint8Array.of(1, 0, 255);
        assert.deepEqual([await own.keepModel(model, file), await own.keepModel(model, file)], [true, false]);
        assert.deepEqual(await own.listModels(), [model]);
        assert.deepEqual(Buffer.from((await own.readModel('m1')) ?? []), Buffer.from(file));
        assert.equal(await own.readModel('m2'), undefined);
        const { items } = await own.readAudit({ kind: 'model_change' }, { limit: 10 });
        assert.deepEqual(
          items.map(({ actor, detail }) => [actor, detail]),
          [[operator, { action: 'added', model_id: 'm1', bytes: 3 }]],
        );
        await own.close();
      });

      it('keeps the file of one that was damaged anew', async () => {
        const own = await open('mended');
        await own.keepModel(model, Uint8Array.of(9));
        assert.equal(await own.keepModel(model, Uint8Array.of(1, 0, 255)), true);
        assert.deepEqual(Buffer.from((await own.readModel('m1')) ?? []), Buffer.of(1, 0, 255));
        assert.equal((await own.listModels()).length, 1);
        await own.close();
      });

      it('puts one release after the other in force, and lets nobody overwrite another’s', async () => {
        const own = await open('releases');
        assert.equal(await own.readRelease(), undefined);
        const entry = { atMs: 6, kind: 'model_change', actor: operator, detail: { action: 'activated' } } as const;
        const first = { revision: 1, active: 'm1', previous: ['shipped'] };
        const changes = [own.changeRelease(first, entry), own.changeRelease({ ...first, active: 'm2' }, entry)];
        // Which of two at the same moment comes first is the store's to say.
        assert.deepEqual((await Promise.all(changes)).toSorted(), [false, true]);
        const second = { revision: 2, active: 'm1', previous: [], candidate: { model_id: 'm2', percent: 25 } };
        assert.equal(await own.changeRelease(second, entry), true);
        assert.deepEqual(await own.readRelease(), second);
        assert.equal((await own.readAudit({ kind: 'model_change' }, { limit: 10 })).items.length, 2);
        await own.close();
      });
    });

    describe('retention', () => {
      it('removes texts, then records, in bounded batches', async () => {
        const own = await open('retention');
        const now = Date.UTC(2026, 5, 1);
        const aged = (id: string, days: number) => request(id, { acceptedAtMs: now - days * DAY_MS });
        for (let index = 0; index < 450; index++) await own.recordAnswered(aged(`old-${index}`, 91), now, answer);
        await own.recordAnswered(aged('middle', 31), now, answer);
        await own.accept(aged('waiting', 31));
        await own.settle('waiting', now, givenUp('d-waiting'));
        await own.recordAnswered(aged('young', 29), now, answer);
        const retention = { recordDays: 90, textDays: 30 };
        let batches = 0;
        while ((await own.sweep(now, retention)) > 0) batches += 1;
        assert.ok(batches > 1, 'one batch did it all');
        assert.equal(await own.find('old-1'), undefined);
        const middle = await own.find('middle');
        assert.deepEqual([middle?.query.query, middle?.classification.evidence], ['', []]);
        assert.ok(middle?.state.status === 'answered');
        assert.deepEqual(middle.state.reply.topics, ['loops']);
        assert.doesNotMatch(middle.state.reply.text, /Line 3/);
        assert.equal((await own.find('young'))?.query.query, 'why?');
        assert.equal((await own.find('waiting'))?.state.status, 'discarded');
        await own.close();
      });
    });

    describe('leases', () => {
      it('ends what a process left behind that is no more, at the next start', async () => {
        const first = await open('leases');
        await first.accept(request('left'));
        await first.settle('nobody', 1, answered);
        first.release('left');
        await changeOf(first, 'left');
        const stored = await first.find('left');
        assert.ok(stored?.state.status === 'dead_lettered');
        assert.equal(stored.state.reason, 'interrupted');
        assert.deepEqual(
          (await first.readOutbox(0, 10)).map(({ id }) => id),
          ['left:dead_lettered'],
        );
        await first.close();
      });

      it('ends what is given up while another is being given up', async () => {
        const journal = await open('given-up');
        await journal.accept(request('one'));
        await journal.accept(request('other'));
        const ended = Promise.all([changeOf(journal, 'one'), changeOf(journal, 'other')]);
        journal.release('one');
        journal.release('other');
        await ended;
        for (const id of ['one', 'other']) assert.equal((await journal.find(id))?.state.status, 'dead_lettered');
        await journal.close();
      });

      it('ends the requests of a process that closes with some under way', async () => {
        const first = await open('closing');
        await first.accept(request('under-way'));
        await first.close();
        const second = await open('closing');
        assert.equal((await second.find('under-way'))?.state.status, 'dead_lettered');
        await second.close();
      });

      it('never ends a request of a process that lives, while it ends those of one that fell silent', async () => {
        // Long enough that a machine busy with other things does not take the living one for dead.
        const leaseMs = 2_000;
        const living = await open('silent', { leaseMs });
        const observer = await open('silent', { leaseMs });
        try {
          await living.accept(request('living'));
          await living.accept(request('ghostly'));
          const ended = Promise.race([changeOf(living, 'ghostly'), changeOf(observer, 'ghostly')]);
          await run('silent', SILENT_OWNER);
          await ended;
          assert.equal((await observer.find('ghostly'))?.state.status, 'dead_lettered');
          assert.equal((await observer.find('living'))?.state.status, 'accepted');
          assert.equal(await living.settle('living', 5, answered), true);
        } finally {
          await observer.close();
          await living.close();
        }
      });

      it('frees what a dead process was replaying', async () => {
        const first = await open('replaying');
        await first.accept(request('rp'));
        await first.settle('rp', 5, givenUp('d-rp'));
        await first.claimDeadLetter('d-rp', 6);
        await first.close();
        const second = await open('replaying');
        assert.ok(await second.claimDeadLetter('d-rp', 7));
        await second.close();
      });
    });

    it('tells a student’s history, and only theirs', async () => {
      const now = Date.UTC(2026, 0, 20);
      const carol = { studentId: 'carol' };
      await journal.accept(request('h1', { ...carol, acceptedAtMs: Date.UTC(2026, 0, 2) }));
      await journal.accept(request('h2', { ...carol, acceptedAtMs: Date.UTC(2026, 0, 19, 1) }));
      await journal.accept(request('h3', { ...carol, acceptedAtMs: Date.UTC(2026, 0, 19, 2) }));
      await journal.settle('h3', now, answered);
      const history = await journal.readHistory('carol', now);
      assert.equal(history.messages, 3);
      assert.equal(history.active_days, 2);
      assert.equal(history.first_seen, '2026-01-02T00:00:00.000Z');
      assert.equal(history.by_intent.syntax_help, 3);
      assert.equal(history.last_7_days.syntax_help, 2);
      assert.deepEqual(history.recent[0]?.topics, ['loops']);
      assert.equal((await journal.readHistory('nobody', now)).messages, 0);
    });

    it('has it all again after a restart', async () => {
      const first = await open('restart');
      await first.accept(request('r9'));
      await first.settle('r9', 5, answered);
      await first.close();
      const second = await open('restart');
      assert.equal((await second.find('r9'))?.state.status, 'answered');
      await second.close();
    });

    it('keeps texts of any characters as they are', async () => {
      const own = await open('characters');
      const text = 'nul \0, half a pair \ud83d, quote \' " \\, tab \t, emoji 🐍, $1 ?';
      const key = { studentId: 'ann', route: 'POST /api/v1/triage', key: 'k "\' {},\\', fingerprint: 'f' };
      await own.accept(request('ch1', { studentId: 'ann', query: { query: text, removed: {}, suspicions: [] } }), key);
      const said = { ...answer, reply: { ...answer.reply, text, topics: [text] } };
      assert.equal(await own.settle('ch1', 5, { status: 'answered', ...said, attempts: [] }), true);
      const stored = await own.find('ch1');
      assert.equal(stored?.query.query, text);
      assert.deepEqual(stored?.state, { status: 'answered', settledAtMs: 5, ...said });
      assert.equal((await own.findKey(key, request('').acceptedAtMs))?.requestId, 'ch1');
      assert.deepEqual((await own.readOutbox(0, 10))[0]?.data.topics, [text]);
      assert.ok(await own.recordFeedback({ request_id: 'ch1', helpful: true, comment: text }, operator, 6));
      await own.close();
    });

    it('takes on only as much as may wait, and keeps nothing of the rest', async () => {
      const own = await open('full', { maxPending: 10 });
      const ids = Array.from({ length: 50 }, (_, index) => `full-${index}`);
      const ends = await Promise.allSettled(ids.map((id) => own.accept(request(id))));
      const refused = ends.filter((end) => end.status === 'rejected');
      assert.deepEqual([ends.length - refused.length, refused[0]?.reason.code], [10, 'JOURNAL_UNAVAILABLE']);
      const found = await Promise.all(ids.map((id) => own.find(id)));
      assert.deepEqual(
        found.map((one) => one !== undefined),
        ends.map(({ status }) => status === 'fulfilled'),
      );
      await own.close();
    });

    it('leaves no request half erased when its student writes while they are erased', async () => {
      const own = await open('erased-while-writing');
      const zoe = { studentId: 'zoe' };
      await own.accept(request('z-first', zoe));
      const ids = Array.from({ length: 200 }, (_, index) => `z${index}`);
      const erasing: Promise<unknown>[] = [];
      for (const [index, id] of ids.entries()) {
        if (index % 3 === 1) erasing.push(own.eraseStudent('zoe', 9_000, operator));
        await own.accept(request(id, zoe));
      }
      await Promise.all(erasing);
      const left: string[] = [];
      for (const id of ids) if (await own.settle(id, 9, answered)) left.push(id);
      const events = await own.readOutbox(0, 1_000);
      // Whoever is still there has a name to be told of by.
      assert.deepEqual(
        events.map(({ id }) => id),
        left.map((id) => `${id}:answered`),
      );
      await own.close();
    });

    describe('with several processes', () => {
      it('is opened by all of them at once, on a store that is not there yet', async () => {
        const journals = await Promise.all([open('together'), open('together'), open('together')]);
        await Promise.all(journals.map((one, index) => one.accept(request(`t${index}`))));
        assert.equal((await journals[0]?.find('t2'))?.state.status, 'accepted');
        for (const one of journals) await one.close();
      });

      it('records one request under a key that comes to all of them at once', async () => {
        const journals = await Promise.all([open('one-key'), open('one-key'), open('one-key')]);
        const key = { studentId: 'kim', route: 'POST /api/v1/triage', key: 'k', fingerprint: 'same' };
        const kim = { studentId: 'kim' };
        const accepts = await Promise.all(journals.map((one, index) => one.accept(request(`ok${index}`, kim), key)));
        const kinds = accepts.map(({ kind }) => kind).sort();
        assert.deepEqual(kinds, ['accepted', 'duplicate', 'duplicate']);
        for (const one of journals) await one.close();
      });

      it('ends no request of any while the store is away from all for longer than a lease', async () => {
        const leaseMs = 1_500;
        const both = await Promise.all([open('away', { leaseMs }), open('away', { leaseMs })]);
        const [one, other] = both as [Journal, Journal];
        await Promise.all([one.accept(request('mine')), other.accept(request('theirs'))]);
        await store.takeAway('away', async () => {
          const refused = await Promise.allSettled([one.accept(request('w1')), one.accept(request('w2'))]);
          assert.deepEqual(
            refused.map((end) => end.status === 'rejected' && end.reason.code),
            ['JOURNAL_UNAVAILABLE', 'JOURNAL_UNAVAILABLE'],
          );
          await wait(leaseMs + 500);
        });
        // Written again, by both: each has looked after the other since.
        for (const [index, journal] of both.entries()) {
          for (let isWritten = false; !isWritten; ) {
            await wait(20);
            isWritten = await journal.accept(request(`again${index}`)).then(
              () => true,
              () => false,
            );
          }
        }
        await wait(leaseMs);
        for (const id of ['mine', 'theirs']) assert.equal((await one.find(id))?.state.status, 'accepted', id);
        assert.deepEqual([await one.find('w1'), await one.find('w2')], [undefined, undefined]);
        assert.deepEqual(
          [await one.settle('mine', 5, answered), await other.settle('theirs', 5, answered)],
          [true, true],
        );
        for (const journal of both) await journal.close();
      });
    });

    describe('schema', () => {
      it('is this build’s, and says so', async () => {
        const own = await open('schema');
        assert.deepEqual(own.health().schema, { store: store.schema, build: store.schema });
        await own.close();
        await (await open('schema', { migrate: 'check' })).close();
      });

      it('of a newer build is lived with where that build says so, and refused where not', async () => {
        await (await open('newer')).close();
        await store.setSchema('newer', store.schema + 1, store.schema);
        const own = await open('newer', { migrate: 'check' });
        await own.accept(request('n1'));
        assert.deepEqual(own.health().schema, { store: store.schema + 1, build: store.schema });
        await own.close();
        await store.setSchema('newer', store.schema + 2, store.schema + 1);
        await assert.rejects(open('newer'), /start the newer build/);
      });

      it('of an older build is left alone where an operator migrates', async () => {
        await (await open('older')).close();
        await store.setSchema('older', store.schema - 1, 0);
        await assert.rejects(open('older', { migrate: 'check' }), /run "learnflow migrate"/);
      });
    });

    it('rejects what is asked of it after it was closed', async () => {
      const closed = await open('closed');
      await closed.close();
      await assert.rejects(closed.accept(request('late')), { code: 'JOURNAL_UNAVAILABLE' });
    });
  });
}

describe('journal: sqlite file', () => {
  it('holds nothing of a student who was erased', async () => {
    const journal = await createSqliteJournal(fileOf('scrubbed'), PATIENT);
    const ida = {
      studentId: 'ida-unmistakable',
      query: { query: 'unmistakable '.repeat(300), removed: {}, suspicions: [] },
    };
    for (let index = 0; index < 20; index++) {
      await journal.accept(request(`s${index}`, ida));
      await journal.settle(`s${index}`, 5, {
        ...answered,
        reply: { ...answer.reply, text: 'unmistakable' },
      } as Settlement);
    }
    await journal.accept(request('kept'));
    await journal.eraseStudent('ida-unmistakable', 6, operator);
    await journal.close();
    const bytes = readFileSync(fileOf('scrubbed'), 'latin1');
    assert.ok(bytes.includes('kept'));
    assert.ok(!bytes.includes('unmistakable'));
  });
});

describe('journal: postgres', { skip: missingPostgres() ?? false }, () => {
  let server: TestPostgres;
  let url: string;
  before(async () => {
    server = await startPostgres();
    url = await server.database('own');
  });
  after(() => server.stop());

  it('drops months of which nothing is kept any longer, as wholes', async () => {
    const months = async () => {
      const sql = `SELECT relname FROM pg_class WHERE relname ~ '^requests_\\d+_\\d+$' ORDER BY relname`;
      return (await server.run(sql, 'own')).rows.map(({ relname }) => relname as string);
    };
    const journal = await createPostgresJournal({ url, ...PATIENT });
    const [thisMonth = '', nextMonth = ''] = await months();
    const now = Date.now();
    const idOf = (timeMs: number) => uuidv7({ msecs: timeMs });
    const young = idOf(now);
    await journal.accept(request(young, { acceptedAtMs: now }));
    // Two months that hold what is too old, and one of which a single request is not.
    await server.run(
      `SET search_path = learnflow;
       CREATE TABLE requests_2020_01 PARTITION OF requests FOR VALUES FROM ('016f5e66-e800') TO ('016ffe0c-3400');
       CREATE TABLE requests_2020_02 PARTITION OF requests FOR VALUES FROM ('016ffe0c-3400') TO ('01709364-e000')`,
      'own',
    );
    const old = Date.UTC(2020, 0, 10);
    const ids = Array.from({ length: 20 }, () => idOf(old));
    for (const id of ids) await journal.recordAnswered(request(id, { acceptedAtMs: old }), old, answer);
    const kept = idOf(Date.UTC(2020, 1, 10));
    await journal.accept(request(kept, { acceptedAtMs: now }));
    const inTable = await server.run('SELECT count(*) AS n FROM learnflow.requests_2020_01', 'own');
    assert.equal(inTable.rows[0]?.n, 20);

    let rounds = 0;
    while ((await journal.sweep(now, { recordDays: 90, textDays: 30 })) > 0) rounds += 1;
    assert.ok(rounds <= 4, `${rounds} rounds for one month`);
    assert.deepEqual(await months(), ['requests_2020_02', thisMonth, nextMonth]);
    assert.equal(await journal.find(ids[0] ?? ''), undefined);
    assert.deepEqual(
      [(await journal.find(kept))?.state.status, (await journal.find(young))?.state.status],
      ['accepted', 'accepted'],
    );
    await journal.close();
  });

  it('tells the other processes of a change at once', async () => {
    const [one, other] = await Promise.all([
      createPostgresJournal({ url, ...PATIENT }),
      createPostgresJournal({ url, ...PATIENT }),
    ]);
    const heard = changeOf(other, 'heard');
    await one.accept(request('heard'));
    await one.settle('heard', 5, answered);
    assert.deepEqual(await heard, { requestId: 'heard', status: 'answered' });
    await Promise.all([one.close(), other.close()]);
  });

  it('takes back after an outage what nobody was told of, and nothing that is accepted at that moment', async () => {
    const journal = await createPostgresJournal({ url, ...PATIENT });
    await journal.accept(request('known'));
    await journal.accept(request('in doubt'));
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query('SET search_path = learnflow');
    const { rows } = await client.query(`SELECT owner_id FROM requests WHERE request_id = 'known'`);
    let isFirst = true;
    const meanwhile: Queryable = {
      async query(text, values) {
        const result = await client.query(text, [...(values ?? [])]);
        if (isFirst) await journal.accept(request('meanwhile'));
        isFirst = false;
        return result;
      },
    };
    await withdrawRequests(meanwhile, rows[0]?.owner_id, (requestId) => requestId === 'known');
    await client.end();
    const found = await Promise.all(['known', 'in doubt', 'meanwhile'].map((requestId) => journal.find(requestId)));
    assert.deepEqual(
      found.map((stored) => stored?.requestId),
      ['known', undefined, 'meanwhile'],
    );
    await journal.close();
  });

  it('is not opened on a server that acknowledges before its disk does', async () => {
    await server.run('ALTER DATABASE own SET synchronous_commit = off');
    await assert.rejects(createPostgresJournal({ url }), /synchronous_commit = off/);
    await server.run('ALTER DATABASE own RESET synchronous_commit');
  });
});
