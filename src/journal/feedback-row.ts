import type { FeedbackExample } from '../../contract/feedback.ts';
import { type Row, toIso } from './request-row.ts';

/** A row of `feedback f JOIN requests r` as a reviewer reads it. */
export function toExample(row: Row): FeedbackExample {
  const { query, code } = JSON.parse(String(row.query)) as { query: string; code?: string };
  const { confidence, decided_by } = JSON.parse(String(row.classification));
  return {
    feedback_id: String(row.feedback_id),
    request_id: String(row.request_id),
    text: query,
    ...(code !== undefined && { code }),
    given_intent: row.intent as FeedbackExample['given_intent'],
    confidence,
    decided_by,
    ...(row.right_intent !== null && { right_intent: row.right_intent as FeedbackExample['given_intent'] }),
    ...(row.helpful !== null && { helpful: row.helpful === 1 }),
    ...(row.comment !== null && { comment: String(row.comment) }),
    given_by_role: String(row.given_by_role),
    at: toIso(row.at_ms),
  };
}
