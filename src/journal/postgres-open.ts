import type pg from 'pg';
import { closeSession, openSession, type PostgresAddress } from './postgres-connect.ts';
import { ensureMonths } from './postgres-months.ts';
import { MIGRATIONS, migrate, readSchema } from './postgres-schema.ts';
import { judgeSchema, type MigrateMode } from './schema-version.ts';
import { makeSalt } from './student-hash.ts';

/** How long a server that is not there yet is waited for, in milliseconds: both may have been started together. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 250;
/** Nobody listens, the name is not known yet, or the server is starting up or recovering. */
const NOT_YET: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ENOENT', 'EAI_AGAIN', '57P03']);

/**
 * Makes a store ready to be used: its schema, its months, its salt.
 * @returns the salt of its tombstones, and the schema it has from now on
 * @throws {Error} that names the server, and never the password
 */
export async function openStore(address: PostgresAddress, mode: MigrateMode) {
  const client = await reach(address);
  try {
    await requireDurable(client);
    const state = await readSchema(client);
    judgeSchema(state, MIGRATIONS.length, mode);
    if (state.version < MIGRATIONS.length) await migrate(client);
    await client.query('BEGIN');
    await ensureMonths(client, Date.now());
    await client.query('COMMIT');
    const settings = 'INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING';
    await client.query(settings, ['tombstone_salt', makeSalt()]);
    const { rows } = await client.query("SELECT value FROM settings WHERE name = 'tombstone_salt'");
    const schema = { store: Math.max(state.version, MIGRATIONS.length), build: MIGRATIONS.length };
    return { salt: String(rows[0]?.value), schema };
  } finally {
    closeSession(client);
  }
}

/**
 * One session with the store, waiting for a server that is not there yet.
 * @throws {Error} that names the server, and never the password
 */
export async function reach(address: PostgresAddress, { patienceMs = PATIENCE_MS } = {}): Promise<pg.Client> {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      return await openSession(address, 'learnflow');
    } catch (error) {
      const { code, message } = error as { code?: unknown; message: string };
      if (!NOT_YET.has(code) || performance.now() > until) {
        throw new Error(`the store at ${nameOf(address)} cannot be opened: ${message || String(code)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

/** Host, port and database of an address. */
function nameOf({ url }: PostgresAddress): string {
  const { host, pathname, searchParams } = new URL(url);
  return `${searchParams.get('host') ?? host}${pathname}`;
}

/** What is acknowledged must survive a power cut: a server that is told not to wait for its disk cannot promise that. */
async function requireDurable(client: pg.Client): Promise<void> {
  for (const setting of ['fsync', 'full_page_writes', 'synchronous_commit']) {
    const { rows } = await client.query(`SHOW ${setting}`);
    if (rows[0]?.[setting] === 'off') {
      throw new Error(`the server has ${setting} = off: it would forget what it acknowledged; turn it on`);
    }
  }
}
