import { DAY_MS, KEY_LIFETIME_MS } from './history-row.ts';
import type { Retention } from './journal.ts';
import type { Queryable } from './postgres-connect.ts';
import { TEXT_GONE, withoutTexts } from './remove-text.ts';

export const BATCH = 200;
/** Held by the process that sweeps. */
const SWEEP_LOCK = 7_311_402_219;

type Discard = (
  client: Queryable,
  deadLetterId: string,
  atMs: number,
  actor: (typeof TEXT_GONE)['actor'],
  why: string,
) => Promise<unknown>;

/** One bounded batch of what is older than its retention, inside a transaction. Nothing where another process sweeps. */
export async function sweep(
  client: Queryable,
  nowMs: number,
  { recordDays, textDays }: Retention,
  discardDeadLetter: Discard,
): Promise<number> {
  const { rows } = await client.query(`SELECT 1 WHERE pg_try_advisory_xact_lock(${SWEEP_LOCK})`);
  if (rows.length === 0) return 0;
  const recordsBefore = nowMs - recordDays * DAY_MS;
  const touched =
    (await removeTexts(client, nowMs, nowMs - textDays * DAY_MS, discardDeadLetter)) +
    (await countOf(client, DELETE_REQUESTS, recordsBefore)) +
    (await countOf(client, DELETE_AUDIT, recordsBefore)) +
    (await countOf(client, DELETE_KEYS, nowMs - KEY_LIFETIME_MS));
  return touched > 0 ? touched : deleteStudents(client);
}

const countOf = async (client: Queryable, sql: string, beforeMs: number) =>
  (await client.query(sql, [beforeMs])).rowCount ?? 0;

const DELETE_REQUESTS = `
  WITH old AS (
    SELECT request_id FROM requests WHERE accepted_at_ms < $1 AND status <> 'accepted'
    ORDER BY accepted_at_ms LIMIT ${BATCH} FOR UPDATE SKIP LOCKED
  ), letters AS (
    DELETE FROM dead_letters WHERE request_id IN (SELECT request_id FROM old)
  ), said AS (
    DELETE FROM feedback WHERE request_id IN (SELECT request_id FROM old)
  )
  DELETE FROM requests WHERE request_id IN (SELECT request_id FROM old)`;

// Nothing is waited for while requests are held: an erasure may hold these and wait for those.
const DELETE_AUDIT = `
  DELETE FROM audit WHERE audit_id IN (
    SELECT audit_id FROM audit WHERE at_ms < $1 AND kind <> 'erasure' ORDER BY at_ms LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)`;

const DELETE_KEYS = `
  DELETE FROM idempotency_keys WHERE (student_id, route, key) IN (
    SELECT student_id, route, key FROM idempotency_keys WHERE created_at_ms < $1 ORDER BY created_at_ms LIMIT ${BATCH}
    FOR UPDATE SKIP LOCKED)`;

/** Locked, then looked at by a statement of its own: a request that was accepted in the meantime keeps its student. */
async function deleteStudents(client: Queryable): Promise<number> {
  const { rows } = await client.query(
    `SELECT student_id FROM students s
     WHERE NOT EXISTS (SELECT 1 FROM requests r WHERE r.student_id = s.student_id) LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`,
  );
  const { rowCount } = await client.query(
    `DELETE FROM students s WHERE student_id = ANY ($1)
       AND NOT EXISTS (SELECT 1 FROM requests r WHERE r.student_id = s.student_id)`,
    [rows.map((row) => row.student_id)],
  );
  return rowCount ?? 0;
}

async function removeTexts(client: Queryable, nowMs: number, beforeMs: number, discard: Discard): Promise<number> {
  const mark = await client.query("SELECT value FROM settings WHERE name = 'text_removed_until_ms'");
  // The mark is where the last sweep came to: without it every sweep would walk over all that it has already done.
  const { rows } = await client.query(
    `SELECT r.*, d.dead_letter_id, d.state FROM requests r LEFT JOIN dead_letters d USING (request_id)
     WHERE r.request_id IN (
       SELECT request_id FROM requests
       WHERE accepted_at_ms >= $1 AND accepted_at_ms < $2 AND text_removed_at_ms IS NULL AND status <> 'accepted'
       ORDER BY accepted_at_ms LIMIT ${BATCH})
     ORDER BY r.request_id FOR UPDATE OF r`,
    [Number(mark.rows[0]?.value ?? 0), beforeMs],
  );
  for (const row of rows) {
    if (row.state === 'waiting') {
      await discard(client, String(row.dead_letter_id), nowMs, TEXT_GONE.actor, TEXT_GONE.why);
    }
  }
  const emptied = rows.map((row) => ({ request_id: row.request_id, ...withoutTexts(row) }));
  await client.query(
    `UPDATE requests r SET query = g.query, classification = g.classification, reply = g.reply, attempts = NULL,
       text_removed_at_ms = $2
     FROM json_to_recordset($1) AS g (request_id text, query text, classification text, reply text)
     WHERE r.request_id = g.request_id COLLATE "C"`,
    [JSON.stringify(emptied), nowMs],
  );
  await client.query('UPDATE feedback SET comment = NULL WHERE request_id = ANY($1)', [
    rows.map((row) => row.request_id),
  ]);
  if (rows.length > 0) {
    const until = Math.max(...rows.map((row) => Number(row.accepted_at_ms)));
    await client.query(
      `INSERT INTO settings (name, value) VALUES ('text_removed_until_ms', $1)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
      [String(until)],
    );
  }
  return rows.length;
}
