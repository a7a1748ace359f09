import type { Actor } from '../../contract/audit.ts';
import { addCounts, type ErasureCounts, NOTHING_ERASED } from './erasure-counts.ts';
import { type ExportLine, toExportLine } from './export-line.ts';
import type { Position, Slice } from './page-cursor.ts';
import { recordAudit } from './postgres-audit.ts';
import type { Queryable } from './postgres-connect.ts';
import type { Row } from './request-row.ts';
import { hashStudent } from './student-hash.ts';

const ERASE_BATCH = 200;

const countOf = async (client: Queryable, sql: string, values: readonly unknown[]) =>
  (await client.query(sql, values)).rowCount ?? 0;

/**
 * Erasures take turns until their transactions end: two of one student, and two of students who gave feedback on each other's
 * requests, would each wait for rows that the other holds.
 */
const takeTurn = (client: Queryable) => client.query("SELECT pg_advisory_xact_lock(hashtext('learnflow erasure'))");

/** Erases one batch of a student's requests and what hangs on them, inside a transaction. */
export async function eraseBatch(client: Queryable, studentId: string): Promise<ErasureCounts> {
  await takeTurn(client);
  // Locked first: who writes of one of them at this moment has written before, or finds nothing.
  const { rows } = await client.query(
    `SELECT request_id FROM requests WHERE student_id = $1 ORDER BY request_id LIMIT ${ERASE_BATCH} FOR UPDATE`,
    [studentId],
  );
  const ids = [rows.map((row) => row.request_id)];
  if (rows.length === 0) return NOTHING_ERASED;
  return {
    dead_letters: await countOf(client, 'DELETE FROM dead_letters WHERE request_id = ANY($1)', ids),
    feedback: await countOf(client, 'DELETE FROM feedback WHERE request_id = ANY($1)', ids),
    audit_entries: await countOf(client, 'DELETE FROM audit WHERE request_id = ANY($1)', ids),
    requests: await countOf(client, 'DELETE FROM requests WHERE request_id = ANY($1)', ids),
    idempotency_keys: 0,
  };
}

const KEYS = `(student_id, route, key) IN (
  SELECT student_id, route, key FROM idempotency_keys WHERE student_id = $1 ORDER BY route, key FOR UPDATE`;

/**
 * What hangs on no request, and the tombstone, inside a transaction. The pseudonym goes with it: events told so far name
 * nobody. The student's row is locked before the requests, so that a request accepted at this moment is erased too, or begins
 * a new record. That new record keeps its row: where another erasure had taken the row already there was nothing to lock.
 * Keys go before that, as accepting takes them: else each would wait for the other. One that came between and is in use by
 * somebody who now waits for us is left to `eraseLeftKeys`.
 */
export async function finishErasure(
  client: Queryable,
  salt: string,
  studentId: string,
  nowMs: number,
  actor: Actor,
  soFar: ErasureCounts,
): Promise<ErasureCounts> {
  await takeTurn(client);
  const keys = await countOf(client, `DELETE FROM idempotency_keys WHERE ${KEYS})`, [studentId]);
  const lock = () => client.query('SELECT 1 FROM students WHERE student_id = $1 FOR UPDATE', [studentId]);
  await lock();
  let counts = addCounts(soFar, { ...NOTHING_ERASED, idempotency_keys: keys });
  for (let batch = NOTHING_ERASED; ; ) {
    batch = await eraseBatch(client, studentId);
    counts = addCounts(counts, batch);
    if (batch.requests === 0) break;
  }
  counts = addCounts(counts, {
    ...NOTHING_ERASED,
    feedback: await countOf(client, 'DELETE FROM feedback WHERE given_by = $1', [studentId]),
    idempotency_keys: await countOf(client, `DELETE FROM idempotency_keys WHERE ${KEYS} SKIP LOCKED)`, [studentId]),
    audit_entries: await countOf(client, 'DELETE FROM audit WHERE student_id = $1', [studentId]),
  });
  await lock();
  await client.query(
    `DELETE FROM students s WHERE student_id = $1
       AND NOT EXISTS (SELECT 1 FROM requests r WHERE r.student_id = s.student_id)`,
    [studentId],
  );
  const tombstone = { atMs: nowMs, kind: 'erasure', actor, studentId: hashStudent(salt, studentId) } as const;
  await recordAudit(client, [{ ...tombstone, detail: { ...counts } }]);
  return counts;
}

/** Keys that were in use while their requests were erased, after that: they stand for nothing. */
export async function eraseLeftKeys(client: Queryable, studentId: string): Promise<void> {
  await client.query(
    `DELETE FROM idempotency_keys k WHERE student_id = $1
       AND NOT EXISTS (SELECT 1 FROM requests r WHERE r.request_id = k.request_id)`,
    [studentId],
  );
}

const SECTIONS: readonly { readonly sql: string; readonly id: string; readonly toLine: (row: Row) => ExportLine }[] = [
  {
    id: 'student_id',
    sql: 'SELECT * FROM students WHERE student_id = $1 AND student_id > $2',
    toLine: toExportLine.student,
  },
  {
    id: 'request_id',
    sql: `SELECT r.*, d.dead_letter_id, d.state, d.replays, d.created_at_ms
          FROM requests r LEFT JOIN dead_letters d USING (request_id)
          WHERE student_id = $1 AND r.request_id > $2 ORDER BY r.request_id`,
    toLine: toExportLine.request,
  },
  {
    id: 'feedback_id',
    sql: `SELECT * FROM feedback WHERE feedback_id > $2 AND (given_by = $1
            OR request_id IN (SELECT request_id FROM requests WHERE student_id = $1)) ORDER BY feedback_id`,
    toLine: toExportLine.feedback,
  },
  {
    id: 'position',
    // A tab cannot stand in a header, of which a key is made.
    sql: `SELECT * FROM (SELECT *, route || chr(9) || key AS position FROM idempotency_keys WHERE student_id = $1) k
          WHERE position > $2 ORDER BY position`,
    toLine: toExportLine.key,
  },
  {
    id: 'audit_id',
    sql: 'SELECT * FROM audit WHERE student_id = $1 AND audit_id > $2 ORDER BY audit_id',
    toLine: toExportLine.audit,
  },
];

/** Everything that is kept of a student, a section after the other. */
export async function exportStudent(
  db: Queryable,
  studentId: string,
  limit: number,
  after: Position | null,
): Promise<Slice<ExportLine>> {
  const [start, afterId] = after ?? [0, ''];
  for (const [index, { sql, id, toLine }] of SECTIONS.entries()) {
    if (index < start) continue;
    const { rows } = await db.query(`${sql} LIMIT $3`, [studentId, index === start ? afterId : '', limit]);
    const last = rows.at(-1);
    if (last !== undefined) return { items: rows.map(toLine), next: [index, String(last[id])] };
  }
  return { items: [], next: null };
}
