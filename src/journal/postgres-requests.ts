import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { IdempotencyKey } from '../edge/message.ts';
import { KEY_LIFETIME_MS } from './history-row.ts';
import type { Acceptance } from './journal.ts';
import type { Queryable } from './postgres-connect.ts';
import type { ImmediateAnswer, RequestColumns, SettlementColumns } from './request-row.ts';

/** A request to be recorded, and what else is written with it. */
export interface Insertion {
  readonly columns: RequestColumns;
  readonly key: IdempotencyKey | undefined;
  readonly answer: ImmediateAnswer | undefined;
}

export interface Ending {
  readonly requestId: string;
  readonly settledAtMs: number;
  readonly end: SettlementColumns;
}

/**
 * One statement is one transaction and one way to the server. A student's row is written even where it exists: that holds it
 * against an erasure that ends at the same moment, and gives its pseudonym. Rows are taken in order, so that two processes
 * never wait for each other.
 */
const INSERT = `
  WITH given AS MATERIALIZED (
    SELECT * FROM json_to_recordset($1) AS g (
      request_id text, student_id text, accepted_at_ms bigint, intent text, agent text, outcome text, query text,
      classification text, decision text, flags text, traceparent text, status text, owner_id text, settled_at_ms bigint, reply text,
      timings text, key_student text, route text, key text, fingerprint text, pseudonym text, data text, distress text, n int)
  ), kept AS (
    INSERT INTO idempotency_keys AS k (student_id, route, key, fingerprint, request_id, created_at_ms)
    SELECT key_student, route, key, fingerprint, request_id, accepted_at_ms FROM given WHERE key IS NOT NULL
    ORDER BY key_student COLLATE "C", route COLLATE "C", key COLLATE "C"
    ON CONFLICT (student_id, route, key) DO UPDATE SET fingerprint = excluded.fingerprint,
      request_id = excluded.request_id, created_at_ms = excluded.created_at_ms
    WHERE k.created_at_ms <= excluded.created_at_ms - ${KEY_LIFETIME_MS}
    RETURNING k.request_id
  ), fresh AS MATERIALIZED (
    SELECT * FROM given WHERE key IS NULL OR request_id IN (SELECT request_id FROM kept)
  ), named AS (
    INSERT INTO students AS s (student_id, pseudonym)
    SELECT DISTINCT ON (student_id COLLATE "C") student_id, pseudonym FROM fresh ORDER BY student_id COLLATE "C"
    ON CONFLICT (student_id) DO UPDATE SET student_id = excluded.student_id
    RETURNING s.student_id, s.pseudonym
  ), stored AS (
    INSERT INTO requests (request_id, student_id, accepted_at_ms, intent, agent, outcome, query, classification, decision,
                          flags, traceparent, status, owner_id, settled_at_ms, reply, timings)
    SELECT request_id, student_id, accepted_at_ms, intent, agent, outcome, query, classification, decision,
           flags, traceparent, status, owner_id, settled_at_ms, reply, timings FROM fresh
    RETURNING request_id
  ), told AS (
    INSERT INTO outbox (event_id, type, subject, time_ms, data, traceparent)
    SELECT request_id || ':' || what, type, named.pseudonym, settled_at_ms, told, traceparent
    FROM fresh JOIN named USING (student_id) CROSS JOIN LATERAL (VALUES
      ('answered', 'learnflow.request.answered', data), ('distress', 'learnflow.student.distress', distress)
    ) AS e (what, type, told)
    WHERE told IS NOT NULL ORDER BY n, what
  )
  SELECT request_id FROM stored`;

/** Ends accepted requests, each with its event and, where it was given up, its dead letter. */
const SETTLE = `
  WITH given AS MATERIALIZED (
    SELECT * FROM json_to_recordset($1) AS g (
      request_id text, status text, settled_at_ms bigint, reply text, timings text, attempts text, reason text,
      dead_letter_id text, facts text, n int)
  ), ended AS (
    UPDATE requests r SET status = g.status, owner_id = NULL, settled_at_ms = g.settled_at_ms, reply = g.reply,
      timings = g.timings, attempts = g.attempts, reason = g.reason
    FROM given g WHERE r.request_id = g.request_id COLLATE "C" AND r.status = 'accepted'
    RETURNING r.request_id, r.student_id, r.intent, r.agent, r.outcome, r.traceparent, g.status, g.settled_at_ms, g.reason,
              g.dead_letter_id, g.facts, g.n
  ), letters AS (
    INSERT INTO dead_letters (dead_letter_id, request_id, agent, reason, state, created_at_ms)
    SELECT dead_letter_id, request_id, agent, reason, 'waiting', settled_at_ms FROM ended WHERE dead_letter_id IS NOT NULL
  ), told AS (
    INSERT INTO outbox (event_id, type, subject, time_ms, traceparent, data)
    SELECT request_id || ':' || status, 'learnflow.request.' || status, pseudonym, settled_at_ms, traceparent,
      -- As text: what a tutor says it is about may hold characters that jsonb refuses.
      left(json_build_object('request_id', request_id, 'status', status, 'intent', intent, 'agent', agent,
                             'outcome', outcome)::text, -1) || facts
    FROM ended JOIN students USING (student_id) ORDER BY n
  )
  SELECT request_id FROM ended`;

/** Records a batch; an idempotency key that stands for an earlier request makes a duplicate. */
export async function insertRequests(
  client: pg.Client,
  insertions: readonly Insertion[],
  ownerId: string,
  isAgain: boolean,
): Promise<readonly (Acceptance | Error)[]> {
  const before = isAgain ? await findStored(client, insertions) : new Set<string>();
  const fresh = insertions.filter(({ columns: [requestId] }) => !before.has(requestId));
  const rows = fresh.map((insertion, n) => toInsertRow(insertion, n, ownerId));
  let stored = before;
  if (rows.length > 0) {
    const result = await client.query({ name: 'insert-requests', text: INSERT, values: [JSON.stringify(rows)] });
    stored = new Set([...before, ...result.rows.map((row) => String(row.request_id))]);
  }
  const duplicates = insertions.filter(({ columns: [requestId] }) => !stored.has(requestId));
  const used = duplicates.length === 0 ? [] : await findUsed(client, duplicates);
  return insertions.map(({ columns: [requestId] }): Acceptance | Error => {
    if (stored.has(requestId)) return { kind: 'accepted' };
    const earlier = used[duplicates.findIndex(({ columns }) => columns[0] === requestId)];
    // Its own id: the batch was written by the session that was lost, and had not ended when we looked.
    if (earlier?.requestId === requestId) return { kind: 'accepted' };
    if (earlier === undefined) return new Error('what stood under the key was erased at this moment');
    return { kind: 'duplicate', ...earlier };
  });
}

/** Which of a batch this process has recorded already. */
async function findStored(client: pg.Client, insertions: readonly Insertion[]): Promise<Set<string>> {
  const ids = insertions.map(({ columns: [requestId] }) => requestId);
  const { rows } = await client.query('SELECT request_id FROM requests WHERE request_id = ANY($1)', [ids]);
  return new Set(rows.map((row) => String(row.request_id)));
}

async function findUsed(client: pg.Client, duplicates: readonly Insertion[]) {
  const keys = duplicates.map(({ key }, n) => ({ student: key?.studentId, route: key?.route, key: key?.key, n }));
  const { rows } = await client.query(
    `SELECT g.n, k.request_id, k.fingerprint
     FROM json_to_recordset($1) AS g (student text, route text, key text, n int)
     JOIN idempotency_keys k ON (k.student_id, k.route, k.key) = (g.student, g.route, g.key)`,
    [JSON.stringify(keys)],
  );
  return duplicates.map((_one, index) => {
    const row = rows.find(({ n }) => Number(n) === index);
    return row && { requestId: String(row.request_id), fingerprint: String(row.fingerprint) };
  });
}

function toInsertRow({ columns, key, answer }: Insertion, n: number, ownerId: string) {
  const [request_id, student_id, accepted_at_ms, intent, agent, outcome, query, classification, decision, ...rest] =
    columns;
  const [flags, traceparent] = rest;
  const told = { request_id, status: 'answered', intent, agent, outcome };
  return {
    ...{ n, request_id, student_id, accepted_at_ms, intent, agent, outcome, query, classification, decision },
    ...{ flags, traceparent },
    ...{ status: answer === undefined ? 'accepted' : 'answered', owner_id: answer === undefined ? ownerId : null },
    ...(answer !== undefined && {
      settled_at_ms: answer.settledAtMs,
      reply: answer.reply,
      timings: answer.timings,
      data: JSON.stringify(told),
      ...(answer.distress !== null && { distress: JSON.stringify({ request_id, sign: answer.distress }) }),
    }),
    ...(key !== undefined && {
      key_student: key.studentId,
      route: key.route,
      key: key.key,
      fingerprint: key.fingerprint,
    }),
    pseudonym: randomUUID(),
  };
}

/** Ends a batch. @returns which of them it ended: the others had ended before, or are unknown */
export async function settleRequests(client: Queryable, endings: readonly Ending[]): Promise<readonly boolean[]> {
  const rows = endings.map(({ requestId, settledAtMs, end }, n) => {
    const { status, reply, timings, attempts, reason, topics, deadLetterId } = end;
    const more = JSON.stringify({ ...(reason !== null && { reason }), ...(topics !== undefined && { topics }) });
    const facts = more === '{}' ? '}' : `,${more.slice(1)}`;
    const row = { request_id: requestId, status, settled_at_ms: settledAtMs, reply, timings, attempts, reason };
    return { ...row, dead_letter_id: deadLetterId, facts, n };
  });
  // In the order in which an erasure takes them: else each could wait for the other. Events keep theirs, by `n`.
  rows.sort((one, other) => (one.request_id < other.request_id ? -1 : 1));
  const result = await client.query(SETTLE, [JSON.stringify(rows)]);
  const ended = new Set(result.rows.map((row) => String(row.request_id)));
  return endings.map(({ requestId }) => ended.has(requestId));
}

/**
 * Takes back what was recorded by a session that was lost, and whose caller was told that nothing was accepted. The store is
 * asked first and this process second: what it accepts meanwhile is not among what the store named, and what the store named
 * it knew before it was written.
 * @param isKnown whether this process holds a request, asked after the store has answered
 */
export async function withdrawRequests(
  client: Queryable,
  ownerId: string,
  isKnown: (requestId: string) => boolean,
): Promise<void> {
  const { rows } = await client.query(`SELECT request_id FROM requests WHERE owner_id = $1 AND status = 'accepted'`, [
    ownerId,
  ]);
  const unknown = rows.map((row) => String(row.request_id)).filter((requestId) => !isKnown(requestId));
  if (unknown.length === 0) return;
  // Keys before requests, as an erasure takes them.
  await client.query(
    'SELECT 1 FROM idempotency_keys WHERE request_id = ANY ($1) ORDER BY student_id, route, key FOR UPDATE',
    [unknown],
  );
  await client.query(
    `WITH withdrawn AS (
       DELETE FROM requests WHERE owner_id = $1 AND status = 'accepted' AND request_id = ANY ($2) RETURNING request_id
     )
     DELETE FROM idempotency_keys k USING withdrawn w WHERE k.request_id = w.request_id`,
    [ownerId, unknown],
  );
}
