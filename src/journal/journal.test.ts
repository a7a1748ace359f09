import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import type { AcceptedRequest, Journal, Settlement } from './journal.ts';
import { createSqliteJournal } from './sqlite-journal.ts';
import { SCHEMA_VERSION } from './sqlite-schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'learnflow-journal-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const journals = { sqlite: (name: string) => createSqliteJournal(join(folder, `${name}.db`)) };

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

const answered: Settlement = {
  status: 'answered',
  reply: { agent: 'debug-agent', text: 'Line 3.', topics: ['loops'] },
  timings,
};

for (const [name, open] of Object.entries(journals)) {
  describe(`journal: ${name}`, () => {
    let journal: Journal;
    before(async () => {
      journal = await open('promises');
    });
    after(() => journal.close());

    it('knows nothing of a request that was never accepted', async () => {
      assert.equal(await journal.find('nobody'), undefined);
      assert.equal(await journal.settle('nobody', 1, answered), false);
    });

    it('keeps an accepted request until it is settled, and its answer from then on', async () => {
      await journal.accept(request('r1'));
      assert.equal((await journal.find('r1'))?.status, 'accepted');
      assert.equal(await journal.settle('r1', 5, answered), true);
      const stored = await journal.find('r1');
      assert.deepEqual(
        [stored?.status, stored?.settledAtMs, stored?.reply?.text, stored?.query.query],
        ['answered', 5, 'Line 3.', 'why?'],
      );
    });

    it('lets a request end once: the second end changes nothing', async () => {
      await journal.accept(request('r2'));
      const deadLetter = {
        status: 'dead_lettered',
        deadLetterId: 'd2',
        agent: 'debug-agent',
        reason: 'timed_out',
        attempts: [{ startedAtMs: 1, durationMs: 2, error: 'timed_out', detail: 'late' }],
      } as const;
      const ends = await Promise.all([journal.settle('r2', 5, deadLetter), journal.settle('r2', 6, answered)]);
      assert.deepEqual(ends, [true, false]);
      const stored = await journal.find('r2');
      assert.deepEqual([stored?.status, stored?.deadLetterId, stored?.reply], ['dead_lettered', 'd2', undefined]);
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
      assert.equal((await journal.find('r5'))?.status, 'accepted');
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
      await first.close();
      const second = await open('restart');
      assert.equal((await second.find('r9'))?.status, 'accepted');
      await second.close();
    });

    it('rejects what is asked of it after it was closed', async () => {
      const closed = await open('closed');
      await closed.close();
      await assert.rejects(closed.accept(request('late')), { code: 'JOURNAL_UNAVAILABLE' });
    });
  });
}

describe('journal: sqlite file', () => {
  it('is refused when a newer build wrote it', async () => {
    const path = join(folder, 'newer.db');
    const db = new DatabaseSync(path);
    db.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    db.close();
    await assert.rejects(createSqliteJournal(path), /start the newer build/);
  });
});
