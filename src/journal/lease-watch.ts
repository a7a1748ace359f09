import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Row } from './request-row.ts';

/** Owner of requests whose lease was given up: nobody. */
export const RELEASED = 'released';

/** How the others know this process. */
export const THIS_PROCESS = { machine: describeMachine(), startedAt: readStartTime(process.pid) };

/**
 * Tells which processes that share a store are dead. A lease lives as long as its count of beats rises: counts are compared
 * by our own monotonic clock, so that a clock that steps, here or on another machine, ends nobody's requests.
 * @param leaseMs a process whose count stands still for this long is dead
 */
export function createLeaseWatch(leaseMs: number) {
  const observed = new Map<string, { readonly beats: number; readonly sinceMs: number }>();
  return {
    /** @param row of `owners` */
    isDead(row: Row, monotonicMs: number): boolean {
      const id = String(row.owner_id);
      const beats = Number(row.beats);
      const isHere = row.machine === THIS_PROCESS.machine;
      const seen = observed.get(id);
      if (isHere && !isRunning(Number(row.pid), String(row.started_at))) {
        observed.delete(id);
        return true;
      }
      if (seen === undefined || seen.beats !== beats) {
        observed.set(id, { beats, sinceMs: monotonicMs });
        return false;
      }
      if (monotonicMs - seen.sinceMs < leaseMs) return false;
      observed.delete(id);
      return true;
    },

    /** The store was away for everyone: silence of that time says nothing of anyone. */
    forgetSilence(): void {
      observed.clear();
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

/** Whether a row of `owners` is of a process of this machine that runs. */
export function isRunningHere(row: Row): boolean {
  return row.machine === THIS_PROCESS.machine && isRunning(Number(row.pid), String(row.started_at));
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
