import type { History } from '../../contract/agent.ts';
import type { Classification, RoutingDecision } from '../../contract/decision.ts';
import type { AgentId } from '../../contract/intents.ts';
import type { Reply, Status, Timings } from '../../contract/triage-response.ts';
import type { DeadLetterReason, FailedAttempt } from '../dispatch/dispatch.ts';
import type { SanitizedQuery } from '../sanitize/sanitize-query.ts';

/** One request as it stands before a tutor is asked. Times are Unix milliseconds. */
export interface AcceptedRequest {
  readonly requestId: string;
  readonly studentId: string;
  readonly acceptedAtMs: number;
  readonly query: SanitizedQuery;
  readonly classification: Classification;
  readonly decision: RoutingDecision;
}

/** How a request ended. */
export type Settlement =
  | { readonly status: 'answered'; readonly reply: Reply; readonly timings: Timings }
  | {
      readonly status: 'dead_lettered';
      readonly deadLetterId: string;
      readonly agent: AgentId;
      readonly reason: DeadLetterReason;
      readonly attempts: readonly FailedAttempt[];
    };

export interface StoredRequest extends AcceptedRequest {
  readonly status: Status;
  readonly settledAtMs?: number;
  readonly reply?: Reply;
  readonly deadLetterId?: string;
}

/**
 * The durable record of every accepted request. When `accept` or `settle` resolves, the record survives a power cut.
 * Every method rejects with JOURNAL_UNAVAILABLE when the store cannot be written or read; then nothing was done.
 */
export interface Journal {
  /** Records a request that a tutor will be asked about. */
  accept(request: AcceptedRequest): Promise<void>;
  /** Ends an accepted request. Resolves to false, and changes nothing, when it had already ended or is unknown. */
  settle(requestId: string, settledAtMs: number, settlement: Settlement): Promise<boolean>;
  /** Records a request that was answered without a tutor, in one step. */
  recordAnswered(request: AcceptedRequest, settledAtMs: number, reply: Reply, timings: Timings): Promise<void>;
  find(requestId: string): Promise<StoredRequest | undefined>;
  /** What is known of one student, over their whole record. */
  readHistory(studentId: string, nowMs: number): Promise<History>;
  close(): Promise<void>;
}
