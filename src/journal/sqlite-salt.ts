import type { DatabaseSync } from 'node:sqlite';
import { makeSalt } from './student-hash.ts';

export function ensureSalt(db: DatabaseSync): void {
  db.prepare("INSERT INTO settings (name, value) VALUES ('tombstone_salt', ?) ON CONFLICT DO NOTHING").run(makeSalt());
}

/** The salt of the store's tombstones. */
export function readSalt(db: DatabaseSync): string {
  return String(db.prepare("SELECT value FROM settings WHERE name = 'tombstone_salt'").get()?.value);
}
