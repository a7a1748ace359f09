import type { DatabaseSync } from 'node:sqlite';
import { v7 as uuidv7 } from 'uuid';
import { createLeaseWatch, RELEASED, THIS_PROCESS } from './lease-watch.ts';
import { INTERRUPTED, type Row, type SettlementColumns } from './request-row.ts';

const RECOVERY_BATCH = 256;

/** What recovery needs to end a request. */
export interface Settles {
  settle(requestId: string, settledAtMs: number, end: SettlementColumns): boolean;
}

/**
 * The leases of the processes that share a store. Each lives as long as its count of beats rises: an observer compares
 * counts by its own monotonic clock, so that a clock that steps, here or on another machine, ends nobody's requests.
 * @param leaseMs a process whose count stands still for this long is dead
 */
export function prepareOwners(db: DatabaseSync, ownerId: string, leaseMs: number, requests: Settles) {
  const watch = createLeaseWatch(leaseMs);
  const beat = db.prepare(`
    INSERT INTO owners (owner_id, machine, pid, started_at, beats) VALUES (?, ?, ?, ?, 1)
    ON CONFLICT (owner_id) DO UPDATE SET beats = beats + 1`);
  const selectOthers = db.prepare('SELECT * FROM owners WHERE owner_id <> ?');
  const remove = db.prepare('DELETE FROM owners WHERE owner_id = ?');
  const release = db.prepare(
    `UPDATE requests SET owner_id = '${RELEASED}' WHERE request_id = ? AND status = 'accepted'`,
  );
  const selectOrphans = db.prepare(`
    SELECT request_id FROM requests
    WHERE status = 'accepted' AND owner_id NOT IN (SELECT owner_id FROM owners) LIMIT ${RECOVERY_BATCH}`);
  const freeLetters = db.prepare(`
    UPDATE dead_letters SET state = 'waiting', replay_owner_id = NULL
    WHERE state = 'replaying' AND replay_owner_id NOT IN (SELECT owner_id FROM owners)`);
  return {
    /** Shows that this process lives. */
    beat(): void {
      beat.run(ownerId, THIS_PROCESS.machine, process.pid, THIS_PROCESS.startedAt);
    },

    /** Takes the lease of every process that is dead. */
    buryTheDead(monotonicMs: number): void {
      for (const row of selectOthers.all(ownerId) as Row[]) {
        if (!watch.isDead(row, monotonicMs)) continue;
        remove.run(String(row.owner_id));
      }
    },

    /** The store was away for everyone: silence of that time says nothing of anyone. */
    forgetSilence: watch.forgetSilence,

    /** Ends one batch of requests that belong to nobody; what they were being replayed by is free again. */
    recoverBatch(nowMs: number): string[] {
      freeLetters.run();
      const orphans = (selectOrphans.all() as Row[]).map((row) => String(row.request_id));
      for (const requestId of orphans) {
        requests.settle(requestId, nowMs, { ...INTERRUPTED, deadLetterId: uuidv7() });
      }
      return orphans;
    },

    release(requestIds: readonly string[]): void {
      for (const requestId of requestIds) release.run(requestId);
    },

    /** Ends the lease of this process: what it has not settled is recovered. */
    leave(): void {
      remove.run(ownerId);
    },
  };
}
