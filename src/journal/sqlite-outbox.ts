import type { DatabaseSync } from 'node:sqlite';
import type { OutboxEvent } from './journal.ts';
import type { Row } from './request-row.ts';

/** The outbox as its publisher sees it. */
export function prepareOutboxWrites(db: DatabaseSync, ownerId: string) {
  const claim = db.prepare(`
    INSERT INTO settings (name, value) VALUES ('publisher', ?)
    ON CONFLICT DO UPDATE SET value = excluded.value
    WHERE value = excluded.value OR value NOT IN (SELECT owner_id FROM owners)`);
  const remove = db.prepare('DELETE FROM outbox WHERE seq = ?');
  return {
    claimOutbox: (): boolean => claim.run(ownerId).changes > 0,
    removeFromOutbox(seqs: readonly number[]): void {
      for (const seq of seqs) remove.run(seq);
    },
  };
}

export function prepareOutboxReads(db: DatabaseSync) {
  const select = db.prepare('SELECT * FROM outbox WHERE seq > ? ORDER BY seq LIMIT ?');
  return {
    readOutbox: (afterSeq: number, limit: number): OutboxEvent[] =>
      (select.all(afterSeq, limit) as Row[]).map((row) => ({
        seq: Number(row.seq),
        id: String(row.event_id),
        type: String(row.type),
        subject: String(row.subject),
        timeMs: Number(row.time_ms),
        ...(row.traceparent !== null && { traceparent: String(row.traceparent) }),
        data: JSON.parse(String(row.data)),
      })),
  };
}
