import { execFile } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { promisify } from 'node:util';
import { becomeWhole } from './partial-file.ts';
import { closeSession, type PostgresAddress, SCHEMA } from './postgres-connect.ts';
import { reach } from './postgres-open.ts';
import { MIGRATIONS, readSchema } from './postgres-schema.ts';
import { judgeSchema } from './schema-version.ts';
import type { StoreContents } from './sqlite-backup.ts';

/** Counting may take as long as it takes, in milliseconds: nobody waits for it. */
const COUNT_TIMEOUT_MS = 600_000;

/**
 * Writes one moment of a store into a file with the server's own pg_dump, beside running services.
 * @param path where programs are looked for
 * @returns what it holds at least
 * @throws {Error} when the file is there already, or pg_dump is missing or fails
 */
export async function backUpPostgres(address: PostgresAddress, file: string, path: string): Promise<StoreContents> {
  return becomeWhole(file, async (partial) => {
    const contents = await look(address);
    // The processes that run on the store are not part of it: what they hold is nobody's once it is restored.
    const parts = [`--schema=${SCHEMA}`, `--exclude-table-data=${SCHEMA}.owners`];
    const format = ['--format=custom', '--no-owner', '--no-privileges'];
    await run(address, path, 'pg_dump', [...format, ...parts, `--file=${partial}`]);
    chmodSync(partial, 0o600);
    return contents;
  });
}

/**
 * Makes a store of a backup, in one transaction.
 * @param finish done to it before it counts as restored; when that fails, the store goes again
 * @throws {Error} when the database holds a store already: a restore never overwrites one; or what `finish` throws
 */
export async function restorePostgres(
  file: string,
  address: PostgresAddress,
  path: string,
  finish: () => Promise<void>,
): Promise<StoreContents> {
  const isGiven = await requireNoStore(address);
  const options = ['--no-owner', '--no-privileges', '--single-transaction', '--exit-on-error'];
  // Named, the schema itself is not among what is made.
  if (isGiven) options.push(`--schema=${SCHEMA}`);
  await run(address, path, 'pg_restore', [...options, `--dbname=${databaseOf(address)}`, file]);
  try {
    const { requests } = await look(address);
    await finish();
    return { requests, schema: (await look(address)).schema };
  } catch (error) {
    await takeBack(address, isGiven, error);
    throw error;
  }
}

/** @returns whether there is an empty schema already: it was made for a role that may make none */
async function requireNoStore(address: PostgresAddress): Promise<boolean> {
  const client = await reach(address);
  try {
    const { rows } = await client.query(
      'SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = n.oid) AS parts FROM pg_namespace n WHERE nspname = $1',
      [SCHEMA],
    );
    if (Number(rows[0]?.parts ?? 0) > 0) {
      throw new Error(`the database holds a store already: restore into another, a restore overwrites nothing`);
    }
    return rows.length > 0;
  } finally {
    closeSession(client);
  }
}

/** Removes a store that was made here a moment ago: half restored, somebody could start on it. */
async function takeBack(address: PostgresAddress, isGiven: boolean, cause: unknown): Promise<void> {
  try {
    const client = await reach({ ...address, timeoutMs: COUNT_TIMEOUT_MS });
    try {
      const { rows } = await client.query('SELECT tablename AS name FROM pg_tables WHERE schemaname = $1', [SCHEMA]);
      const tables = rows.map(({ name }) => `${SCHEMA}."${name}"`).join();
      await client.query(isGiven ? `DROP TABLE IF EXISTS ${tables} CASCADE` : `DROP SCHEMA ${SCHEMA} CASCADE`);
    } finally {
      closeSession(client);
    }
  } catch {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `${why}; and the store that is half restored cannot be removed: drop what is in the schema ${SCHEMA}`,
      { cause },
    );
  }
}

async function look(address: PostgresAddress): Promise<StoreContents> {
  const client = await reach({ ...address, timeoutMs: COUNT_TIMEOUT_MS });
  try {
    const schema = await readSchema(client);
    judgeSchema(schema, MIGRATIONS.length, 'auto');
    const { rows } = await client.query('SELECT count(*) AS n FROM requests');
    return { requests: Number(rows[0]?.n), schema: schema.version };
  } finally {
    closeSession(client);
  }
}

const databaseOf = ({ url }: PostgresAddress) => decodeURIComponent(new URL(url).pathname.slice(1));

/** @throws {Error} with what the tool said */
async function run(address: PostgresAddress, path: string, tool: string, args: readonly string[]): Promise<void> {
  try {
    await promisify(execFile)(tool, args, { env: { PATH: path, ...toEnvironment(address) } });
  } catch (error) {
    const { code, stderr } = error as { code?: string | number; stderr?: string };
    if (code === 'ENOENT') throw new Error(`there is no ${tool} on the PATH: install the client tools of PostgreSQL`);
    throw new Error(`${tool} failed: ${stderr?.trim() ?? code}`);
  }
}

/** An address as PostgreSQL's own tools read it: in arguments everyone on the machine could see the password. */
function toEnvironment({ url, password }: PostgresAddress): Record<string, string> {
  const { hostname, port, username, password: inUrl, searchParams } = new URL(url);
  const given = {
    PGHOST: searchParams.get('host') ?? hostname,
    PGPORT: searchParams.get('port') ?? port,
    PGUSER: searchParams.get('user') ?? decodeURIComponent(username),
    PGPASSWORD: password ?? decodeURIComponent(inUrl),
    PGDATABASE: databaseOf({ url, timeoutMs: 0 }),
    PGSSLMODE: searchParams.get('sslmode'),
    PGSSLROOTCERT: searchParams.get('sslrootcert'),
    PGSSLCERT: searchParams.get('sslcert'),
    PGSSLKEY: searchParams.get('sslkey'),
  };
  return Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => !!entry[1]));
}
