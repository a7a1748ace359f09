import type { DatabaseSync } from 'node:sqlite';
import { v7 as uuidv7 } from 'uuid';
import type { AuditEntry, AuditFilter } from '../../contract/audit.ts';
import { mergeAudit } from './audit-row.ts';
import type { AuditRecord } from './journal.ts';
import { keyset, type Position, type Slice, toMs } from './page-cursor.ts';
import type { Row } from './request-row.ts';
import { readSalt } from './sqlite-salt.ts';
import { hashStudent } from './student-hash.ts';

/** Acts and refusals; a decision needs no row of its own, because its request is one. */
export function prepareAuditWrites(db: DatabaseSync) {
  const insert = db.prepare(`
    INSERT INTO audit (audit_id, at_ms, kind, actor, student_id, request_id, agent, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  const recordOne = ({ atMs, kind, actor, studentId, requestId, agent, detail }: AuditRecord): void => {
    insert.run(
      uuidv7(),
      atMs,
      kind,
      JSON.stringify(actor),
      studentId ?? null,
      requestId ?? null,
      agent ?? null,
      detail === undefined ? null : JSON.stringify(detail),
    );
  };
  return {
    recordOne,
    recordAudit(records: readonly AuditRecord[]): void {
      for (const record of records) recordOne(record);
    },
  };
}

/** Reads decisions from the requests and everything else from the audit table, as one list. */
export function prepareAuditReads(db: DatabaseSync) {
  function readDecisions(filter: AuditFilter, limit: number, after: Position | null): Row[] {
    const { sql, values } = keyset('accepted_at_ms', 'request_id', after, limit, {
      'student_id = ?': filter.student_id ?? null,
      'agent = ?': filter.agent ?? null,
      'outcome = ?': filter.outcome ?? null,
      'status = ?': filter.status ?? null,
      'accepted_at_ms >= ?': toMs(filter.from),
      'accepted_at_ms <= ?': toMs(filter.to),
    });
    return db
      .prepare(`SELECT *, accepted_at_ms AS at_ms, request_id AS id FROM requests ${sql}`)
      .all(...values) as Row[];
  }

  function readActs(filter: AuditFilter, limit: number, after: Position | null): Row[] {
    const student = filter.student_id ?? null;
    const { sql, values } = keyset('at_ms', 'audit_id', after, limit, {
      'kind = ?': filter.kind ?? null,
      // A tombstone no longer names its student; who knows the name can still ask for it.
      ...(student !== null && {
        'student_id IN (SELECT value FROM json_each(?))': JSON.stringify([student, hashStudent(readSalt(db), student)]),
      }),
      'agent = ?': filter.agent ?? null,
      'at_ms >= ?': toMs(filter.from),
      'at_ms <= ?': toMs(filter.to),
    });
    return db.prepare(`SELECT *, audit_id AS id FROM audit ${sql}`).all(...values) as Row[];
  }

  return {
    readAudit(filter: AuditFilter, limit: number, after: Position | null): Slice<AuditEntry> {
      const wantsActs = filter.kind !== 'decision' && filter.outcome === undefined && filter.status === undefined;
      const wantsDecisions = filter.kind === undefined || filter.kind === 'decision';
      return mergeAudit(
        wantsDecisions ? readDecisions(filter, limit, after) : [],
        wantsActs ? readActs(filter, limit, after) : [],
        limit,
      );
    },
  };
}
