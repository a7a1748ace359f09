import { type Queryable, SCHEMA_LOCK } from './postgres-connect.ts';

/**
 * Requests lie in a table for each month, found by their id: ids are made of the time (UUID version 7), so the id alone is
 * unique over all months, leads to its month, and a month that is too old goes as a whole. Other ids lie in a table of their own.
 */
interface Month {
  readonly table: string;
  /** Start of the month, by UTC. */
  readonly fromMs: number;
  readonly untilMs: number;
}

/** How long a month waits for the table to be free before it gives way to those who use it, in milliseconds. */
const LOCK_TIMEOUT_MS = 1_000;
const LOCK_NOT_AVAILABLE = '55P03';

function monthOf(timeMs: number, later = 0): Month {
  const time = new Date(timeMs);
  const startOf = (month: number) => Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + month);
  const fromMs = startOf(later);
  const table = `requests_${new Date(fromMs).toISOString().slice(0, 7).replace('-', '_')}`;
  return { table, fromMs, untilMs: startOf(later + 1) };
}

/** The lowest UUID version 7 of a moment, as far as time reaches. */
function idBound(timeMs: number): string {
  const hex = timeMs.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}

/** Every month from one moment to another. */
export function monthsBetween(fromMs: number, untilMs: number): Month[] {
  const months: Month[] = [];
  for (let month = monthOf(fromMs); month.fromMs <= untilMs; month = monthOf(month.untilMs)) months.push(month);
  return months;
}

/** Makes the tables of this month and the next where they are missing, inside a transaction. */
export async function ensureMonths(client: Queryable, nowMs: number): Promise<void> {
  for (const month of [monthOf(nowMs), monthOf(nowMs, 1)]) {
    const { rows } = await client.query('SELECT 1 WHERE to_regclass($1) IS NULL', [month.table]);
    if (rows.length > 0) await makeMonth(client, month);
  }
}

export async function makeMonth(client: Queryable, { table, fromMs, untilMs }: Month): Promise<void> {
  await client.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
  await client.query(`SELECT pg_advisory_xact_lock(${SCHEMA_LOCK})`);
  await client.query(
    `CREATE TABLE IF NOT EXISTS ${table} PARTITION OF requests FOR VALUES FROM ('${idBound(fromMs)}') TO ('${idBound(untilMs)}')`,
  );
}

/**
 * Drops the oldest month of which nothing is kept any longer, inside a transaction of its own; first, in bounded batches,
 * what hangs on it.
 * @param beforeMs what was accepted earlier is too old
 * @returns how many rows it touched
 * @throws {Error} when the table is in use for longer than it waits
 */
export async function dropMonth(client: Queryable, beforeMs: number, batch: number): Promise<number> {
  const { rows } = await client.query(
    `SELECT c.relname AS name, c.reltuples AS about FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'requests'::regclass AND c.relname ~ '^requests_\\d{4}_\\d\\d$' AND c.relname < $1
     ORDER BY c.relname LIMIT 1`,
    [monthOf(beforeMs).table],
  );
  if (rows[0] === undefined) return 0;
  const { name, about } = rows[0];
  const kept = await client.query(
    `SELECT 1 FROM ${name} WHERE accepted_at_ms >= $1 UNION ALL SELECT 1 FROM ${name} WHERE status = 'accepted' LIMIT 1`,
    [beforeMs],
  );
  if (kept.rows.length > 0) return 0;
  const [, year, month] = String(name).split('_');
  const { fromMs, untilMs } = monthOf(Date.UTC(Number(year), Number(month) - 1));
  for (const [table, id] of [
    ['dead_letters', 'dead_letter_id'],
    ['feedback', 'feedback_id'],
  ]) {
    const { rowCount } = await client.query(
      `DELETE FROM ${table} WHERE ${id} IN (
         SELECT ${id} FROM ${table} WHERE request_id >= $1 AND request_id < $2 ORDER BY request_id LIMIT ${batch})`,
      [idBound(fromMs), idBound(untilMs)],
    );
    if (rowCount !== null && rowCount > 0) return rowCount;
  }
  await client.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
  await client.query(`ALTER TABLE requests DETACH PARTITION ${name}`);
  await client.query(`DROP TABLE ${name}`);
  return Math.max(1, Number(about));
}

/** The table was in use for longer than the wait: it is made, or dropped, at the next look. */
export function unlessInUse(error: Error): 0 {
  if ((error.cause as { code?: string } | undefined)?.code === LOCK_NOT_AVAILABLE) return 0;
  throw error;
}
