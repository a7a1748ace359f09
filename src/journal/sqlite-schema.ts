import type { DatabaseSync } from 'node:sqlite';

/** Numbered steps from an empty file to today's tables. A step that has shipped is never edited: add another. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE requests (
    request_id     TEXT PRIMARY KEY,
    student_id     TEXT NOT NULL,
    status         TEXT NOT NULL CHECK (status IN ('accepted','answered','dead_lettered','failed','replayed','discarded')),
    accepted_at_ms INTEGER NOT NULL,
    settled_at_ms  INTEGER,
    intent         TEXT NOT NULL,
    agent          TEXT,
    query          TEXT NOT NULL,
    classification TEXT NOT NULL,
    decision       TEXT NOT NULL,
    reply          TEXT,
    timings        TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX requests_by_student ON requests (student_id, accepted_at_ms);
  CREATE INDEX requests_unsettled ON requests (status) WHERE status = 'accepted';
  CREATE TABLE dead_letters (
    dead_letter_id TEXT PRIMARY KEY,
    request_id     TEXT NOT NULL UNIQUE REFERENCES requests (request_id),
    agent          TEXT NOT NULL,
    reason         TEXT NOT NULL,
    attempts       TEXT NOT NULL,
    created_at_ms  INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
];

/** The schema version this build reads and writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Brings the file to today's schema, each step in a transaction of its own.
 * @throws {Error} when the file was written by a newer build
 */
export function migrate(db: DatabaseSync): void {
  const version = Number(db.prepare('PRAGMA user_version').get()?.user_version ?? 0);
  if (version > SCHEMA_VERSION) {
    throw new Error(`the store has schema ${version}, this build knows up to ${SCHEMA_VERSION}: start the newer build`);
  }
  for (const [index, step] of MIGRATIONS.entries()) {
    if (index < version) continue;
    db.exec('BEGIN IMMEDIATE');
    // Another process may have migrated while this one waited for the lock.
    const now = Number(db.prepare('PRAGMA user_version').get()?.user_version ?? 0);
    if (now > index) {
      db.exec('ROLLBACK');
      continue;
    }
    db.exec(`${step}; PRAGMA user_version = ${index + 1}; COMMIT`);
  }
}
