import type { AgentReply, AgentRequest } from '../../contract/agent.ts';
import type { DeadLetterReason } from '../../contract/dead-letter.ts';
import type { Deadline } from '../edge/message.ts';
import { type AgentClient, AgentFailure, type FailureKind } from './agent-client.ts';

/** One try to reach a tutor that did not bring an answer. */
export interface FailedAttempt {
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** Stable word for what went wrong, such as `timed_out`. */
  readonly error: FailureKind;
  readonly detail: string;
}

export type DispatchResult =
  | { readonly kind: 'answered'; readonly reply: AgentReply; readonly attempts: readonly FailedAttempt[] }
  | { readonly kind: 'given_up'; readonly reason: DeadLetterReason; readonly attempts: readonly FailedAttempt[] };

export interface DispatchOptions {
  /** Longest wait for one attempt, in milliseconds. */
  readonly attemptTimeoutMs: number;
  readonly nowMs: () => number;
}

/** Asks a tutor within the request's deadline. Never throws for a tutor's fault: giving up is a result. */
export type Dispatch = (request: AgentRequest, deadline: Deadline) => Promise<DispatchResult>;

/** The one place that decides how often a tutor is asked and for how long. */
export function createDispatch(agents: AgentClient, { attemptTimeoutMs, nowMs }: DispatchOptions): Dispatch {
  return async (request, deadline) => {
    if (deadline.signal.aborted) return { kind: 'given_up', reason: 'expired', attempts: [] };
    const startedAtMs = nowMs();
    const signal = AbortSignal.any([deadline.signal, AbortSignal.timeout(attemptTimeoutMs)]);
    try {
      return { kind: 'answered', reply: await agents.ask(request, signal), attempts: [] };
    } catch (error) {
      if (!(error instanceof AgentFailure)) throw error;
      const attempt = { startedAtMs, durationMs: nowMs() - startedAtMs, error: error.kind, detail: error.message };
      return { kind: 'given_up', reason: reasonOf(error), attempts: [attempt] };
    }
  };
}

function reasonOf(failure: AgentFailure): DeadLetterReason {
  if (failure.kind === 'timed_out') return 'timed_out';
  return failure.kind === 'rejected' ? 'agent_rejected' : 'exhausted';
}
