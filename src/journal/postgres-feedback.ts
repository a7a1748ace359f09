import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../../contract/audit.ts';
import type { Feedback, FeedbackExample } from '../../contract/feedback.ts';
import { toExample } from './feedback-row.ts';
import { keyset, type Position, type Slice, slice } from './page-cursor.ts';
import { recordAudit } from './postgres-audit.ts';
import { numbered, type Queryable } from './postgres-connect.ts';
import { addEvent } from './postgres-events.ts';

/** A character that PostgreSQL's text cannot hold, and what stands for it. */
const withoutNul = (text: string) => text.replaceAll('\0', '\uFFFD');

/** What people say of answers; runs inside a transaction. */
export async function recordFeedback(client: Queryable, feedback: Feedback, actor: Actor, nowMs: number) {
  const { request_id: requestId, helpful, right_intent, comment } = feedback;
  // Held against an erasure at the same moment, which would miss what is written now.
  const query = 'SELECT student_id FROM requests WHERE request_id = $1 FOR KEY SHARE';
  const request = (await client.query(query, [requestId])).rows[0];
  if (request === undefined) return undefined;
  const studentId = String(request.student_id);
  const { rows } = await client.query(
    `INSERT INTO feedback (feedback_id, request_id, given_by, given_by_role, helpful, right_intent, comment, at_ms)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (request_id, given_by) DO UPDATE SET helpful = excluded.helpful, right_intent = excluded.right_intent,
       comment = excluded.comment, at_ms = excluded.at_ms
     RETURNING feedback_id`,
    [
      uuidv7(),
      requestId,
      actor.id ?? '',
      actor.role,
      helpful === undefined ? null : Number(helpful),
      right_intent ?? null,
      comment === undefined ? null : withoutNul(comment),
      nowMs,
    ],
  );
  const feedbackId = String(rows[0]?.feedback_id);
  const said = { ...(helpful !== undefined && { helpful }), ...(right_intent !== undefined && { right_intent }) };
  await addEvent(client, {
    eventId: `${feedbackId}:${nowMs}`,
    type: 'learnflow.feedback.given',
    studentId,
    requestId,
    timeMs: nowMs,
    data: { request_id: requestId, ...said },
  });
  const detail = { feedback_id: feedbackId, ...said };
  await recordAudit(client, [{ atMs: nowMs, kind: 'feedback', actor, studentId, requestId, detail }]);
  return feedbackId;
}

export async function listFeedback(
  db: Queryable,
  limit: number,
  after: Position | null,
): Promise<Slice<FeedbackExample>> {
  const { sql, values } = keyset('f.at_ms', 'f.feedback_id', after, limit, {});
  const { rows } = await db.query(
    numbered(`SELECT f.*, r.query, r.intent, r.classification FROM feedback f
      JOIN requests r ON r.request_id = f.request_id AND r.text_removed_at_ms IS NULL ${sql}`),
    values,
  );
  return slice(rows, limit, toExample, (row) => [Number(row.at_ms), String(row.feedback_id)]);
}
