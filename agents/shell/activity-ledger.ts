import { DatabaseSync } from 'node:sqlite';
import type { LearningEvent } from '../../contract/learning-event.ts';

/** How long an id is remembered, in days: longer than the broker keeps an event, so that none can come back after it. */
const REMEMBERED_DAYS = 30;
const DAY_MS = 86_400_000;

/** How often something happened on one UTC day, over all students. */
export interface DayCount {
  readonly day: string;
  readonly type: string;
  /** What it was about: an intent, or a topic of the answer. */
  readonly about: string;
  readonly count: number;
}

/** What the class is doing, counted from events. Each event counts once, however often it is delivered. */
export interface ActivityLedger {
  /** Resolves once the event is on disk. False when it was there already, and nothing was counted. */
  apply(event: LearningEvent): Promise<boolean>;
  /** Days newest first, and on each what happened most. */
  readDays(limit: number): readonly DayCount[];
  totals(): { readonly applied: number; readonly duplicates: number };
  close(): void;
}

/**
 * Opens the ledger's file. The id of an event and what it adds are written in one transaction; events that arrive
 * together share one, and its sync to disk.
 */
export function openActivityLedger(file: string, nowMs: () => number): ActivityLedger {
  const db = new DatabaseSync(file);
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS seen (event_id TEXT PRIMARY KEY, seen_at_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS seen_by_age ON seen (seen_at_ms);
    CREATE TABLE IF NOT EXISTS days (
      day TEXT NOT NULL, type TEXT NOT NULL, about TEXT NOT NULL, count INTEGER NOT NULL,
      PRIMARY KEY (day, type, about)) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS totals (name TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    INSERT OR IGNORE INTO totals VALUES ('applied', 0), ('duplicates', 0);`);
  const enter = db.prepare('INSERT OR IGNORE INTO seen VALUES (?, ?)');
  const count = db.prepare(
    'INSERT INTO days VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1 RETURNING count',
  );
  const addTotal = db.prepare('UPDATE totals SET count = count + 1 WHERE name = ?');
  const forget = db.prepare('DELETE FROM seen WHERE seen_at_ms < ?');
  const selectDays = db.prepare('SELECT * FROM days ORDER BY day DESC, count DESC, type, about LIMIT ?');
  const selectTotals = db.prepare('SELECT name, count FROM totals');

  interface Waiting {
    readonly event: LearningEvent;
    readonly resolve: (isNew: boolean) => void;
    readonly reject: (error: unknown) => void;
  }
  let waiting: Waiting[] = [];

  function applyOne({ id, type, time, data }: LearningEvent): boolean {
    const isNew = enter.run(id, nowMs()).changes > 0;
    addTotal.run(isNew ? 'applied' : 'duplicates');
    if (!isNew) return false;
    const day = time.slice(0, 10);
    for (const about of new Set([data.intent ?? 'any', ...(data.topics ?? [])])) count.get(day, type, about);
    return true;
  }

  function applyAll(): void {
    const batch = waiting;
    waiting = [];
    try {
      db.exec('BEGIN IMMEDIATE');
      const results = batch.map(({ event }) => applyOne(event));
      forget.run(nowMs() - REMEMBERED_DAYS * DAY_MS);
      db.exec('COMMIT');
      batch.forEach(({ resolve }, index) => void resolve(results[index] === true));
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      for (const { reject } of batch) reject(error);
    }
  }

  return {
    apply(event) {
      const { promise, resolve, reject } = Promise.withResolvers<boolean>();
      if (waiting.length === 0) setImmediate(applyAll);
      waiting.push({ event, resolve, reject });
      return promise;
    },
    readDays: (limit) => selectDays.all(limit) as unknown as DayCount[],
    totals() {
      const rows = new Map((selectTotals.all() as { name: string; count: number }[]).map((r) => [r.name, r.count]));
      return { applied: rows.get('applied') ?? 0, duplicates: rows.get('duplicates') ?? 0 };
    },
    close: () => db.close(),
  };
}
