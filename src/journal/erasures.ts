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
function nameStore(salt: string): string {
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
 * Who of the students of a store is on a list of erasures, with when they were erased.
 * @throws {Error} when the list is of another store, or not such a list
 */
export function findErased(
  salt: string,
  students: readonly string[],
  lines: readonly ErasureLine[],
): Map<string, number> {
  const store = nameStore(salt);
  if (lines.some((line) => line.store !== store)) throw new Error('the list of erasures is of another store');
  const times = new Map(lines.map(({ erased, at }) => [erased, Date.parse(at)]));
  const found = students.map((student) => [student, times.get(hashStudent(salt, student))] as const);
  return new Map(found.filter((entry): entry is [string, number] => entry[1] !== undefined));
}

/** Reads lines that `toErasureLines` made. */
export function parseErasureLines(text: string): ErasureLine[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, index) => {
      const { store, erased, at } = JSON.parse(line) as Partial<ErasureLine>;
      if (store === undefined || erased === undefined || Number.isNaN(Date.parse(at ?? ''))) {
        throw new Error(`line ${index + 1} of the list of erasures is not one`);
      }
      return { store, erased, at: at ?? '' };
    });
}
