import type { Actor } from '../../contract/audit.ts';
import type { DeadLetterFilter, ReplayDryRun, ReplayProgress, ReplayResult } from '../../contract/dead-letter.ts';
import type { RoutingDecision } from '../../contract/decision.ts';
import type { TriageQuery } from '../../contract/triage-query.ts';
import type { ClassifyResponse, TriageResponse } from '../../contract/triage-response.ts';
import type { Span } from '../telemetry/span.ts';

/** The end of everything: when the student stops waiting, by the process's monotonic clock (`performance.now()`), and a signal that fires then. */
export interface Deadline {
  readonly atMs: number;
  readonly signal: AbortSignal;
}

/** A key under which a student may send the same message again and be answered once. */
export interface IdempotencyKey {
  readonly studentId: string;
  /** Method and path of the route it was sent to. */
  readonly route: string;
  readonly key: string;
  /** Hash of what was sent with it. */
  readonly fingerprint: string;
}

/** One authenticated message on its way in. */
export interface Message {
  readonly requestId: string;
  readonly studentId: string;
  readonly query: TriageQuery;
  readonly deadline: Deadline;
  /** What the work on it is part of. */
  readonly trace: Span;
  /** Told who will answer, once that is decided and recorded, before the tutor is asked. */
  readonly onDecision?: (decision: RoutingDecision) => void;
  readonly idempotency?: IdempotencyKey | undefined;
}

/** What lies behind the edge, as its routes need it. */
export interface TriageService {
  triage(message: Message): Promise<TriageResponse>;
  /**
   * What was answered under a key before: the stored answer, or undefined for a key that is new.
   * @throws {TriageError} IDEMPOTENCY_CONFLICT, IDEMPOTENCY_IN_FLIGHT, or the failure the request ended with
   */
  recall(key: IdempotencyKey): Promise<TriageResponse | undefined>;
  classify(message: Message): Promise<ClassifyResponse>;
}

/** What operators do with what was given up. */
export interface ReplayService {
  /** Asks the tutor of one dead letter again. @throws {TriageError} when it is unknown, not waiting, or gives up again */
  replayOne(deadLetterId: string, actor: Actor): Promise<ReplayResult>;
  /** What a replay would do: today's route beside the one on record. */
  planReplay(filter: DeadLetterFilter): Promise<ReplayDryRun>;
  /** The same for one, whatever its state. @throws {TriageError} when it is unknown */
  planOne(deadLetterId: string): Promise<ReplayDryRun>;
  /** Begins a replay of all that match; it goes on after this returns. */
  replayMatching(filter: DeadLetterFilter, actor: Actor): ReplayProgress;
  /** How a replay of many stands. @throws {TriageError} when another process holds it, or nobody knows it */
  findReplay(replayId: string): ReplayProgress;
  /** The same whenever it moved, to its end, or until the signal fires. */
  followReplay(replayId: string, signal: AbortSignal): AsyncIterable<ReplayProgress>;
}
