import { v7 as uuidv7 } from 'uuid';
import type { AuditEntry, AuditFilter } from '../../contract/audit.ts';
import { mergeAudit } from './audit-row.ts';
import type { AuditRecord } from './journal.ts';
import { keyset, type Position, type Slice, toMs } from './page-cursor.ts';
import { numbered, type Queryable } from './postgres-connect.ts';
import { hashStudent } from './student-hash.ts';

/** Acts and refusals; a decision needs no row of its own, because its request is one. */
export async function recordAudit(client: Queryable, records: readonly AuditRecord[]): Promise<void> {
  const rows = records.map(({ atMs, kind, actor, studentId, requestId, agent, detail }) => ({
    audit_id: uuidv7(),
    at_ms: atMs,
    kind,
    actor: JSON.stringify(actor),
    student_id: studentId,
    request_id: requestId,
    agent,
    detail: detail === undefined ? undefined : JSON.stringify(detail),
  }));
  await client.query(
    `INSERT INTO audit (audit_id, at_ms, kind, actor, student_id, request_id, agent, detail)
     SELECT * FROM json_to_recordset($1) AS g (audit_id text, at_ms bigint, kind text, actor text, student_id text,
                                               request_id text, agent text, detail text)`,
    [JSON.stringify(rows)],
  );
}

/** Reads decisions from the requests and everything else from the audit table, as one list. */
export async function readAudit(
  db: Queryable,
  salt: string,
  filter: AuditFilter,
  limit: number,
  after: Position | null,
): Promise<Slice<AuditEntry>> {
  const wantsActs = filter.kind !== 'decision' && filter.outcome === undefined && filter.status === undefined;
  const wantsDecisions = filter.kind === undefined || filter.kind === 'decision';
  const decisions = keyset('accepted_at_ms', 'request_id', after, limit, {
    'student_id = ?': filter.student_id ?? null,
    'agent = ?': filter.agent ?? null,
    'outcome = ?': filter.outcome ?? null,
    'status = ?': filter.status ?? null,
    'accepted_at_ms >= ?': toMs(filter.from),
    'accepted_at_ms <= ?': toMs(filter.to),
  });
  const student = filter.student_id ?? null;
  const acts = keyset<string | number | readonly string[]>('at_ms', 'audit_id', after, limit, {
    'kind = ?': filter.kind ?? null,
    // A tombstone no longer names its student; who knows the name can still ask for it.
    'student_id = ANY(?)': student === null ? null : [student, hashStudent(salt, student)],
    'agent = ?': filter.agent ?? null,
    'at_ms >= ?': toMs(filter.from),
    'at_ms <= ?': toMs(filter.to),
  });
  const read = async (isWanted: boolean, sql: string, values: readonly unknown[]) =>
    isWanted ? (await db.query(numbered(sql), values)).rows : [];
  const [decided, done] = await Promise.all([
    read(
      wantsDecisions,
      `SELECT *, accepted_at_ms AS at_ms, request_id AS id FROM requests ${decisions.sql}`,
      decisions.values,
    ),
    read(wantsActs, `SELECT *, audit_id AS id FROM audit ${acts.sql}`, acts.values),
  ]);
  return mergeAudit(decided, done, limit);
}
