import type { DatabaseSync } from 'node:sqlite';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../../contract/audit.ts';
import type { Feedback, FeedbackExample } from '../../contract/feedback.ts';
import { toExample } from './feedback-row.ts';
import type { AuditRecord } from './journal.ts';
import { keyset, type Position, type Slice, slice } from './page-cursor.ts';
import type { Row } from './request-row.ts';
import type { EventWrites } from './sqlite-events.ts';

/** What people say of answers. */
export function prepareFeedbackWrites(
  db: DatabaseSync,
  { events, audit }: { readonly events: EventWrites; readonly audit: (record: AuditRecord) => void },
) {
  const selectRequest = db.prepare('SELECT student_id FROM requests WHERE request_id = ?');
  const upsert = db.prepare(`
    INSERT INTO feedback (feedback_id, request_id, given_by, given_by_role, helpful, right_intent, comment, at_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (request_id, given_by) DO UPDATE SET helpful = excluded.helpful, right_intent = excluded.right_intent,
      comment = excluded.comment, at_ms = excluded.at_ms
    RETURNING feedback_id`);

  return {
    recordFeedback(feedback: Feedback, actor: Actor, nowMs: number): string | undefined {
      const { request_id: requestId, helpful, right_intent, comment } = feedback;
      const request = selectRequest.get(requestId) as Row | undefined;
      if (request === undefined) return undefined;
      const studentId = String(request.student_id);
      const row = upsert.get(
        uuidv7(),
        requestId,
        actor.id ?? '',
        actor.role,
        helpful === undefined ? null : Number(helpful),
        right_intent ?? null,
        comment ?? null,
        nowMs,
      ) as Row;
      const said = { ...(helpful !== undefined && { helpful }), ...(right_intent !== undefined && { right_intent }) };
      const feedbackId = String(row.feedback_id);
      events.addFeedbackEvent(studentId, nowMs, feedbackId, { request_id: requestId, ...said });
      audit({
        atMs: nowMs,
        kind: 'feedback',
        actor,
        studentId,
        requestId,
        detail: { feedback_id: feedbackId, ...said },
      });
      return feedbackId;
    },
  };
}

export function prepareFeedbackReads(db: DatabaseSync) {
  return {
    listFeedback(limit: number, after: Position | null): Slice<FeedbackExample> {
      const { sql, values } = keyset('f.at_ms', 'f.feedback_id', after, limit, {});
      const rows = db
        .prepare(`
          SELECT f.*, r.query, r.intent, r.classification FROM feedback f
          JOIN requests r ON r.request_id = f.request_id AND r.text_removed_at_ms IS NULL ${sql}`)
        .all(...values) as Row[];
      return slice(rows, limit, toExample, (row) => [Number(row.at_ms), String(row.feedback_id)]);
    },
  };
}
