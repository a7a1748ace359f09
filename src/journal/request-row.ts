import type { Timings } from '../../contract/triage-response.ts';
import type { AcceptedRequest, RequestState, Settlement, StoredRequest } from './journal.ts';

/** A column as either store gives it: times and counts are numbers, objects are JSON text. */
export type Column = null | number | bigint | string | Uint8Array;

/** A row as either store gives it. */
export type Row = Readonly<Record<string, Column>>;

/** An accepted request as the columns it is stored in. Strings cross a thread boundary far cheaper than objects. */
export type RequestColumns = readonly [
  requestId: string,
  studentId: string,
  acceptedAtMs: number,
  intent: string,
  agent: string | null,
  outcome: string,
  query: string,
  classification: string,
  decision: string,
  flags: string | null,
  traceparent: string | null,
];

export function toRequestColumns(request: AcceptedRequest): RequestColumns {
  const { requestId, studentId, acceptedAtMs, query, classification, decision, flags, traceparent } = request;
  return [
    requestId,
    studentId,
    acceptedAtMs,
    decision.intent,
    decision.target_agent,
    decision.outcome,
    JSON.stringify(query),
    JSON.stringify(classification),
    JSON.stringify(decision),
    flags === undefined ? null : JSON.stringify(flags),
    traceparent ?? null,
  ];
}

/** A request that was answered without a tutor: its end comes with its beginning. */
export interface ImmediateAnswer {
  readonly settledAtMs: number;
  readonly reply: string;
  readonly timings: string;
  /** What spoke for a student in distress. */
  readonly distress: string | null;
}

/** An ending as the columns it is stored in. */
export interface SettlementColumns {
  readonly status: Settlement['status'];
  readonly reply: string | null;
  readonly timings: string | null;
  readonly topics: readonly string[] | undefined;
  readonly attempts: string;
  readonly reason: string | null;
  readonly deadLetterId: string | null;
}

/** The end of a request whose process died. */
export const INTERRUPTED: Omit<SettlementColumns, 'deadLetterId'> = {
  status: 'dead_lettered',
  reason: 'interrupted',
  attempts: '[]',
  reply: null,
  timings: null,
  topics: undefined,
};

export function toSettlementColumns(settlement: Settlement): SettlementColumns {
  const { status } = settlement;
  const attempts = JSON.stringify(settlement.attempts);
  const nothing = { reply: null, timings: null, topics: undefined, reason: null, deadLetterId: null };
  switch (status) {
    case 'answered': {
      const { reply, timings } = settlement;
      const answer = { reply: JSON.stringify(reply), timings: JSON.stringify(timings), topics: reply.topics };
      return { ...nothing, ...answer, status, attempts };
    }
    case 'dead_lettered':
    case 'failed': {
      const { reason, timings } = settlement;
      const deadLetterId = status === 'failed' ? null : settlement.deadLetterId;
      const spent = timings === undefined ? null : JSON.stringify(timings);
      return { ...nothing, status, attempts, reason, deadLetterId, timings: spent };
    }
    default:
      return settlement satisfies never;
  }
}

/** An answer as the columns it is stored in. */
export function toAnswerColumns({ reply, timings }: { readonly reply: object; readonly timings: Timings }) {
  return { reply: JSON.stringify(reply), timings: JSON.stringify(timings) };
}

/** A row of `requests`, with the `dead_letter_id` of its dead letter or null. */
export function toStoredRequest(row: Row): StoredRequest {
  return {
    requestId: String(row.request_id),
    studentId: String(row.student_id),
    acceptedAtMs: Number(row.accepted_at_ms),
    query: JSON.parse(String(row.query)),
    classification: JSON.parse(String(row.classification)),
    decision: JSON.parse(String(row.decision)),
    ...(row.flags !== null && { flags: JSON.parse(String(row.flags)) }),
    ...(row.traceparent !== null && { traceparent: String(row.traceparent) }),
    state: toState(row),
  };
}

function toState(row: Row): RequestState {
  const status = row.status as RequestState['status'];
  const settledAtMs = Number(row.settled_at_ms);
  const deadLetterId = String(row.dead_letter_id);
  const reason = row.reason as never;
  const parse = (column: 'reply' | 'timings') => JSON.parse(String(row[column]));
  switch (status) {
    case 'accepted':
      return { status };
    case 'answered':
      return { status, settledAtMs, reply: parse('reply'), timings: parse('timings') };
    case 'replayed':
      return { status, settledAtMs, deadLetterId, reply: parse('reply'), timings: parse('timings') };
    case 'dead_lettered':
      return { status, settledAtMs, deadLetterId, reason };
    case 'failed':
      return { status, settledAtMs, reason };
    case 'discarded':
      return { status, settledAtMs, deadLetterId };
    default:
      return status satisfies never;
  }
}

/** Attempts as the API tells them. */
export function toAttempts(column: Column | undefined) {
  if (typeof column !== 'string') return [];
  const attempts = JSON.parse(column) as { startedAtMs: number; durationMs: number; error: string; detail: string }[];
  return attempts.map(({ startedAtMs, durationMs, error, detail }) => ({
    started_at: toIso(startedAtMs),
    duration_ms: durationMs,
    error,
    detail,
  }));
}

export function toIso(timeMs: Column | undefined): string {
  return new Date(Number(timeMs)).toISOString();
}
