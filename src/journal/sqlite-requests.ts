import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { History } from '../../contract/agent.ts';
import type { Status } from '../../contract/triage-response.ts';
import type { IdempotencyKey } from '../edge/message.ts';
import { DAY_MS, KEY_LIFETIME_MS, toHistory } from './history-row.ts';
import type { Acceptance, StoredRequest, UsedKey } from './journal.ts';
import { keyset, type Position, type Slice, slice } from './page-cursor.ts';
import {
  type ImmediateAnswer,
  type RequestColumns,
  type Row,
  type SettlementColumns,
  toStoredRequest,
} from './request-row.ts';
import type { EventWrites } from './sqlite-events.ts';

/** Writes of a request's life; they run inside the writer's transaction. */
export function prepareRequestWrites(db: DatabaseSync, ownerId: string, events: EventWrites) {
  const insertStudent = db.prepare('INSERT INTO students (student_id, pseudonym) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const insert = db.prepare(`
    INSERT INTO requests (request_id, student_id, accepted_at_ms, intent, agent, outcome, query, classification, decision,
                          flags, traceparent, status, owner_id, settled_at_ms, reply, timings)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const insertKey = db.prepare(`
    INSERT INTO idempotency_keys (student_id, route, key, fingerprint, request_id, created_at_ms) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET fingerprint = excluded.fingerprint, request_id = excluded.request_id,
                              created_at_ms = excluded.created_at_ms
    WHERE created_at_ms <= excluded.created_at_ms - ${KEY_LIFETIME_MS}`);
  const selectKey = db.prepare(`
    SELECT request_id, fingerprint FROM idempotency_keys WHERE student_id = ? AND route = ? AND key = ?`);
  const settle = db.prepare(`
    UPDATE requests SET status = ?, owner_id = NULL, settled_at_ms = ?, reply = ?, timings = ?, attempts = ?, reason = ?
    WHERE request_id = ? AND status = 'accepted' RETURNING student_id, intent, agent, outcome`);
  const insertDeadLetter = db.prepare(`
    INSERT INTO dead_letters (dead_letter_id, request_id, agent, reason, state, created_at_ms)
    VALUES (?, ?, ?, ?, 'waiting', ?)`);

  return {
    insertRequest(columns: RequestColumns, key: IdempotencyKey | null, answer: ImmediateAnswer | null): Acceptance {
      const [requestId, studentId, acceptedAtMs, intent, agent, outcome] = columns;
      if (key !== null) {
        const where = [key.studentId, key.route, key.key] as const;
        if (insertKey.run(...where, key.fingerprint, requestId, acceptedAtMs).changes === 0) {
          const used = selectKey.get(...where) as Row;
          return { kind: 'duplicate', requestId: String(used.request_id), fingerprint: String(used.fingerprint) };
        }
      }
      insertStudent.run(studentId, randomUUID());
      if (answer === null) {
        insert.run(...columns, 'accepted', ownerId, null, null, null);
      } else {
        insert.run(...columns, 'answered', null, answer.settledAtMs, answer.reply, answer.timings);
        const facts = { request_id: requestId, status: 'answered', intent, agent, outcome } as const;
        events.addRequestEvent(studentId, answer.settledAtMs, facts);
        if (answer.distress !== null) {
          events.addDistressEvent(studentId, answer.settledAtMs, requestId, answer.distress);
        }
      }
      return { kind: 'accepted' };
    },

    settle(requestId: string, settledAtMs: number, end: SettlementColumns): boolean {
      const { status, reply, timings, attempts, reason, topics, deadLetterId } = end;
      const settled = settle.get(status, settledAtMs, reply, timings, attempts, reason, requestId) as Row | undefined;
      if (settled === undefined) return false;
      const { intent, agent, outcome } = settled;
      events.addRequestEvent(String(settled.student_id), settledAtMs, {
        request_id: requestId,
        status,
        intent: String(intent),
        agent: agent === null ? null : String(agent),
        outcome: String(outcome),
        ...(reason !== null && { reason }),
        ...(topics !== undefined && { topics }),
      });
      if (deadLetterId !== null) {
        insertDeadLetter.run(deadLetterId, requestId, agent ?? null, reason, settledAtMs);
      }
      return true;
    },
  };
}

/** Reads of a request's life; each sees one moment of the store. */
export function prepareRequestReads(db: DatabaseSync) {
  const select = db.prepare(`
    SELECT r.*, d.dead_letter_id FROM requests r LEFT JOIN dead_letters d USING (request_id) WHERE request_id = ?`);
  const selectKey = db.prepare(`
    SELECT request_id, fingerprint FROM idempotency_keys
    WHERE student_id = ? AND route = ? AND key = ? AND created_at_ms > ?`);
  const countByIntent = db.prepare(`
    SELECT intent, count(*) AS messages, min(accepted_at_ms) AS first_ms, sum(accepted_at_ms >= ?) AS recent
    FROM requests WHERE student_id = ? GROUP BY intent`);
  const countDays = db.prepare(`
    SELECT count(DISTINCT accepted_at_ms / ${DAY_MS}) AS days FROM requests WHERE student_id = ?`);
  const selectRecent = db.prepare(`
    SELECT accepted_at_ms, intent, agent, status, reply FROM requests
    WHERE student_id = ? AND agent IS NOT NULL ORDER BY accepted_at_ms DESC LIMIT 20`);

  return {
    find(requestId: string): StoredRequest | undefined {
      const row = select.get(requestId) as Row | undefined;
      return row && toStoredRequest(row);
    },

    findKey(key: IdempotencyKey, nowMs: number): UsedKey | undefined {
      const row = selectKey.get(key.studentId, key.route, key.key, nowMs - KEY_LIFETIME_MS) as Row | undefined;
      return row && { requestId: String(row.request_id), fingerprint: String(row.fingerprint) };
    },

    listRequests(
      studentId: string | null,
      status: Status | null,
      limit: number,
      after: Position | null,
    ): Slice<StoredRequest> {
      const { sql, values } = keyset('r.accepted_at_ms', 'r.request_id', after, limit, {
        'r.student_id = ?': studentId,
        'r.status = ?': status,
      });
      const rows = db
        .prepare(`SELECT r.*, d.dead_letter_id FROM requests r LEFT JOIN dead_letters d USING (request_id) ${sql}`)
        .all(...values) as Row[];
      return slice(rows, limit, toStoredRequest, (row) => [Number(row.accepted_at_ms), String(row.request_id)]);
    },

    readHistory(studentId: string, nowMs: number): History {
      const counts = countByIntent.all(nowMs - 7 * DAY_MS, studentId) as Row[];
      const days = countDays.get(studentId) as Row;
      const recent = selectRecent.all(studentId) as Row[];
      return toHistory(counts, Number(days.days), recent);
    },
  };
}
