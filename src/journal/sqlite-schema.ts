import type { DatabaseSync } from 'node:sqlite';
import { judgeSchema, type MigrateMode, type Migration, type SchemaState } from './schema-version.ts';

/** Numbered steps from an empty file to today's tables. A step that has shipped is never edited: add another. */
const MIGRATIONS: readonly Migration[] = [
  {
    worksFrom: 1,
    sql: `
  CREATE TABLE students (
    student_id TEXT PRIMARY KEY,
    pseudonym  TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE owners (
    owner_id   TEXT PRIMARY KEY,
    machine    TEXT NOT NULL,
    pid        INTEGER NOT NULL,
    started_at TEXT NOT NULL,
    beats      INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE requests (
    request_id         TEXT PRIMARY KEY,
    student_id         TEXT NOT NULL,
    status             TEXT NOT NULL CHECK (status IN ('accepted','answered','dead_lettered','failed','replayed','discarded')),
    owner_id           TEXT,
    accepted_at_ms     INTEGER NOT NULL,
    settled_at_ms      INTEGER,
    intent             TEXT NOT NULL,
    agent              TEXT,
    outcome            TEXT NOT NULL,
    query              TEXT NOT NULL,
    classification     TEXT NOT NULL,
    decision           TEXT NOT NULL,
    flags              TEXT,
    reply              TEXT,
    attempts           TEXT,
    reason             TEXT,
    timings            TEXT,
    text_removed_at_ms INTEGER,
    CHECK ((status = 'accepted') = (settled_at_ms IS NULL)),
    CHECK ((status = 'accepted') = (owner_id IS NOT NULL)),
    CHECK ((status IN ('answered','replayed')) = (reply IS NOT NULL))
  ) STRICT;
  CREATE INDEX requests_by_student ON requests (student_id, accepted_at_ms, request_id);
  CREATE INDEX requests_by_time ON requests (accepted_at_ms, request_id);
  CREATE INDEX requests_unsettled ON requests (owner_id) WHERE status = 'accepted';

  CREATE TABLE dead_letters (
    dead_letter_id    TEXT PRIMARY KEY,
    request_id        TEXT NOT NULL UNIQUE REFERENCES requests (request_id) ON DELETE CASCADE,
    agent             TEXT NOT NULL,
    reason            TEXT NOT NULL,
    state             TEXT NOT NULL CHECK (state IN ('waiting','replaying','replayed','discarded')),
    replay_owner_id   TEXT,
    replays           INTEGER NOT NULL DEFAULT 0,
    last_replay_at_ms INTEGER,
    created_at_ms     INTEGER NOT NULL,
    CHECK ((state = 'replaying') = (replay_owner_id IS NOT NULL))
  ) STRICT;
  CREATE INDEX dead_letters_by_time ON dead_letters (created_at_ms, dead_letter_id);
  CREATE INDEX dead_letters_waiting ON dead_letters (agent, created_at_ms) WHERE state = 'waiting';
  CREATE INDEX dead_letters_replaying ON dead_letters (replay_owner_id) WHERE state = 'replaying';

  CREATE TABLE idempotency_keys (
    student_id    TEXT NOT NULL,
    route         TEXT NOT NULL,
    key           TEXT NOT NULL,
    fingerprint   TEXT NOT NULL,
    request_id    TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    PRIMARY KEY (student_id, route, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX idempotency_keys_by_time ON idempotency_keys (created_at_ms);

  CREATE TABLE feedback (
    feedback_id   TEXT PRIMARY KEY,
    request_id    TEXT NOT NULL REFERENCES requests (request_id) ON DELETE CASCADE,
    given_by      TEXT NOT NULL,
    given_by_role TEXT NOT NULL,
    helpful       INTEGER,
    right_intent  TEXT,
    comment       TEXT,
    at_ms         INTEGER NOT NULL,
    UNIQUE (request_id, given_by)
  ) STRICT;
  CREATE INDEX feedback_by_time ON feedback (at_ms, feedback_id);
  CREATE INDEX feedback_by_giver ON feedback (given_by);

  CREATE TABLE audit (
    audit_id   TEXT PRIMARY KEY,
    at_ms      INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    actor      TEXT NOT NULL,
    student_id TEXT,
    request_id TEXT,
    agent      TEXT,
    detail     TEXT
  ) STRICT;
  CREATE INDEX audit_by_time ON audit (at_ms, audit_id);
  CREATE INDEX audit_by_student ON audit (student_id) WHERE student_id IS NOT NULL;
  CREATE INDEX audit_by_request ON audit (request_id) WHERE request_id IS NOT NULL;

  CREATE TABLE outbox (
    seq      INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id TEXT NOT NULL,
    type     TEXT NOT NULL,
    subject  TEXT NOT NULL,
    time_ms  INTEGER NOT NULL,
    data     TEXT NOT NULL
  ) STRICT;

  CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  },
  {
    worksFrom: 1,
    sql: `
  CREATE TABLE models (
    model_id    TEXT PRIMARY KEY,
    added_at_ms INTEGER NOT NULL,
    added_by    TEXT NOT NULL,
    facts       TEXT NOT NULL,
    file        BLOB NOT NULL
  ) STRICT;

  CREATE TABLE releases (
    revision INTEGER PRIMARY KEY,
    release  TEXT NOT NULL
  ) STRICT;
  `,
  },
  {
    worksFrom: 1,
    sql: `
  ALTER TABLE requests ADD COLUMN traceparent TEXT;
  ALTER TABLE outbox ADD COLUMN traceparent TEXT;
  `,
  },
];

/** The schema version this build reads and writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** The schema of a file; version 0 where there is none yet. */
export function readSchema(db: DatabaseSync): SchemaState {
  const version = Number(db.prepare('PRAGMA user_version').get()?.user_version ?? 0);
  if (version <= SCHEMA_VERSION) return { version, worksFrom: MIGRATIONS[version - 1]?.worksFrom ?? 0 };
  // A newer build wrote it, and says which older ones can live with that.
  const hasSettings = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'settings'").get() !== undefined;
  if (!hasSettings) return { version, worksFrom: version };
  const row = db.prepare("SELECT value FROM settings WHERE name = 'schema_works_from'").get();
  return { version, worksFrom: Number(row?.value ?? version) };
}

/**
 * Brings the file to today's schema, each step in a transaction of its own.
 * @throws {Error} when a build wrote it with which this one cannot live, or when it is older and may only be looked at
 */
export function migrate(db: DatabaseSync, mode: MigrateMode): void {
  const state = readSchema(db);
  judgeSchema(state, SCHEMA_VERSION, state.version === 0 ? 'auto' : mode);
  for (const [index, { sql, worksFrom }] of MIGRATIONS.entries()) {
    if (index < state.version) continue;
    db.exec('BEGIN IMMEDIATE');
    // Another process may have migrated while this one waited for the lock.
    if (readSchema(db).version > index) {
      db.exec('ROLLBACK');
      continue;
    }
    db.exec(`
      ${sql};
      INSERT INTO settings (name, value) VALUES ('schema_works_from', '${worksFrom}')
        ON CONFLICT DO UPDATE SET value = excluded.value;
      PRAGMA user_version = ${index + 1};
      COMMIT`);
  }
}
