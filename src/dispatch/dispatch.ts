import type { AgentReply, AgentRequest } from '../../contract/agent.ts';
import type { DeadLetterReason } from '../../contract/dead-letter.ts';
import { AGENTS, type AgentId } from '../../contract/intents.ts';
import type { Deadline } from '../edge/message.ts';
import type { FlagName } from '../flags.ts';
import type { Span } from '../telemetry/span.ts';
import { type AgentClient, AgentFailure, type FailureKind } from './agent-client.ts';
import { type AgentGuard, type AgentHealth, createAgentGuard, type GuardSettings } from './agent-guard.ts';

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

export interface DispatchSettings extends GuardSettings {
  /** Longest wait for one attempt, in milliseconds. */
  readonly attemptTimeoutMs: number;
  /** Waits before the second, third … attempt, in milliseconds; as many retries as there are waits. */
  readonly retryDelaysMs: readonly number[];
}

/** Time as dispatch uses it, so that tests need not wait. */
export interface Clock {
  /** Unix milliseconds, for what is kept: this clock may be set while something is measured by it. */
  nowMs(): number;
  /** Milliseconds since some moment, for what is waited for: they only go on. */
  monotonicMs(): number;
  /** Resolves after so long, or at once when the signal fires. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Calls after so long, in milliseconds. @returns what takes that back */
  alarm(ms: number, ring: () => void): () => void;
}

/** What happens at the tutors' doors, for whoever counts it. */
export interface DispatchObserver {
  attempted(agent: AgentId, outcome: 'answered' | FailureKind, seconds: number): void;
  breakerMoved(agent: AgentId, to: AgentHealth['breaker']): void;
}

/** The feature flags as far as dispatch reads them. */
export type DispatchSwitches = Readonly<Partial<Record<FlagName, boolean>>>;

/** Where no breaker counts, an attempt ends unnoticed. */
const UNGUARDED = { conclude: () => undefined };

export interface Dispatcher {
  /**
   * Asks a tutor within the request's deadline. Never throws: giving up is a result.
   * @param on which of its guards are on; all of them unless told
   * @param trace what the attempts are part of
   */
  dispatch(request: AgentRequest, deadline: Deadline, on?: DispatchSwitches, trace?: Span): Promise<DispatchResult>;
  /** How each tutor stands at this moment. */
  health(): readonly AgentHealth[];
  /** How a tutor's breaker stands at this moment. */
  breakerOf(agent: AgentId): AgentHealth['breaker'] | undefined;
}

export type Dispatch = Dispatcher['dispatch'];

/** The one place that decides how often a tutor is asked, for how long, and when not at all. Built once a process. */
export function createDispatcher(
  agents: AgentClient,
  settings: DispatchSettings,
  clock: Clock,
  observer: DispatchObserver,
): Dispatcher {
  const guards = new Map<AgentId, AgentGuard>();
  for (const agent of AGENTS) {
    guards.set(
      agent,
      createAgentGuard(agent, settings, clock.monotonicMs, (to) => observer.breakerMoved(agent, to)),
    );
  }

  async function attempt(request: AgentRequest, deadline: Deadline, span?: Span): Promise<AgentReply | AgentFailure> {
    // Put together by hand, so that it can be taken apart: what AbortSignal.any makes lives on for as long as its timeout.
    const limit = new AbortController();
    const end = () => limit.abort(new DOMException('the attempt took too long', 'TimeoutError'));
    const cancel = clock.alarm(settings.attemptTimeoutMs, end);
    if (deadline.signal.aborted) end();
    else deadline.signal.addEventListener('abort', end);
    try {
      return await agents.ask(request, limit.signal, span);
    } catch (error) {
      if (error instanceof AgentFailure) return error;
      // A mistake of ours must not leave an accepted request without an end.
      const why = error instanceof Error ? error.message : String(error);
      return new AgentFailure('failed', `asking ${request.agent} broke: ${why}`, { recoverable: false, cause: error });
    } finally {
      cancel();
      deadline.signal.removeEventListener('abort', end);
    }
  }

  async function tryUntilAnswered(
    guard: AgentGuard,
    request: AgentRequest,
    deadline: Deadline,
    on: DispatchSwitches,
    trace: Span | undefined,
  ): Promise<DispatchResult> {
    const attempts: FailedAttempt[] = [];
    const giveUp = (reason: DeadLetterReason): DispatchResult => ({ kind: 'given_up', reason, attempts });
    guard.budget.earn();
    const delaysMs = on['retry-policy'] === false ? [] : settings.retryDelaysMs;
    for (const delayMs of [...delaysMs, undefined]) {
      if (deadline.signal.aborted) return giveUp(attempts.length === 0 ? 'expired' : reasonOf(attempts));
      const admission = on['circuit-breaker'] === false ? UNGUARDED : guard.admit();
      if (admission === undefined) return giveUp('breaker_open');
      const startedAtMs = clock.nowMs();
      const fromMs = clock.monotonicMs();
      const span = trace?.child(`ask ${request.agent}`, 'client', {
        'learnflow.agent': request.agent,
        ...(attempts.length > 0 && { 'http.request.resend_count': attempts.length }),
      });
      const outcome = await attempt(request, deadline, span);
      span?.end(outcome instanceof AgentFailure ? outcome.kind : undefined);
      const durationMs = clock.monotonicMs() - fromMs;
      if (!(outcome instanceof AgentFailure)) {
        admission.conclude('success');
        observer.attempted(request.agent, 'answered', durationMs / 1_000);
        return { kind: 'answered', reply: outcome, attempts };
      }
      observer.attempted(request.agent, outcome.kind, durationMs / 1_000);
      // An attempt that our own deadline cut short says nothing about the tutor, and neither does an honest refusal.
      const isCutShort = outcome.kind === 'timed_out' && clock.monotonicMs() >= deadline.atMs;
      admission.conclude(outcome.recoverable && !isCutShort ? 'failure' : 'neutral');
      attempts.push({ startedAtMs, durationMs, error: outcome.kind, detail: outcome.message });
      if (!outcome.recoverable) return giveUp(outcome.kind === 'rejected' ? 'agent_rejected' : 'exhausted');
      const hasTime = delayMs !== undefined && clock.monotonicMs() + delayMs < deadline.atMs;
      if (!hasTime || !guard.budget.spend()) return giveUp(reasonOf(attempts));
      await clock.sleep(delayMs, deadline.signal);
    }
    return giveUp(reasonOf(attempts));
  }

  return {
    async dispatch(request, deadline, on = {}, trace) {
      const guard = guards.get(request.agent);
      if (guard === undefined) throw new TypeError(`no such agent: ${request.agent}`);
      // An open breaker refuses here already: nobody queues for a tutor that will not be asked.
      if (on['circuit-breaker'] !== false && guard.refuses())
        return { kind: 'given_up', reason: 'breaker_open', attempts: [] };
      let leave: (() => void) | undefined;
      try {
        leave = await guard.bulkhead.enter(deadline.signal);
      } catch {
        return { kind: 'given_up', reason: 'expired', attempts: [] };
      }
      if (leave === undefined) return { kind: 'given_up', reason: 'overloaded', attempts: [] };
      try {
        return await tryUntilAnswered(guard, request, deadline, on, trace);
      } finally {
        leave();
      }
    },
    health: () => [...guards.values()].map((guard) => guard.health()),
    breakerOf: (agent) => guards.get(agent)?.health().breaker,
  };
}

function reasonOf(attempts: readonly FailedAttempt[]): DeadLetterReason {
  return attempts.every(({ error }) => error === 'timed_out') ? 'timed_out' : 'exhausted';
}
