import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { History } from '../../contract/agent.ts';
import { type AgentId, INTENTS, type Intent } from '../../contract/intents.ts';
import type { Reply, Timings } from '../../contract/triage-response.ts';
import type { AcceptedRequest, Settlement, StoredRequest } from './journal.ts';

type Row = Record<string, SQLOutputValue>;

const DAY_MS = 86_400_000;

/** Every operation of the SQLite journal over one open connection. They run inside the writer's transaction. */
export function prepareStatements(db: DatabaseSync) {
  const insert = db.prepare(`
    INSERT INTO requests (request_id, student_id, status, accepted_at_ms, settled_at_ms, intent, agent, query,
                          classification, decision, reply, timings)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const settle = db.prepare(`
    UPDATE requests SET status = ?, settled_at_ms = ?, reply = ?, timings = ?
    WHERE request_id = ? AND status = 'accepted'`);
  const insertDeadLetter = db.prepare(`
    INSERT INTO dead_letters (dead_letter_id, request_id, agent, reason, attempts, created_at_ms)
    VALUES (?, ?, ?, ?, ?, ?)`);
  const select = db.prepare(`
    SELECT r.*, d.dead_letter_id FROM requests r LEFT JOIN dead_letters d USING (request_id) WHERE request_id = ?`);
  const countByIntent = db.prepare(`
    SELECT intent, count(*) AS messages, min(accepted_at_ms) AS first_ms,
           sum(accepted_at_ms >= ?) AS recent
    FROM requests WHERE student_id = ? GROUP BY intent`);
  const countDays = db.prepare(`
    SELECT count(DISTINCT accepted_at_ms / ${DAY_MS}) AS days FROM requests WHERE student_id = ?`);
  const selectRecent = db.prepare(`
    SELECT accepted_at_ms, intent, agent, status, reply FROM requests
    WHERE student_id = ? AND agent IS NOT NULL ORDER BY accepted_at_ms DESC LIMIT 20`);

  function insertRequest(
    request: AcceptedRequest,
    settledAtMs: number | null,
    reply: Reply | null,
    timings: Timings | null,
  ) {
    insert.run(
      request.requestId,
      request.studentId,
      settledAtMs === null ? 'accepted' : 'answered',
      request.acceptedAtMs,
      settledAtMs,
      request.decision.intent,
      request.decision.target_agent,
      JSON.stringify(request.query),
      JSON.stringify(request.classification),
      JSON.stringify(request.decision),
      reply && JSON.stringify(reply),
      timings && JSON.stringify(timings),
    );
  }

  return {
    accept(request: AcceptedRequest): void {
      insertRequest(request, null, null, null);
    },

    settle(requestId: string, settledAtMs: number, settlement: Settlement): boolean {
      const answered = settlement.status === 'answered';
      const changed = settle.run(
        settlement.status,
        settledAtMs,
        answered ? JSON.stringify(settlement.reply) : null,
        answered ? JSON.stringify(settlement.timings) : null,
        requestId,
      );
      if (changed.changes === 0) return false;
      if (settlement.status === 'dead_lettered') {
        const { deadLetterId, agent, reason, attempts } = settlement;
        insertDeadLetter.run(deadLetterId, requestId, agent, reason, JSON.stringify(attempts), settledAtMs);
      }
      return true;
    },

    recordAnswered(request: AcceptedRequest, settledAtMs: number, reply: Reply, timings: Timings): void {
      insertRequest(request, settledAtMs, reply, timings);
    },

    find(requestId: string): StoredRequest | undefined {
      const row = select.get(requestId) as Row | undefined;
      return row && toStoredRequest(row);
    },

    readHistory(studentId: string, nowMs: number): History {
      const counts = countByIntent.all(nowMs - 7 * DAY_MS, studentId) as Row[];
      const days = countDays.get(studentId) as Row;
      const recent = selectRecent.all(studentId) as Row[];
      const firstMs = Math.min(...counts.map((row) => Number(row.first_ms)));
      return {
        messages: counts.reduce((sum, row) => sum + Number(row.messages), 0),
        ...(counts.length > 0 && { first_seen: new Date(firstMs).toISOString() }),
        active_days: Number(days.days),
        by_intent: tally(counts, 'messages'),
        last_7_days: tally(counts, 'recent'),
        recent: recent.map((row) => ({
          at: new Date(Number(row.accepted_at_ms)).toISOString(),
          intent: row.intent as Intent,
          agent: row.agent as AgentId,
          status: String(row.status),
          topics: row.reply === null ? [] : (JSON.parse(String(row.reply)) as Reply).topics,
        })),
      };
    },
  };
}

/** The operations a journal connection offers to the thread that owns the service. */
export type JournalOperations = ReturnType<typeof prepareStatements>;

function tally(rows: readonly Row[], column: 'messages' | 'recent'): Record<Intent, number> {
  const counts = Object.fromEntries(INTENTS.map((intent) => [intent, 0])) as Record<Intent, number>;
  for (const row of rows) counts[row.intent as Intent] = Number(row[column]);
  return counts;
}

function toStoredRequest(row: Row): StoredRequest {
  return {
    requestId: String(row.request_id),
    studentId: String(row.student_id),
    status: row.status as StoredRequest['status'],
    acceptedAtMs: Number(row.accepted_at_ms),
    query: JSON.parse(String(row.query)),
    classification: JSON.parse(String(row.classification)),
    decision: JSON.parse(String(row.decision)),
    ...(row.settled_at_ms !== null && { settledAtMs: Number(row.settled_at_ms) }),
    ...(row.reply !== null && { reply: JSON.parse(String(row.reply)) }),
    ...(row.dead_letter_id !== null && { deadLetterId: String(row.dead_letter_id) }),
  };
}
