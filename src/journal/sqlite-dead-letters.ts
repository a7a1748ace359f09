import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Actor } from '../../contract/audit.ts';
import type { DeadLetter, DeadLetterDetail, DeadLetterFilter, DeadLetterReason } from '../../contract/dead-letter.ts';
import type { Status } from '../../contract/triage-response.ts';
import { LETTER_COLUMNS, toDeadLetter, toDeadLetterDetail } from './dead-letter-row.ts';
import type { AuditRecord, ClaimedLetter } from './journal.ts';
import { keyset, type Position, type Slice, slice, toMs } from './page-cursor.ts';
import { type Row, toStoredRequest } from './request-row.ts';
import type { EventWrites } from './sqlite-events.ts';

/** Writes of dead letters; they run inside the writer's transaction. */
export function prepareDeadLetterWrites(
  db: DatabaseSync,
  ownerId: string,
  { events, audit }: { readonly events: EventWrites; readonly audit: (record: AuditRecord) => void },
) {
  const claim = db.prepare(`
    UPDATE dead_letters SET state = 'replaying', replay_owner_id = ?, replays = replays + 1, last_replay_at_ms = ?
    WHERE dead_letter_id = ? AND state = 'waiting'`);
  const select = db.prepare(`
    SELECT r.*, d.dead_letter_id, d.agent AS asked FROM dead_letters d JOIN requests r USING (request_id)
    WHERE dead_letter_id = ?`);
  const giveBack = db.prepare(`
    UPDATE dead_letters SET state = 'waiting', replay_owner_id = NULL, reason = ?
    WHERE dead_letter_id = ? AND replay_owner_id = ?`);
  const appendAttempts = db.prepare('UPDATE requests SET attempts = ?, reason = ? WHERE request_id = ?');
  const endReplay = db.prepare(`
    UPDATE dead_letters SET state = 'replayed', replay_owner_id = NULL WHERE dead_letter_id = ? AND replay_owner_id = ?`);
  const discard = db.prepare(`
    UPDATE dead_letters SET state = 'discarded' WHERE dead_letter_id = ? AND state = 'waiting'`);
  const endRequest = db.prepare(`
    UPDATE requests SET status = ?, settled_at_ms = ?, reply = ?, timings = coalesce(?, timings)
    WHERE request_id = ? AND status = 'dead_lettered'`);

  function tell(row: Row, status: Status, timeMs: number, topics?: readonly string[]): void {
    events.addRequestEvent(String(row.student_id), timeMs, {
      request_id: String(row.request_id),
      status,
      intent: String(row.intent),
      agent: String(row.asked),
      outcome: String(row.outcome),
      ...(topics !== undefined && { topics }),
    });
  }

  function auditOf(row: Row, kind: 'replay' | 'discard', atMs: number, actor: Actor, detail: object): void {
    const [studentId, requestId] = [String(row.student_id), String(row.request_id)];
    const dead_letter_id = String(row.dead_letter_id);
    audit({
      atMs,
      kind,
      actor,
      studentId,
      requestId,
      agent: row.asked as never,
      detail: { dead_letter_id, ...detail },
    });
  }

  return {
    claimDeadLetter(deadLetterId: string, nowMs: number): ClaimedLetter | undefined {
      if (claim.run(ownerId, nowMs, deadLetterId).changes === 0) return undefined;
      const row = select.get(deadLetterId) as Row;
      return { deadLetterId, request: toStoredRequest(row), agent: row.asked as ClaimedLetter['agent'] };
    },

    /** @returns whose request it was; undefined when this process does not hold it */
    settleReplay(
      deadLetterId: string,
      atMs: number,
      answer: { readonly reply: string; readonly timings: string; readonly topics: readonly string[] },
      actor: Actor,
    ): string | undefined {
      if (endReplay.run(deadLetterId, ownerId).changes === 0) return undefined;
      const row = select.get(deadLetterId) as Row;
      endRequest.run('replayed', atMs, answer.reply, answer.timings, String(row.request_id));
      tell(row, 'replayed', atMs, answer.topics);
      auditOf(row, 'replay', atMs, actor, { result: 'answered' });
      return String(row.request_id);
    },

    returnDeadLetter(
      deadLetterId: string,
      atMs: number,
      tried: { readonly reason: DeadLetterReason; readonly attempts: readonly unknown[] },
      actor: Actor,
    ): boolean {
      if (giveBack.run(tried.reason, deadLetterId, ownerId).changes === 0) return false;
      const row = select.get(deadLetterId) as Row;
      const earlier = row.attempts === null ? [] : (JSON.parse(String(row.attempts)) as unknown[]);
      appendAttempts.run(JSON.stringify([...earlier, ...tried.attempts]), tried.reason, String(row.request_id));
      auditOf(row, 'replay', atMs, actor, { result: 'given_up', reason: tried.reason });
      return true;
    },

    /** @returns whose request it was; undefined when it was not waiting */
    discardDeadLetter(deadLetterId: string, atMs: number, actor: Actor, why?: string): string | undefined {
      if (discard.run(deadLetterId).changes === 0) return undefined;
      const row = select.get(deadLetterId) as Row;
      endRequest.run('discarded', atMs, null, null, String(row.request_id));
      tell(row, 'discarded', atMs);
      auditOf(row, 'discard', atMs, actor, why === undefined ? {} : { why });
      return String(row.request_id);
    },
  };
}

/** Reads of dead letters. */
export function prepareDeadLetterReads(db: DatabaseSync) {
  return {
    listDeadLetters(filter: DeadLetterFilter, limit: number, after: Position | null): Slice<DeadLetter> {
      const { sql, values } = keyset('d.created_at_ms', 'd.dead_letter_id', after, limit, conditionsOf(filter));
      const query = `SELECT ${LETTER_COLUMNS} FROM dead_letters d JOIN requests r USING (request_id) ${sql}`;
      const rows = db.prepare(query).all(...values) as Row[];
      return slice(rows, limit, toDeadLetter, (row) => [Number(row.created_at_ms), String(row.dead_letter_id)]);
    },

    countDeadLetters(filter: DeadLetterFilter): number {
      const { sql, values } = keyset('n', 'n', null, 0, conditionsOf(filter));
      const query = `SELECT count(*) AS n FROM dead_letters d JOIN requests r USING (request_id) ${sql}`;
      return Number((db.prepare(query).get(...values.slice(0, -1), 1) as Row).n);
    },

    findDeadLetter(deadLetterId: string): DeadLetterDetail | undefined {
      const row = db
        .prepare(
          `SELECT r.*, ${LETTER_COLUMNS} FROM dead_letters d JOIN requests r USING (request_id) WHERE dead_letter_id = ?`,
        )
        .get(deadLetterId) as Row | undefined;
      return row && toDeadLetterDetail(row);
    },
  };
}

function conditionsOf(filter: DeadLetterFilter): Record<string, SQLInputValue> {
  return {
    'd.agent = ?': filter.agent ?? null,
    'd.reason = ?': filter.reason ?? null,
    'd.state = ?': filter.state ?? null,
    'r.student_id = ?': filter.student_id ?? null,
    'd.created_at_ms >= ?': toMs(filter.from),
    'd.created_at_ms <= ?': toMs(filter.to),
  };
}
