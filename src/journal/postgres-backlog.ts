import { type Backlog, MAX_COUNTED } from './journal.ts';
import type { Queryable } from './postgres-connect.ts';

type Waiting = Backlog['deadLetters']['waiting'][number];

/** The look at what waits as one statement: along indexes, and never over more rows than are counted. */
const BACKLOG = `
  SELECT
    (SELECT count(*) FROM (SELECT 1 FROM outbox LIMIT ${MAX_COUNTED}) o) AS events,
    (SELECT time_ms FROM outbox ORDER BY seq LIMIT 1) AS oldest_event_ms,
    (SELECT coalesce(json_agg(w), '[]') FROM (
      SELECT agent, reason, count(*) AS count FROM (
        SELECT agent, reason FROM dead_letters WHERE state = 'waiting' LIMIT ${MAX_COUNTED}) l
      GROUP BY agent, reason) w) AS waiting,
    (SELECT coalesce(json_object_agg(agent, at_ms), '{}') FROM (
      SELECT agent, min(created_at_ms) AS at_ms FROM dead_letters WHERE state = 'waiting' GROUP BY agent) o) AS oldest`;

export async function readBacklog(db: Queryable): Promise<Backlog> {
  const { rows } = await db.query(BACKLOG);
  const { events, oldest_event_ms, waiting, oldest } = rows[0] as unknown as {
    events: number;
    oldest_event_ms: number | null;
    waiting: readonly Waiting[];
    oldest: Backlog['deadLetters']['oldestAtMs'];
  };
  return {
    outbox: { count: events, oldestAtMs: oldest_event_ms ?? undefined },
    deadLetters: { waiting, oldestAtMs: oldest },
  };
}
