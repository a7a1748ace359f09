import { execFile } from 'node:child_process';
import { chmodSync, closeSync, existsSync, openSync, renameSync, rmSync } from 'node:fs';
import { promisify } from 'node:util';
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
  if (existsSync(file)) throw new Error(`${file} is there already: choose another name`);
  const partial = `${file}.partial`;
  try {
    closeSync(openSync(partial, 'wx', 0o600));
    const contents = await look(address);
    // The processes that run on the store are not part of it: what they hold is nobody's once it is restored.
    const parts = [`--schema=${SCHEMA}`, `--exclude-table-data=${SCHEMA}.owners`];
    await run(address, path, 'pg_dump', [
      '--format=custom',
      '--no-owner',
      '--no-privileges',
      ...parts,
      `--file=${partial}`,
    ]);
    chmodSync(partial, 0o600);
    renameSync(partial, file);
    return contents;
  } finally {
    rmSync(partial, { force: true });
  }
}

/**
 * Makes a store of a backup, in one transaction.
 * @throws {Error} when the database holds a store already: a restore never overwrites one
 */
export async function restorePostgres(file: string, address: PostgresAddress, path: string): Promise<StoreContents> {
  const client = await reach(address);
  try {
    const { rows } = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [SCHEMA]);
    if (rows.length > 0) {
      throw new Error(`the database holds a store already: restore into another, a restore overwrites nothing`);
    }
  } finally {
    closeSession(client);
  }
  const options = ['--no-owner', '--no-privileges', '--single-transaction', '--exit-on-error'];
  await run(address, path, 'pg_restore', [...options, `--dbname=${databaseOf(address)}`, file]);
  return look(address);
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
