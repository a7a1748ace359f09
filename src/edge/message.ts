import type { RoutingDecision } from '../../contract/decision.ts';
import type { TriageQuery } from '../../contract/triage-query.ts';
import type { ClassifyResponse, RequestRecord, TriageResponse } from '../../contract/triage-response.ts';

/** The end of everything: when the student stops waiting (Unix milliseconds), and a signal that fires then. */
export interface Deadline {
  readonly atMs: number;
  readonly signal: AbortSignal;
}

/** One authenticated message on its way in. */
export interface Message {
  readonly requestId: string;
  readonly studentId: string;
  readonly query: TriageQuery;
  readonly deadline: Deadline;
  /** Told who will answer, once that is decided and recorded, before the tutor is asked. */
  readonly onDecision?: (decision: RoutingDecision) => void;
}

/** What lies behind the edge, as its routes need it. */
export interface TriageService {
  triage(message: Message): Promise<TriageResponse>;
  classify(message: Message): Promise<ClassifyResponse>;
  /** A request and whose it is, or undefined when there is none of that id. */
  findRequest(requestId: string): Promise<{ readonly studentId: string; readonly record: RequestRecord } | undefined>;
}
