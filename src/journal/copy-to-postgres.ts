import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type pg from 'pg';
import { isRunningHere } from './lease-watch.ts';
import { closeSession, type PostgresAddress } from './postgres-connect.ts';
import { makeMonth, monthsBetween } from './postgres-months.ts';
import { openStore, reach } from './postgres-open.ts';
import type { Row } from './request-row.ts';
import { readSchema, SCHEMA_VERSION } from './sqlite-schema.ts';

/** Tables that are copied, each with its key. Who holds what (`owners`) is of the processes that ran on the source. */
const TABLES: Readonly<Record<string, readonly string[]>> = {
  students: ['student_id'],
  requests: ['request_id'],
  dead_letters: ['dead_letter_id'],
  idempotency_keys: ['student_id', 'route', 'key'],
  feedback: ['feedback_id'],
  audit: ['audit_id'],
  outbox: ['seq'],
  models: ['model_id'],
  releases: ['revision'],
};
/** What else of the source's settings goes on to mean something. */
const SETTINGS = ['tombstone_salt', 'text_removed_until_ms'];

const BATCH = 200;

/**
 * Copies an SQLite store into an empty PostgreSQL one, in one transaction: all of it, or nothing. Every row is read back
 * and compared before the transaction ends.
 * @param copied told of each table that is there and the same
 * @throws {Error} when a service runs on the source, the target is not empty, or a row did not arrive as it was
 */
export async function copyToPostgres(
  file: string,
  address: PostgresAddress,
  copied: (table: string, rows: number) => void,
): Promise<void> {
  const source = new DatabaseSync(file, { readOnly: true });
  try {
    const { version } = readSchema(source);
    if (version !== SCHEMA_VERSION) {
      throw new Error(
        `the source has schema ${version}, this build wants ${SCHEMA_VERSION}: run "learnflow migrate" on it first`,
      );
    }
    // Everything is read from one moment.
    source.exec('BEGIN');
    const living = (source.prepare('SELECT * FROM owners').all() as Row[]).filter(isRunningHere);
    if (living.length > 0) throw new Error(`a service (process ${living[0]?.pid}) runs on the source: stop it first`);
    await openStore(address, 'auto');
    const target = await reach(address);
    try {
      await target.query('BEGIN; SET LOCAL statement_timeout = 0');
      await requireEmpty(target);
      await makeMonths(source, target);
      for (const [table, key] of Object.entries(TABLES)) copied(table, await copyTable(source, target, table, key));
      await copySettings(source, target);
      await target.query(`SELECT setval(pg_get_serial_sequence('outbox', 'seq'), $1)`, [lastSeq(source)]);
      await target.query('COMMIT');
    } finally {
      closeSession(target);
    }
  } finally {
    source.close();
  }
}

async function requireEmpty(target: pg.Client): Promise<void> {
  for (const table of ['owners', ...Object.keys(TABLES)]) {
    const { rows } = await target.query(`SELECT 1 FROM ${table} LIMIT 1`);
    if (rows.length > 0) throw new Error(`the target is not empty (${table}): copy into a database of its own`);
  }
}

async function makeMonths(source: DatabaseSync, target: pg.Client): Promise<void> {
  const { first } = source.prepare('SELECT min(accepted_at_ms) AS first FROM requests').get() as Row;
  if (first === null) return;
  for (const month of monthsBetween(Number(first), Date.now())) await makeMonth(target, month);
}

async function copyTable(source: DatabaseSync, target: pg.Client, table: string, key: readonly string[]) {
  const columns = (source.prepare(`SELECT name FROM pragma_table_info('${table}')`).all() as Row[]).map(
    ({ name }) => name,
  );
  const order = key.join(', ');
  const sent = createHash('sha256');
  let count = 0;
  const flush = async (rows: readonly Row[]) => {
    await target.query(
      `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1)`,
      [JSON.stringify(rows)],
    );
    for (const row of rows) sent.update(canonical(row));
    count += rows.length;
  };
  let batch: Row[] = [];
  for (const row of source.prepare(`SELECT * FROM ${table} ORDER BY ${order}`).iterate()) {
    batch.push(storable(row as Row));
    if (batch.length < BATCH) continue;
    await flush(batch);
    batch = [];
  }
  if (batch.length > 0) await flush(batch);

  const arrived = createHash('sha256');
  let read = 0;
  for (let after: readonly unknown[] | undefined; ; ) {
    const marks = key.map((_column, index) => `$${index + 1}`).join(', ');
    const where = after === undefined ? '' : `WHERE (${order}) > (${marks})`;
    const query = `SELECT ${columns} FROM ${table} ${where} ORDER BY ${order} LIMIT ${BATCH}`;
    const { rows } = await target.query(query, after as unknown[]);
    for (const row of rows) arrived.update(canonical(storable(row)));
    read += rows.length;
    if (rows.length < BATCH) break;
    after = key.map((column) => rows.at(-1)[column]);
  }
  if (read !== count || sent.digest('hex') !== arrived.digest('hex')) {
    throw new Error(`${table}: ${count} rows were sent and ${read} came back, not all the same: nothing was copied`);
  }
  return count;
}

async function copySettings(source: DatabaseSync, target: pg.Client): Promise<void> {
  for (const name of SETTINGS) {
    const row = source.prepare('SELECT value FROM settings WHERE name = ?').get(name);
    if (row === undefined) continue;
    await target.query(
      'INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      [name, row.value],
    );
  }
}

/** The highest number the source ever gave an event: consumers may remember it. */
function lastSeq(source: DatabaseSync): number {
  return Math.max(1, Number(source.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'").get()?.seq ?? 1));
}

/** A row as PostgreSQL takes it inside JSON: bytes as hexadecimal, and no character that its text cannot hold. */
function storable(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => {
      if (value instanceof Uint8Array) return [column, `\\x${Buffer.from(value).toString('hex')}`];
      return [column, typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value];
    }),
  );
}

function canonical(row: Row): string {
  return `${JSON.stringify(Object.entries(row).sort(([one], [other]) => (one < other ? -1 : 1)))}\n`;
}
