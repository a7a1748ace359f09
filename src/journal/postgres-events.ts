import type { OutboxEvent } from './journal.ts';
import type { Queryable } from './postgres-connect.ts';

interface Happening {
  readonly eventId: string;
  readonly type: string;
  readonly studentId: string;
  readonly requestId: string;
  readonly timeMs: number;
  readonly data: object;
}

/** Writes an event into the outbox, inside the transaction of what it tells of. A student who was erased has no pseudonym: nothing is told of them. */
export async function addEvent(
  client: Queryable,
  { eventId, type, studentId, requestId, timeMs, data }: Happening,
): Promise<void> {
  await client.query(
    `INSERT INTO outbox (event_id, type, subject, time_ms, data, traceparent)
     SELECT $1, $2, pseudonym, $3, $4, (SELECT traceparent FROM requests WHERE request_id = $5)
     FROM students WHERE student_id = $6`,
    [eventId, type, timeMs, JSON.stringify(data), requestId, studentId],
  );
}

/**
 * The outbox as its publisher sees it. One process publishes for all: rows shared out among several would arrive in any
 * order, and a student's events must not.
 */
export function prepareOutbox(db: Queryable, ownerId: string) {
  return {
    async claimOutbox(): Promise<boolean> {
      const { rowCount } = await db.query(
        `INSERT INTO settings AS s (name, value) VALUES ('publisher', $1)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value
         WHERE s.value = excluded.value OR s.value NOT IN (SELECT owner_id FROM owners)`,
        [ownerId],
      );
      return rowCount === 1;
    },

    async readOutbox(afterSeq: number, limit: number): Promise<OutboxEvent[]> {
      const { rows } = await db.query('SELECT * FROM outbox WHERE seq > $1 ORDER BY seq LIMIT $2', [afterSeq, limit]);
      return rows.map((row) => ({
        seq: Number(row.seq),
        id: String(row.event_id),
        type: String(row.type),
        subject: String(row.subject),
        timeMs: Number(row.time_ms),
        ...(row.traceparent !== null && { traceparent: String(row.traceparent) }),
        data: JSON.parse(String(row.data)),
      }));
    },

    async removeFromOutbox(seqs: readonly number[]): Promise<void> {
      await db.query('DELETE FROM outbox WHERE seq = ANY($1)', [seqs]);
    },
  };
}
