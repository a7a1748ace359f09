import pg from 'pg';
import { clientConfig, isStoreFailure, type PostgresAddress, type Queryable, sessionSql } from './postgres-connect.ts';
import type { Row } from './request-row.ts';
import { unavailable } from './unavailable.ts';

/** Sessions that are borrowed for one read, or for one transaction. What fails is rejected with JOURNAL_UNAVAILABLE. */
export interface Pool extends Queryable {
  /** Runs work in a transaction that is committed when it resolves. */
  transact<Value>(work: (client: Queryable) => Promise<Value>): Promise<Value>;
  close(): Promise<void>;
}

/** @param onStoreFailure told when the store, not one statement, has failed */
export function createPool(address: PostgresAddress, name: string, max: number, onStoreFailure: () => void): Pool {
  const pool = new pg.Pool({ ...clientConfig(address, name), max, idleTimeoutMillis: 30_000 });
  // A session that is lost while nobody uses it is replaced when one is wanted again.
  pool.on('error', () => undefined);
  const prepared = new WeakSet<pg.PoolClient>();
  let isClosed = false;

  async function borrow<Value>(work: (client: pg.PoolClient) => Promise<Value>): Promise<Value> {
    if (isClosed) throw unavailable('the journal is closed');
    let client: pg.PoolClient | undefined;
    try {
      client = await pool.connect();
      if (!prepared.has(client)) {
        client.on('error', () => undefined);
        await client.query(sessionSql(address));
        prepared.add(client);
      }
      const value = await work(client);
      client.release();
      return value;
    } catch (error) {
      const isLost = isStoreFailure(error);
      client?.release(isLost);
      if (isLost) onStoreFailure();
      throw error;
    }
  }

  const query = async (client: pg.PoolClient, text: string, values?: readonly unknown[]) =>
    (await client.query(text, values as unknown[])) as { rows: Row[]; rowCount: number | null };

  async function once(text: string, values?: readonly unknown[]) {
    return borrow((client) => query(client, text, values));
  }

  return {
    async query(text, values) {
      try {
        // A session that died while it lay in the pool shows it only now: a read can be made again.
        return await once(text, values).catch((error) =>
          isStoreFailure(error) ? once(text, values) : Promise.reject(error),
        );
      } catch (error) {
        throw toUnavailable(error);
      }
    },

    async transact(work) {
      try {
        return await borrow(async (client) => {
          await client.query('BEGIN');
          try {
            const value = await work({ query: (text, values) => query(client, text, values) });
            await client.query('COMMIT');
            return value;
          } catch (error) {
            if (!isStoreFailure(error)) await client.query('ROLLBACK');
            throw error;
          }
        });
      } catch (error) {
        throw toUnavailable(error);
      }
    },

    async close() {
      isClosed = true;
      await pool.end();
    },
  };
}

/** Without the server's `detail`: it may quote a whole row, and what is thrown may be logged. */
function toUnavailable(error: unknown): Error {
  const { message, code } = error as { message: string; code?: string };
  return unavailable(message, code);
}
