import pg from 'pg';
import type { Row } from './request-row.ts';

/** Where the store is and how it is reached. */
export interface PostgresAddress {
  /** `postgres://user@host:port/database?sslmode=verify-full&sslrootcert=/file`; a folder as `host` is a unix socket. */
  readonly url: string;
  /** Instead of one in the address, which would be shown by whoever lists processes. */
  readonly password?: string | undefined;
  /** Longest wait for a connection or one statement, in milliseconds. */
  readonly timeoutMs: number;
}

/** The schema all tables live in, so that a database may be shared with others. */
export const SCHEMA = 'learnflow';

/** Held by whoever changes the schema; any number will do, if nobody else in the database uses it. */
export const SCHEMA_LOCK = 7_311_402_218;

const INT8 = 20;
const NUMERIC = 1_700;
/** Times and counts as numbers: none of ours is beyond what a double holds exactly. */
const types = {
  getTypeParser: (id: number, format?: 'text' | 'binary') =>
    id === INT8 || id === NUMERIC ? Number : pg.types.getTypeParser(id, format as 'text'),
};

/**
 * Sessions reach rows by key, whatever the planner has counted so far: a table that grows by thousands of rows a second is
 * past its statistics, and a plan that reads all of it stops the service.
 */
const KEYED_ACCESS = 'SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;';

/** What every session starts with. */
export function sessionSql({ timeoutMs }: PostgresAddress): string {
  return `SET search_path = ${SCHEMA}; SET statement_timeout = ${timeoutMs}; SET jit = off; ${KEYED_ACCESS}
    SET idle_in_transaction_session_timeout = ${timeoutMs * 2};`;
}

/** @param name shown in `pg_stat_activity` */
export function clientConfig({ url, password, timeoutMs }: PostgresAddress, name: string): pg.ClientConfig {
  return {
    connectionString: withPassword(url, password),
    application_name: name,
    connectionTimeoutMillis: timeoutMs,
    // The server ends a statement that takes too long; this is for a server that no longer speaks.
    query_timeout: timeoutMs + 1_000,
    keepAlive: true,
    types,
  };
}

/** What stands in an address wins over what is given beside it, even where it is empty. */
function withPassword(url: string, password: string | undefined): string {
  if (password === undefined) return url;
  const whole = new URL(url);
  // Not before the host: a unix socket has none.
  whole.searchParams.set('password', password);
  return whole.href;
}

/** One session of its own. @throws {Error} when the server cannot be reached, without naming a secret */
export async function openSession(address: PostgresAddress, name: string): Promise<pg.Client> {
  const client = new pg.Client(clientConfig(address, name));
  // Without a listener a lost connection would end the process; who uses the session meets the loss.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(sessionSql(address));
    return client;
  } catch (error) {
    closeSession(client);
    throw error;
  }
}

/** Ends a session without waiting for a server that may be gone. */
export function closeSession(client: pg.Client): void {
  client.end().catch(() => undefined);
}

/** Anything that takes statements: a session, or one borrowed from the pool. */
export interface Queryable {
  query(text: string, values?: readonly unknown[]): Promise<{ rows: Row[]; rowCount: number | null }>;
}

/** `?` as PostgreSQL numbers it; queries built of parts do not know their place. */
export function numbered(sql: string): string {
  let count = 0;
  return sql.replaceAll('?', () => `$${++count}`);
}

/** Connection, resources, operator's hand, system, internal; and single codes of the same kind. */
const STORE_CLASSES = /^(08|53|57|58|XX)/;
/** Read-only (a standby), lock not given in time, deadlock, serialization: another try may succeed. */
const STORE_CODES: ReadonlySet<string> = new Set(['25006', '55P03', '40P01', '40001', '25P02', '25P03']);

/** The store itself, not one statement, cannot go on: trying each call alone is of no use. */
export function isStoreFailure(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  // What has no five-character SQLSTATE came from the network or from the client itself.
  if (typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code)) return true;
  return STORE_CLASSES.test(code) || STORE_CODES.has(code);
}
