import type { Actor } from '../../contract/audit.ts';
import type { DeadLetter, DeadLetterDetail, DeadLetterFilter, DeadLetterReason } from '../../contract/dead-letter.ts';
import type { Status } from '../../contract/triage-response.ts';
import { LETTER_COLUMNS, toDeadLetter, toDeadLetterDetail } from './dead-letter-row.ts';
import type { ClaimedLetter } from './journal.ts';
import { keyset, type Position, type Slice, slice, toMs } from './page-cursor.ts';
import { recordAudit } from './postgres-audit.ts';
import { numbered, type Queryable } from './postgres-connect.ts';
import { addEvent } from './postgres-events.ts';
import { type Row, toStoredRequest } from './request-row.ts';

const JOINED = 'FROM dead_letters d JOIN requests r USING (request_id)';

/** Writes of dead letters; each runs inside a transaction. */
export function prepareDeadLetterWrites(ownerId: string) {
  const select = async (client: Queryable, deadLetterId: string): Promise<Row> =>
    (
      await client.query(`SELECT r.*, d.dead_letter_id, d.agent AS asked ${JOINED} WHERE dead_letter_id = $1`, [
        deadLetterId,
      ])
    ).rows[0] as Row;

  /** The request before its dead letter, as everyone takes them who takes both: else each could wait for the other. */
  const hold = (client: Queryable, deadLetterId: string) =>
    client.query(
      `SELECT 1 FROM requests WHERE request_id = (SELECT request_id FROM dead_letters WHERE dead_letter_id = $1)
       FOR NO KEY UPDATE`,
      [deadLetterId],
    );

  const changes = async (client: Queryable, sql: string, values: readonly unknown[]): Promise<boolean> =>
    (await client.query(sql, values)).rowCount === 1;

  async function end(client: Queryable, row: Row, status: Status, atMs: number, answer?: Answer): Promise<void> {
    const requestId = String(row.request_id);
    await client.query(
      `UPDATE requests SET status = $1, settled_at_ms = $2, reply = $3, timings = coalesce($4, timings)
       WHERE request_id = $5 AND status = 'dead_lettered'`,
      [status, atMs, answer?.reply ?? null, answer?.timings ?? null, requestId],
    );
    await addEvent(client, {
      eventId: `${requestId}:${status}`,
      type: `learnflow.request.${status}`,
      studentId: String(row.student_id),
      requestId,
      timeMs: atMs,
      data: {
        request_id: requestId,
        status,
        intent: row.intent,
        agent: row.asked,
        outcome: row.outcome,
        ...(answer !== undefined && { topics: answer.topics }),
      },
    });
  }

  const audit = (client: Queryable, row: Row, kind: 'replay' | 'discard', atMs: number, actor: Actor, detail: object) =>
    recordAudit(client, [
      {
        atMs,
        kind,
        actor,
        studentId: String(row.student_id),
        requestId: String(row.request_id),
        agent: row.asked as never,
        detail: { dead_letter_id: row.dead_letter_id, ...detail },
      },
    ]);

  return {
    async claimDeadLetter(client: Queryable, deadLetterId: string, nowMs: number): Promise<ClaimedLetter | undefined> {
      const isClaimed = await changes(
        client,
        `UPDATE dead_letters SET state = 'replaying', replay_owner_id = $1, replays = replays + 1, last_replay_at_ms = $2
         WHERE dead_letter_id = $3 AND state = 'waiting'`,
        [ownerId, nowMs, deadLetterId],
      );
      if (!isClaimed) return undefined;
      const row = await select(client, deadLetterId);
      return { deadLetterId, request: toStoredRequest(row), agent: row.asked as ClaimedLetter['agent'] };
    },

    /** @returns whose request it was; undefined when this process does not hold it */
    async settleReplay(client: Queryable, deadLetterId: string, atMs: number, answer: Answer, actor: Actor) {
      await hold(client, deadLetterId);
      const isOurs = await changes(
        client,
        `UPDATE dead_letters SET state = 'replayed', replay_owner_id = NULL WHERE dead_letter_id = $1 AND replay_owner_id = $2`,
        [deadLetterId, ownerId],
      );
      if (!isOurs) return undefined;
      const row = await select(client, deadLetterId);
      await end(client, row, 'replayed', atMs, answer);
      await audit(client, row, 'replay', atMs, actor, { result: 'answered' });
      return String(row.request_id);
    },

    async returnDeadLetter(
      client: Queryable,
      deadLetterId: string,
      atMs: number,
      tried: { readonly reason: DeadLetterReason; readonly attempts: readonly unknown[] },
      actor: Actor,
    ): Promise<boolean> {
      await hold(client, deadLetterId);
      const isOurs = await changes(
        client,
        `UPDATE dead_letters SET state = 'waiting', replay_owner_id = NULL, reason = $1
         WHERE dead_letter_id = $2 AND replay_owner_id = $3`,
        [tried.reason, deadLetterId, ownerId],
      );
      if (!isOurs) return false;
      const row = await select(client, deadLetterId);
      const earlier = row.attempts === null ? [] : (JSON.parse(String(row.attempts)) as unknown[]);
      const attempts = JSON.stringify([...earlier, ...tried.attempts]);
      await client.query('UPDATE requests SET attempts = $1, reason = $2 WHERE request_id = $3', [
        attempts,
        tried.reason,
        row.request_id,
      ]);
      await audit(client, row, 'replay', atMs, actor, { result: 'given_up', reason: tried.reason });
      return true;
    },

    /** @returns whose request it was; undefined when it was not waiting */
    async discardDeadLetter(client: Queryable, deadLetterId: string, atMs: number, actor: Actor, why?: string) {
      await hold(client, deadLetterId);
      const isDiscarded = await changes(
        client,
        `UPDATE dead_letters SET state = 'discarded' WHERE dead_letter_id = $1 AND state = 'waiting'`,
        [deadLetterId],
      );
      if (!isDiscarded) return undefined;
      const row = await select(client, deadLetterId);
      await end(client, row, 'discarded', atMs);
      await audit(client, row, 'discard', atMs, actor, why === undefined ? {} : { why });
      return String(row.request_id);
    },
  };
}

interface Answer {
  readonly reply: string;
  readonly timings: string;
  readonly topics: readonly string[];
}

/** Reads of dead letters. */
export function prepareDeadLetterReads(db: Queryable) {
  return {
    async listDeadLetters(filter: DeadLetterFilter, limit: number, after: Position | null): Promise<Slice<DeadLetter>> {
      const { sql, values } = keyset('d.created_at_ms', 'd.dead_letter_id', after, limit, conditionsOf(filter));
      const { rows } = await db.query(numbered(`SELECT ${LETTER_COLUMNS} ${JOINED} ${sql}`), values);
      return slice(rows, limit, toDeadLetter, (row) => [Number(row.created_at_ms), String(row.dead_letter_id)]);
    },

    async countDeadLetters(filter: DeadLetterFilter): Promise<number> {
      const given = Object.entries(conditionsOf(filter)).filter(([, value]) => value !== null);
      const where = ['true', ...given.map(([condition]) => condition)].join(' AND ');
      const values = given.map(([, value]) => value);
      const { rows } = await db.query(numbered(`SELECT count(*) AS n ${JOINED} WHERE ${where}`), values);
      return Number(rows[0]?.n);
    },

    async findDeadLetter(deadLetterId: string): Promise<DeadLetterDetail | undefined> {
      const query = `SELECT r.*, ${LETTER_COLUMNS} ${JOINED} WHERE dead_letter_id = $1`;
      const { rows } = await db.query(query, [deadLetterId]);
      return rows[0] && toDeadLetterDetail(rows[0]);
    },
  };
}

function conditionsOf(filter: DeadLetterFilter): Record<string, string | number | null> {
  return {
    'd.agent = ?': filter.agent ?? null,
    'd.reason = ?': filter.reason ?? null,
    'd.state = ?': filter.state ?? null,
    'r.student_id = ?': filter.student_id ?? null,
    'd.created_at_ms >= ?': toMs(filter.from),
    'd.created_at_ms <= ?': toMs(filter.to),
  };
}
