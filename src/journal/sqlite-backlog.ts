import type { DatabaseSync } from 'node:sqlite';
import { AGENTS } from '../../contract/intents.ts';
import { type Backlog, MAX_COUNTED } from './journal.ts';
import type { Row } from './request-row.ts';

/** The look at what waits: along indexes, and never over more rows than are counted. */
export function prepareBacklogReads(db: DatabaseSync) {
  const countEvents = db.prepare(`SELECT count(*) AS n FROM (SELECT 1 FROM outbox LIMIT ${MAX_COUNTED})`);
  const oldestEvent = db.prepare('SELECT time_ms FROM outbox ORDER BY seq LIMIT 1');
  const countLetters = db.prepare(`
    SELECT agent, reason, count(*) AS n
    FROM (SELECT agent, reason FROM dead_letters WHERE state = 'waiting' LIMIT ${MAX_COUNTED}) GROUP BY agent, reason`);
  const oldestLetter = db.prepare(`
    SELECT min(created_at_ms) AS at_ms FROM dead_letters WHERE state = 'waiting' AND agent = ?`);
  return {
    readBacklog(): Backlog {
      const event = oldestEvent.get() as Row | undefined;
      const letters = countLetters.all() as Row[];
      const oldest = AGENTS.map((agent) => [agent, (oldestLetter.get(agent) as Row).at_ms] as const);
      return {
        outbox: { count: Number((countEvents.get() as Row).n), oldestAtMs: event && Number(event.time_ms) },
        deadLetters: {
          waiting: letters.map(({ agent, reason, n }) => ({
            agent: agent as Backlog['deadLetters']['waiting'][number]['agent'],
            reason: reason as Backlog['deadLetters']['waiting'][number]['reason'],
            count: Number(n),
          })),
          oldestAtMs: Object.fromEntries(
            oldest.filter(([, atMs]) => atMs !== null).map(([a, atMs]) => [a, Number(atMs)]),
          ),
        },
      };
    },
  };
}
