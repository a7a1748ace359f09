import type { DeadLetter, DeadLetterDetail } from '../../contract/dead-letter.ts';
import { type Row, toAttempts, toIso } from './request-row.ts';

/** What a list shows of `dead_letters d JOIN requests r`. */
export const LETTER_COLUMNS = `
  d.dead_letter_id, d.request_id, d.agent, d.reason AS given_up_for, d.state, d.replays, d.last_replay_at_ms, d.created_at_ms,
  r.student_id, r.intent`;

export function toDeadLetter(row: Row): DeadLetter {
  return {
    dead_letter_id: String(row.dead_letter_id),
    request_id: String(row.request_id),
    student_id: String(row.student_id),
    agent: row.agent as DeadLetter['agent'],
    intent: row.intent as DeadLetter['intent'],
    reason: row.given_up_for as DeadLetter['reason'],
    state: row.state as DeadLetter['state'],
    created_at: toIso(row.created_at_ms),
    replays: Number(row.replays),
    ...(row.last_replay_at_ms !== null && { last_replay_at: toIso(row.last_replay_at_ms) }),
  };
}

/** A row of both tables, whole. */
export function toDeadLetterDetail(row: Row): DeadLetterDetail {
  return {
    ...toDeadLetter(row),
    query: JSON.parse(String(row.query)),
    classification: JSON.parse(String(row.classification)),
    decision: JSON.parse(String(row.decision)),
    attempts: toAttempts(row.attempts),
    ...(row.reply !== null && { reply: JSON.parse(String(row.reply)) }),
  };
}
