import type { History } from '../../contract/agent.ts';
import type { Status } from '../../contract/triage-response.ts';
import type { IdempotencyKey } from '../edge/message.ts';
import { DAY_MS, HISTORY_LENGTH, KEY_LIFETIME_MS, toHistory } from './history-row.ts';
import type { StoredRequest, UsedKey } from './journal.ts';
import { keyset, type Position, type Slice, slice } from './page-cursor.ts';
import { numbered, type Queryable } from './postgres-connect.ts';
import { type Row, toStoredRequest } from './request-row.ts';

const WITH_LETTER = 'SELECT r.*, d.dead_letter_id FROM requests r LEFT JOIN dead_letters d USING (request_id)';

/** Three views of one student's requests as one statement, which sees one moment. */
const HISTORY = `
  SELECT
    (SELECT coalesce(json_agg(c), '[]') FROM (
      SELECT intent, count(*) AS messages, min(accepted_at_ms) AS first_ms, count(*) FILTER (WHERE accepted_at_ms >= $2) AS recent
      FROM requests WHERE student_id = $1 GROUP BY intent) c) AS counts,
    (SELECT count(DISTINCT accepted_at_ms / ${DAY_MS}) FROM requests WHERE student_id = $1) AS days,
    (SELECT coalesce(json_agg(r), '[]') FROM (
      SELECT accepted_at_ms, intent, agent, status, reply FROM requests
      WHERE student_id = $1 AND agent IS NOT NULL ORDER BY accepted_at_ms DESC LIMIT ${HISTORY_LENGTH}) r) AS recent`;

/** Reads of a request's life. */
export function prepareRequestReads(db: Queryable) {
  return {
    async find(requestId: string): Promise<StoredRequest | undefined> {
      const { rows } = await db.query(`${WITH_LETTER} WHERE request_id = $1`, [requestId]);
      return rows[0] && toStoredRequest(rows[0]);
    },

    async findKey({ studentId, route, key }: IdempotencyKey, nowMs: number): Promise<UsedKey | undefined> {
      const { rows } = await db.query(
        `SELECT request_id, fingerprint FROM idempotency_keys
         WHERE student_id = $1 AND route = $2 AND key = $3 AND created_at_ms > $4`,
        [studentId, route, key, nowMs - KEY_LIFETIME_MS],
      );
      return rows[0] && { requestId: String(rows[0].request_id), fingerprint: String(rows[0].fingerprint) };
    },

    async listRequests(
      {
        studentId = null,
        status = null,
      }: { studentId?: string | null | undefined; status?: Status | null | undefined },
      limit: number,
      after: Position | null,
    ): Promise<Slice<StoredRequest>> {
      const { sql, values } = keyset('r.accepted_at_ms', 'r.request_id', after, limit, {
        'r.student_id = ?': studentId,
        'r.status = ?': status,
      });
      const { rows } = await db.query(numbered(`${WITH_LETTER} ${sql}`), values);
      return slice(rows, limit, toStoredRequest, (row) => [Number(row.accepted_at_ms), String(row.request_id)]);
    },

    async readHistory(studentId: string, nowMs: number): Promise<History> {
      const { rows } = await db.query(HISTORY, [studentId, nowMs - 7 * DAY_MS]);
      const { counts, days, recent } = rows[0] as unknown as { counts: Row[]; days: number; recent: Row[] };
      return toHistory(counts, days, recent);
    },
  };
}
