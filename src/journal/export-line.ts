import { toAct } from './audit-row.ts';
import { type Row, toAttempts, toIso } from './request-row.ts';

/** One thing kept of a student, naming its `kind`. */
export type ExportLine = Readonly<Record<string, unknown>>;

/** Rows of each table as an export tells them. */
export const toExportLine = {
  student: (row: Row) => ({ kind: 'student', student_id: row.student_id, pseudonym: row.pseudonym }),
  request: toRequestLine,
  feedback: ({ given_by, given_by_role, at_ms, helpful, ...row }: Row) => ({
    kind: 'feedback',
    ...row,
    helpful: helpful === null ? null : helpful === 1,
    // Who else spoke of the student is that person's own data.
    given_by_role,
    at: toIso(at_ms),
  }),
  key: (row: Row) => ({
    kind: 'idempotency_key',
    route: row.route,
    key: row.key,
    request_id: row.request_id,
    created_at: toIso(row.created_at_ms),
  }),
  audit: (row: Row) => ({ ...toAct(row), kind: 'audit', act: row.kind }),
};

/** A row of `requests`, with the `state`, `replays` and `created_at_ms` of its dead letter or nulls. */
function toRequestLine(row: Row): ExportLine {
  const parse = (column: string) => (row[column] === null ? undefined : JSON.parse(String(row[column])));
  return {
    kind: 'request',
    request_id: row.request_id,
    status: row.status,
    accepted_at: toIso(row.accepted_at_ms),
    ...(row.settled_at_ms !== null && { settled_at: toIso(row.settled_at_ms) }),
    query: parse('query'),
    classification: parse('classification'),
    decision: parse('decision'),
    reply: parse('reply'),
    timings: parse('timings'),
    attempts: toAttempts(row.attempts),
    ...(row.dead_letter_id !== null && {
      dead_letter: {
        dead_letter_id: row.dead_letter_id,
        reason: row.reason,
        state: row.state,
        replays: row.replays,
        created_at: toIso(row.created_at_ms),
      },
    }),
  };
}
