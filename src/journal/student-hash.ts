import { createHash, randomBytes } from 'node:crypto';

/** A store's own salt, made once, so that a tombstone cannot be looked up in a table made elsewhere. */
export function makeSalt(): string {
  return randomBytes(16).toString('hex');
}

/** What a tombstone names a student by. */
export function hashStudent(salt: string, studentId: string): string {
  return `erased:${createHash('sha256').update(`${salt}\0${studentId}`).digest('hex')}`;
}
