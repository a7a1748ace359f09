import type { DatabaseSync } from 'node:sqlite';
import type { Actor } from '../../contract/audit.ts';
import { addCounts, type ErasureCounts, NOTHING_ERASED } from './erasure-counts.ts';
import { type ExportLine, toExportLine } from './export-line.ts';
import type { AuditRecord } from './journal.ts';
import type { Position, Slice } from './page-cursor.ts';
import type { Row } from './request-row.ts';
import { readSalt } from './sqlite-salt.ts';
import { hashStudent } from './student-hash.ts';

const ERASE_BATCH = 200;

/** The end of a student's data, in steps small enough that nobody else waits long for the writer. */
export function prepareStudentWrites(db: DatabaseSync, audit: (record: AuditRecord) => void) {
  const inBatch = `SELECT request_id FROM requests WHERE student_id = ? ORDER BY accepted_at_ms LIMIT ${ERASE_BATCH}`;
  const deleteLetters = db.prepare(`DELETE FROM dead_letters WHERE request_id IN (${inBatch})`);
  const deleteFeedback = db.prepare(`DELETE FROM feedback WHERE request_id IN (${inBatch})`);
  const deleteAuditOfRequests = db.prepare(`DELETE FROM audit WHERE request_id IN (${inBatch})`);
  const deleteRequests = db.prepare(`DELETE FROM requests WHERE request_id IN (${inBatch})`);
  const deleteKeys = db.prepare('DELETE FROM idempotency_keys WHERE student_id = ?');
  const deleteGivenFeedback = db.prepare('DELETE FROM feedback WHERE given_by = ?');
  const deleteAudit = db.prepare('DELETE FROM audit WHERE student_id = ?');
  const deleteStudent = db.prepare('DELETE FROM students WHERE student_id = ?');

  const eraseBatch = (studentId: string): ErasureCounts => ({
    dead_letters: Number(deleteLetters.run(studentId).changes),
    feedback: Number(deleteFeedback.run(studentId).changes),
    audit_entries: Number(deleteAuditOfRequests.run(studentId).changes),
    requests: Number(deleteRequests.run(studentId).changes),
    idempotency_keys: 0,
  });

  return {
    eraseBatch,

    /**
     * What hangs on no request, and the tombstone. The pseudonym goes with it: events told so far name nobody. A request
     * accepted since the last batch goes too, in the same transaction: it would be left without its student.
     */
    finishErasure(studentId: string, nowMs: number, actor: Actor, soFar: ErasureCounts): ErasureCounts {
      let counts = soFar;
      for (let batch = eraseBatch(studentId); batch.requests > 0; batch = eraseBatch(studentId)) {
        counts = addCounts(counts, batch);
      }
      counts = addCounts(counts, {
        ...NOTHING_ERASED,
        feedback: Number(deleteGivenFeedback.run(studentId).changes),
        idempotency_keys: Number(deleteKeys.run(studentId).changes),
        audit_entries: Number(deleteAudit.run(studentId).changes),
      });
      deleteStudent.run(studentId);
      audit({
        atMs: nowMs,
        kind: 'erasure',
        actor,
        studentId: hashStudent(readSalt(db), studentId),
        detail: { ...counts },
      });
      return counts;
    },
  };
}

/** Everything that is kept of a student, a section after the other. */
export function prepareStudentReads(db: DatabaseSync) {
  const sections: readonly { readonly sql: string; readonly id: string; readonly toLine: (row: Row) => ExportLine }[] =
    [
      {
        id: 'student_id',
        sql: 'SELECT * FROM students WHERE student_id = :student AND student_id > :after',
        toLine: toExportLine.student,
      },
      {
        id: 'request_id',
        sql: `SELECT r.*, d.dead_letter_id, d.state, d.replays, d.created_at_ms
            FROM requests r LEFT JOIN dead_letters d USING (request_id)
            WHERE student_id = :student AND r.request_id > :after ORDER BY r.request_id`,
        toLine: toExportLine.request,
      },
      {
        id: 'feedback_id',
        sql: `SELECT * FROM feedback WHERE feedback_id > :after AND (given_by = :student
              OR request_id IN (SELECT request_id FROM requests WHERE student_id = :student)) ORDER BY feedback_id`,
        toLine: toExportLine.feedback,
      },
      {
        id: 'position',
        sql: `SELECT *, route || char(9) || key AS position FROM idempotency_keys
            WHERE student_id = :student AND position > :after ORDER BY position`,
        toLine: toExportLine.key,
      },
      {
        id: 'audit_id',
        sql: 'SELECT * FROM audit WHERE student_id = :student AND audit_id > :after ORDER BY audit_id',
        toLine: toExportLine.audit,
      },
    ];

  return {
    exportStudent(studentId: string, limit: number, after: Position | null): Slice<ExportLine> {
      const [start, afterId] = after ?? [0, ''];
      for (const [index, { sql, id, toLine }] of sections.entries()) {
        if (index < start) continue;
        const rows = db
          .prepare(`${sql} LIMIT :limit`)
          .all({ student: studentId, after: index === start ? afterId : '', limit }) as Row[];
        const last = rows.at(-1);
        if (last === undefined) continue;
        return { items: rows.map(toLine), next: [index, String(last[id])] };
      }
      return { items: [], next: null };
    },
  };
}
