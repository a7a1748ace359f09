import type { AuditEntry } from '../../contract/audit.ts';
import { type Slice, slice } from './page-cursor.ts';
import { type Row, toAttempts, toIso } from './request-row.ts';

/**
 * Decisions and acts as one list, newest first, cut to a page.
 * @param decisions rows of `requests`, each with its sort key as `at_ms` and `id`
 * @param acts rows of `audit`, with the same
 */
export function mergeAudit(decisions: readonly Row[], acts: readonly Row[], limit: number): Slice<AuditEntry> {
  const rows = [
    ...decisions.map((row) => ({ row, toEntry: toDecision })),
    ...acts.map((row) => ({ row, toEntry: toAct })),
  ].sort((one, other) => compare(other.row, one.row));
  return slice(
    rows,
    limit,
    ({ row, toEntry }) => toEntry(row),
    ({ row }) => [Number(row.at_ms), String(row.id)],
  );
}

function compare(one: Row, other: Row): number {
  const byTime = Number(one.at_ms) - Number(other.at_ms);
  return byTime !== 0 ? byTime : String(one.id) < String(other.id) ? -1 : 1;
}

function toDecision(row: Row): AuditEntry {
  return {
    audit_id: String(row.request_id),
    at: toIso(row.accepted_at_ms),
    kind: 'decision',
    actor: { role: 'student', id: String(row.student_id) },
    student_id: String(row.student_id),
    request_id: String(row.request_id),
    ...(row.agent !== null && { agent: row.agent as never }),
    outcome: row.outcome as never,
    status: row.status as never,
    decision: JSON.parse(String(row.decision)),
    classification: JSON.parse(String(row.classification)),
    attempts: toAttempts(row.attempts),
    ...(row.timings !== null && { timings: JSON.parse(String(row.timings)) }),
    ...(row.flags !== null && { flags: JSON.parse(String(row.flags)) }),
  };
}

/** An entry of the audit table as the API tells it. */
export function toAct(row: Row): AuditEntry {
  return {
    audit_id: String(row.audit_id),
    at: toIso(row.at_ms),
    kind: row.kind as never,
    actor: JSON.parse(String(row.actor)),
    ...(row.student_id !== null && row.kind !== 'erasure' && { student_id: String(row.student_id) }),
    ...(row.request_id !== null && { request_id: String(row.request_id) }),
    ...(row.agent !== null && { agent: row.agent as never }),
    ...(row.detail !== null && { detail: JSON.parse(String(row.detail)) }),
  };
}
