import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { v7 as uuidv7 } from 'uuid';
import type { AcceptedRequest, Journal } from '../../src/journal/journal.ts';
import { createPostgresJournal } from '../../src/journal/postgres-journal.ts';
import { createSqliteJournal } from '../../src/journal/sqlite-journal.ts';
import { missingPostgres, startPostgres, type TestPostgres } from '../start-postgres.ts';

const CLI = new URL('../../cli/learnflow.js', import.meta.url).pathname;
const learnflow = (env: Record<string, string>, ...args: string[]) =>
  promisify(execFile)(process.execPath, [CLI, ...args], { env: { ...process.env, ...env } });

const operator = { role: 'operator', id: 'root' } as const;
const timings = { sanitize_ms: 0, classify_ms: 0, route_ms: 0, journal_ms: 0, dispatch_ms: 1, total_ms: 1 };
const answer = { reply: { agent: 'debug-agent', text: 'Line 3. \0 🐍', topics: ['loops'] }, timings } as const;
const settled = { ...answer, reply: { ...answer.reply, topics: [...answer.reply.topics] } };
const MONTH_MS = 31 * 86_400_000;

function request(requestId: string, studentId: string, acceptedAtMs: number): AcceptedRequest {
  const decision = { intent: 'syntax_help', confidence: 0.9, outcome: 'routed', priority: 'high' } as const;
  return {
    requestId,
    studentId,
    acceptedAtMs,
    query: { query: 'why? \0 🐍', removed: {}, suspicions: [] },
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
    decision: { ...decision, target_agent: 'debug-agent', reasons: [] },
  };
}

describe('learnflow store copy', { skip: missingPostgres() ?? false }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'learnflow-copy-'));
  const file = join(folder, 'learnflow.db');
  const now = Date.now();
  const key = { studentId: 'ada', route: 'POST /api/v1/triage', key: 'k', fingerprint: 'f' };
  /** Of three months, so that they come to lie in three tables. */
  const ids = Array.from({ length: 450 }, (_, index) => uuidv7({ msecs: now - (index % 3) * MONTH_MS }));
  const [answeredId = '', deadId = '', openId = ''] = ids;
  let postgres: TestPostgres;
  let source: Journal;
  before(async () => {
    postgres = await startPostgres();
    source = await createSqliteJournal(file, { maxLagMs: 60_000 });
    await Promise.all(
      ids.map((id, index) => source.accept(request(id, `student-${index % 7}`, now - (index % 3) * MONTH_MS))),
    );
    await Promise.all(
      ids.slice(3).map((id) => source.settle(id, now, { status: 'answered', ...settled, attempts: [] })),
    );
    await source.settle(answeredId, now, { status: 'answered', ...settled, attempts: [] });
    const end = { status: 'dead_lettered', agent: 'debug-agent', reason: 'timed_out', attempts: [] } as const;
    await source.settle(deadId, now, { ...end, deadLetterId: 'letter' });
    await source.accept(request('with-key', 'ada', now), key);
    await source.recordFeedback({ request_id: answeredId, helpful: false, comment: 'no \0' }, operator, now);
    const facts = {
      bytes: 3,
      labels: [],
      examples: 1,
      examples_digest: '',
      route_threshold: 0.5,
      metrics: {},
    } as never;
    await source.keepModel({ modelId: 'm1', addedAtMs: now, addedBy: operator, facts }, Uint8Array.of(0, 1, 255));
    await source.accept(request('of-gus', 'gus', now));
    await source.eraseStudent('gus', now, operator);
  });
  after(async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const copy = (to: string, from = file) =>
    learnflow({ LEARNFLOW_STORE: to }, 'store', 'copy', '--from', `sqlite:${from}`);

  it('refuses a store on which a service runs', async () => {
    await assert.rejects(copy(await postgres.database('copy')), /\(process \d+\) runs on the source: stop it first/);
    await source.close();
  });

  it('copies everything, says how much, and finds it the same when read back', async () => {
    const { stdout } = await copy(await postgres.database('copy'));
    assert.match(stdout, /requests +451 copied, and the same when read back/);
    assert.match(stdout, /students +8 copied/);
    assert.match(stdout, /the copy is complete/);
    const journal = await createPostgresJournal({ url: await postgres.database('copy') });
    try {
      const found = await Promise.all(ids.map((id) => journal.find(id)));
      assert.deepEqual(
        found.map((one) => one?.query.query),
        ids.map(() => 'why? \0 🐍'),
      );
      assert.deepEqual(found[0]?.state, { status: 'answered', settledAtMs: now, ...settled });
      assert.equal((await journal.findDeadLetter('letter'))?.request_id, deadId);
      assert.equal((await journal.findKey(key, now))?.requestId, 'with-key');
      assert.deepEqual(Buffer.from((await journal.readModel('m1')) ?? []), Buffer.of(0, 1, 255));
      assert.equal((await journal.listFeedback({ limit: 5 })).items[0]?.comment, 'no \uFFFD');
      // The salt came along: who knows the name still finds the tombstone.
      const trail = await journal.readAudit({ student_id: 'gus' }, { limit: 5 });
      assert.deepEqual(
        trail.items.map(({ kind }) => kind),
        ['erasure'],
      );
      // What the service that stopped had under way was ended there, and stands so here.
      assert.equal((await journal.find(openId))?.state.status, 'dead_lettered');
      const tables = await postgres.run(
        `SELECT count(DISTINCT tableoid) AS n FROM learnflow.requests WHERE request_id ~ '^0'`,
        'copy',
      );
      assert.equal(tables.rows[0]?.n, 3);
      // Numbers of events go on where they were.
      const last = (await journal.readOutbox(0, 1_000)).at(-1)?.seq ?? 0;
      await journal.recordAnswered(request('after', 'ada', now), now, settled);
      assert.ok(((await journal.readOutbox(last, 5))[0]?.seq ?? 0) > last);
    } finally {
      await journal.close();
    }
  });

  it('leaves a store whose ledger of tokens is the same', async () => {
    const ledgerOf = async (store: string) =>
      (await learnflow({ LEARNFLOW_STORE: store }, 'tokens', 'report', '--json', '--data-dir', folder)).stdout;
    const ledger = await ledgerOf(`sqlite:${file}`);
    // Beside those that were copied there is the one that was recorded afterwards.
    const { messages, ...sums } = JSON.parse(await ledgerOf(await postgres.database('copy')));
    assert.equal(messages, JSON.parse(ledger).messages + 1);
    assert.equal(sums.used.mean, JSON.parse(ledger).used.mean);
  });

  it('refuses a target that holds something', async () => {
    await assert.rejects(copy(await postgres.database('copy')), /the target is not empty/);
  });

  it('leaves nothing behind where it fails', async () => {
    const url = await postgres.database('half');
    const journal = await createPostgresJournal({ url });
    await journal.close();
    await postgres.run('ALTER TABLE learnflow.audit ADD CHECK (kind <> $$erasure$$)', 'half');
    await assert.rejects(copy(url), /check constraint/);
    const { rows } = await postgres.run('SELECT count(*) AS n FROM learnflow.requests', 'half');
    assert.equal(rows[0]?.n, 0);
  });
});

describe('learnflow migrate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'learnflow-migrate-'));
  let postgres: TestPostgres | undefined;
  before(async () => {
    if (missingPostgres() === undefined) postgres = await startPostgres();
  });
  after(async () => {
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const kind of ['sqlite', 'postgres'] as const) {
    const skip = kind === 'postgres' ? (missingPostgres() ?? false) : false;
    it(`says what is to do on ${kind}, does it, and then has nothing to do`, { skip }, async () => {
      const store = kind === 'sqlite' ? `sqlite:${join(folder, 'm.db')}` : ((await postgres?.database('m')) ?? '');
      const env = { LEARNFLOW_STORE: store };
      await assert.rejects(
        learnflow(env, 'migrate', '--check'),
        ({ code, stdout }: { code: number; stdout: string }) => {
          assert.deepEqual([code, /schema 0, this build wants \d+: run "learnflow migrate"/.test(stdout)], [1, true]);
          return true;
        },
      );
      assert.match((await learnflow(env, 'migrate')).stdout, /had schema 0 and has \d+ now/);
      assert.match((await learnflow(env, 'migrate', '--check')).stdout, /nothing to do/);
    });
  }
});
