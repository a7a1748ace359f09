import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { DatabaseSync } from 'node:sqlite';
import { v7 as uuidv7 } from 'uuid';
import type { Row, SettlementColumns } from './request-row.ts';

/** Owner of requests whose lease was given up: nobody. */
export const RELEASED = 'released';

const RECOVERY_BATCH = 256;

/** What recovery needs to end a request. */
export interface Settles {
  settle(requestId: string, settledAtMs: number, end: SettlementColumns): boolean;
}

interface Observation {
  readonly beats: number;
  readonly sinceMs: number;
}

/**
 * The leases of the processes that share a store. Each lives as long as its count of beats rises: an observer compares
 * counts by its own monotonic clock, so that a clock that steps, here or on another machine, ends nobody's requests.
 * @param leaseMs a process whose count stands still for this long is dead
 */
export function prepareOwners(db: DatabaseSync, ownerId: string, leaseMs: number, requests: Settles) {
  const machine = describeMachine();
  const startedAt = readStartTime(process.pid);
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
  const observed = new Map<string, Observation>();

  function isDead(row: Row, monotonicMs: number): boolean {
    const id = String(row.owner_id);
    const beats = Number(row.beats);
    if (row.machine === machine && !isRunning(Number(row.pid), String(row.started_at))) return true;
    const seen = observed.get(id);
    if (seen === undefined || seen.beats !== beats) {
      observed.set(id, { beats, sinceMs: monotonicMs });
      return false;
    }
    return monotonicMs - seen.sinceMs >= leaseMs;
  }

  return {
    /** Shows that this process lives. */
    beat(): void {
      beat.run(ownerId, machine, process.pid, startedAt);
    },

    /** Takes the lease of every process that is dead. */
    buryTheDead(monotonicMs: number): void {
      for (const row of selectOthers.all(ownerId) as Row[]) {
        if (!isDead(row, monotonicMs)) continue;
        remove.run(String(row.owner_id));
        observed.delete(String(row.owner_id));
      }
    },

    /** Ends one batch of requests that belong to nobody; what they were being replayed by is free again. */
    recoverBatch(nowMs: number): string[] {
      freeLetters.run();
      const orphans = (selectOrphans.all() as Row[]).map((row) => String(row.request_id));
      for (const requestId of orphans) {
        requests.settle(requestId, nowMs, {
          status: 'dead_lettered',
          reason: 'interrupted',
          deadLetterId: uuidv7(),
          attempts: '[]',
          reply: null,
          timings: null,
          topics: undefined,
        });
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

/** A machine's name and its table of processes: a number from another container's table says nothing here. */
function describeMachine(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

/** When a process began, by the kernel's count since boot; tells it from a later one with its number. Empty where unknown. */
function readStartTime(pid: number): string {
  try {
    // The second field is the program's name in brackets, which may hold anything: count from its end.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function isRunning(pid: number, startedAt: string): boolean {
  if (startedAt !== '') return readStartTime(pid) === startedAt;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
