import { v7 as uuidv7 } from 'uuid';
import { createLeaseWatch, RELEASED, THIS_PROCESS } from './lease-watch.ts';
import type { Queryable } from './postgres-connect.ts';
import { settleRequests } from './postgres-requests.ts';
import { INTERRUPTED } from './request-row.ts';

const RECOVERY_BATCH = 256;

/** The leases of the processes that share a store; see `createLeaseWatch` for who counts as dead. */
export function createOwners(ownerId: string, leaseMs: number) {
  const watch = createLeaseWatch(leaseMs);
  return {
    /** Shows that this process lives. */
    async beat(client: Queryable): Promise<void> {
      await client.query(
        `INSERT INTO owners AS o (owner_id, machine, pid, started_at, beats) VALUES ($1, $2, $3, $4, 1)
         ON CONFLICT (owner_id) DO UPDATE SET beats = o.beats + 1`,
        [ownerId, THIS_PROCESS.machine, process.pid, THIS_PROCESS.startedAt],
      );
    },

    /** Takes the lease of every process that is dead, unless it has shown in the meantime that it lives. */
    async buryTheDead(client: Queryable, monotonicMs: number): Promise<void> {
      const { rows } = await client.query('SELECT * FROM owners WHERE owner_id <> $1', [ownerId]);
      for (const row of rows) {
        if (!watch.isDead(row, monotonicMs)) continue;
        await client.query('DELETE FROM owners WHERE owner_id = $1 AND beats = $2', [row.owner_id, row.beats]);
      }
    },

    forgetSilence: watch.forgetSilence,

    /**
     * Ends one batch of requests that belong to nobody, inside a transaction; what they were being replayed by is free
     * again. Rows that another process is ending are left to it.
     */
    async recoverBatch(client: Queryable, nowMs: number): Promise<string[]> {
      await client.query(
        `UPDATE dead_letters SET state = 'waiting', replay_owner_id = NULL WHERE dead_letter_id IN (
           SELECT dead_letter_id FROM dead_letters
           WHERE state = 'replaying' AND replay_owner_id NOT IN (SELECT owner_id FROM owners) FOR UPDATE SKIP LOCKED)`,
      );
      const { rows } = await client.query(
        `SELECT request_id FROM requests
         WHERE status = 'accepted' AND owner_id NOT IN (SELECT owner_id FROM owners)
         LIMIT ${RECOVERY_BATCH} FOR UPDATE SKIP LOCKED`,
      );
      const orphans = rows.map((row) => String(row.request_id));
      if (orphans.length === 0) return orphans;
      const endings = orphans.map((requestId) => ({
        requestId,
        settledAtMs: nowMs,
        end: { ...INTERRUPTED, deadLetterId: uuidv7() },
      }));
      await settleRequests(client, endings);
      return orphans;
    },

    async release(client: Queryable, requestIds: readonly string[]): Promise<void> {
      await client.query(
        `UPDATE requests SET owner_id = '${RELEASED}' WHERE request_id = ANY($1) AND status = 'accepted'`,
        [requestIds],
      );
    },

    /** Ends the lease of this process: what it has not settled is recovered. */
    async leave(client: Queryable): Promise<void> {
      await client.query('DELETE FROM owners WHERE owner_id = $1', [ownerId]);
    },
  };
}
