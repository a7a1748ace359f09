import type { AgentReply, AgentRequest } from '../../contract/agent.ts';
import type { Span } from '../telemetry/span.ts';

/** How a tutor can be reached. The adapter says whether another try may help; the loop that tries lives in `dispatch`. */
export interface AgentClient {
  /**
   * Asks the tutor named in the request, once.
   * @param signal ends the attempt: at its timeout or at the request's deadline
   * @param span the attempt: its `headers` go to the tutor, and what is known of the way there is set on it
   * @throws {AgentFailure} when no acceptable answer came
   */
  ask(request: AgentRequest, signal: AbortSignal, span?: Span): Promise<AgentReply>;
  close(): Promise<void>;
}

export const FAILURE_KINDS = ['timed_out', 'unreachable', 'failed', 'rejected', 'bad_reply'] as const;
export type FailureKind = (typeof FAILURE_KINDS)[number];

/** One attempt that brought no answer. `recoverable`: another attempt may succeed. */
export class AgentFailure extends Error {
  override readonly name = 'AgentFailure';
  readonly kind: FailureKind;
  readonly recoverable: boolean;

  constructor(kind: FailureKind, message: string, options: { recoverable: boolean; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.recoverable = options.recoverable;
  }
}
