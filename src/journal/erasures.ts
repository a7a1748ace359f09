import { createHash } from 'node:crypto';
import { hashStudent } from './student-hash.ts';

/** One erasure, as it can be kept outside the store without naming anyone. */
export interface ErasureLine {
  /** Tells the store it belongs to: hashes of another store mean nothing here. */
  readonly store: string;
  readonly erased: string;
  readonly at: string;
}

/** Names a store by its salt, without giving that away. */
export function nameStore(salt: string): string {
  return createHash('sha256').update(`store\0${salt}`).digest('hex').slice(0, 16);
}

/** @param tombstones `student_id` (a hash) and `at_ms` of the audit entries of erasures */
export function toErasureLines(
  salt: string,
  tombstones: readonly { student_id: unknown; at_ms: unknown }[],
): ErasureLine[] {
  return tombstones.map(({ student_id, at_ms }) => ({
    store: nameStore(salt),
    erased: String(student_id),
    at: new Date(Number(at_ms)).toISOString(),
  }));
}

/**
 * Who of the students of a store is on a list of erasures that the store does not know of, with when they were erased. An
 * erasure that it knows of is done: that student is there again because they came back.
 * @param known the store's own list
 * @throws {Error} when the list is of another store
 */
export function findErased(
  salt: string,
  students: readonly string[],
  lines: readonly ErasureLine[],
  known: readonly ErasureLine[],
): Map<string, number> {
  requireStore(lines, nameStore(salt));
  const [times, knownTimes] = [latestMs(lines), latestMs(known)];
  const found = students.map((student) => {
    const hash = hashStudent(salt, student);
    return [student, times.get(hash) ?? 0, knownTimes.get(hash) ?? 0] as const;
  });
  return new Map(found.filter(([, atMs, knownMs]) => atMs > knownMs).map(([student, atMs]) => [student, atMs]));
}

/**
 * A list that was kept, with what a store knows by now. Nothing leaves it: a database that was put back to a time before
 * an erasure does not know of it.
 * @throws {Error} when the list is of another store
 */
export function addErasures(kept: readonly ErasureLine[], known: readonly ErasureLine[], store: string): ErasureLine[] {
  requireStore(kept, store);
  const all = new Map([...kept, ...known].map((line) => [`${line.erased} ${line.at}`, line]));
  return [...all.values()].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

function latestMs(lines: readonly ErasureLine[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { erased, at } of lines) times.set(erased, Math.max(times.get(erased) ?? 0, Date.parse(at)));
  return times;
}

function requireStore(lines: readonly ErasureLine[], store: string): void {
  if (lines.some((line) => line.store !== store)) throw new Error('the list of erasures is of another store');
}

/** Reads lines that `toErasureLines` made. */
export function parseErasureLines(text: string): ErasureLine[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, index) => {
      const { store, erased, at } = readLine(line);
      if (typeof store !== 'string' || typeof erased !== 'string' || Number.isNaN(Date.parse(String(at)))) {
        throw new Error(`line ${index + 1} of the list of erasures is not one: it is cut short, or no such list`);
      }
      return { store, erased, at: String(at) };
    });
}

function readLine(line: string): { readonly [Key in keyof ErasureLine]?: unknown } {
  try {
    return JSON.parse(line) ?? {};
  } catch {
    return {};
  }
}
