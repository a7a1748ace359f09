import { createHash, randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** The store's own salt, made once, so that a tombstone cannot be looked up in a table made elsewhere. */
export function ensureSalt(db: DatabaseSync): void {
  const salt = randomBytes(16).toString('hex');
  db.prepare("INSERT INTO settings (name, value) VALUES ('tombstone_salt', ?) ON CONFLICT DO NOTHING").run(salt);
}

/** What a tombstone names a student by. */
export function hashStudent(db: DatabaseSync, studentId: string): string {
  const salt = db.prepare("SELECT value FROM settings WHERE name = 'tombstone_salt'").get()?.value;
  return `erased:${createHash('sha256').update(`${salt}\0${studentId}`).digest('hex')}`;
}
