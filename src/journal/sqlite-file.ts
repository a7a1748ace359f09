import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** How long a statement waits for another process's lock before it fails, in milliseconds. */
const BUSY_TIMEOUT_MS = 500;
/** Pages the log may grow to before the writer itself moves what the checkpointer has left: only then can it begin anew. */
const CHECKPOINT_PAGES = 24_000;
const MAX_LOG_BYTES = 96 * 1_048_576;
const CACHE_KIB = 32_768;

/**
 * The one writing connection. A commit is on disk before it returns; what is deleted is overwritten. A file that is made
 * here can be read by its owner alone, and SQLite gives its log the same rights.
 */
export function openForWriting(path: string): DatabaseSync {
  closeSync(openSync(path, 'a', 0o600));
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA secure_delete = ON;
    PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
    PRAGMA journal_size_limit = ${MAX_LOG_BYTES};
    PRAGMA cache_size = -${CACHE_KIB}`);
  return db;
}

/** A connection that reads beside the writer and waits for nobody. */
export function openForReading(path: string): DatabaseSync {
  return new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
}

/** SQLite's primary result codes that mean the store itself, not one statement, cannot go on. */
const STORE_CODES: ReadonlySet<number> = new Set([5, 6, 8, 10, 11, 13, 14, 26]);

const FULL = 13;

/** No room is left on the disk. */
export function isStoreFull(error: unknown): boolean {
  return (error as { errcode?: number }).errcode === FULL;
}

/** Busy, locked, read-only, I/O error, corrupt, full, cannot open, not a database: trying each call alone is of no use. */
export function isStoreFailure(error: unknown): boolean {
  const { errcode } = error as { errcode?: number };
  return errcode !== undefined && STORE_CODES.has(errcode & 0xff);
}
