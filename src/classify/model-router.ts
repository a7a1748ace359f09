import type { Usage } from '../../contract/decision.ts';
import type { Label } from '../../contract/intents.ts';
import type { Deadline } from '../edge/message.ts';
import { admit, type BreakerSettings, type BreakerState, CLOSED, conclude } from '../resilience/breaker.ts';
import { type BulkheadSettings, createBulkhead } from '../resilience/bulkhead.ts';
import type { SanitizedQuery } from '../sanitize/sanitize-query.ts';
import type { Span } from '../telemetry/span.ts';
import type { Prompt } from './build-prompt.ts';
import { type Completion, MAX_OUTPUT_TOKENS, type ModelClient, type ModelFailure } from './model-client.ts';
import type { PromptDesk } from './prompt-desk.ts';
import { readModelAnswer } from './read-model-answer.ts';
import { createRecordModelCall } from './record-model-call.ts';
import type { TokenBudget } from './token-budget.ts';

/** Why the model is asked: to decide because the skill is unsure, to decide first, or only to compare. */
export type Purpose = 'escalation' | 'first' | 'shadow';

export type ModelDecision =
  | { readonly kind: 'decided'; readonly intent: Label; readonly confidence: number; readonly usage: Usage }
  | { readonly kind: 'undecided'; readonly failure: ModelFailure; readonly usage: Usage };

export interface ModelRouterSettings {
  /** Longest wait, in milliseconds; the request's deadline may be nearer. */
  readonly timeoutMs: number;
  readonly breaker: BreakerSettings;
  readonly bulkhead: BulkheadSettings;
}

/** What happens at the model's door, for whoever counts it. */
export interface ModelObserver {
  asked(purpose: Purpose, outcome: 'decided' | ModelFailure, usage: Usage, seconds: number): void;
  breakerMoved(to: BreakerState['kind']): void;
  budgetRefused(budget: 'all' | 'student'): void;
}

/** For whom the model is asked. */
export interface Asker {
  readonly studentId: string;
  readonly deadline: Deadline;
  /** What the call is part of. */
  readonly trace: Span;
}

export interface ModelRouter {
  /** Asks the model what a message needs, within the deadline. Never throws: not knowing is a result. */
  ask(query: SanitizedQuery, asker: Asker, purpose: Purpose): Promise<ModelDecision>;
}

const NO_USAGE: Usage = { input_tokens: 0, output_tokens: 0, source: 'none' };
/** A provider may ask for patience, but not for the rest of the day, in milliseconds. */
const MAX_PAUSE_MS = 60_000;

/** The one place that decides whether the language model is asked at all. Built once a process. */
export function createModelRouter(
  client: ModelClient,
  desk: PromptDesk,
  budget: TokenBudget,
  settings: ModelRouterSettings,
  monotonicMs: () => number,
  observer: ModelObserver,
): ModelRouter {
  let breaker: BreakerState = CLOSED;
  let pausedUntilMs = 0;
  const bulkhead = createBulkhead(settings.bulkhead);
  const recordCall = createRecordModelCall(client.endpoint);

  const moveTo = (next: BreakerState) => {
    const hasMoved = next.kind !== breaker.kind;
    breaker = next;
    if (hasMoved) observer.breakerMoved(next.kind);
  };
  const undecided = (failure: ModelFailure, usage = NO_USAGE): ModelDecision => ({ kind: 'undecided', failure, usage });

  async function askInTurn(prompt: Prompt, { deadline, trace }: Asker, purpose: Purpose, signal: AbortSignal) {
    const { state, admission } = admit(breaker, monotonicMs());
    moveTo(state);
    if (admission === undefined) return undecided('breaker_open');
    // A span tells the time of day; how long it took is read off the clock that only goes on.
    const startedAtMs = Date.now();
    const fromMs = monotonicMs();
    const completion = await client.complete(prompt, signal);
    const durationMs = monotonicMs() - fromMs;
    const decision = await judge(completion, prompt);
    const answeredBy = completion.kind === 'completed' ? completion.model : undefined;
    recordCall(trace, { purpose, decision, answeredBy, startedAtMs, durationMs });
    const isCutShort =
      decision.kind === 'undecided' && decision.failure === 'timed_out' && monotonicMs() >= deadline.atMs;
    const ended = decision.kind === 'decided' ? 'success' : isCutShort ? 'neutral' : 'failure';
    moveTo(conclude(breaker, admission, ended, monotonicMs(), settings.breaker));
    if (completion.kind === 'broke' && completion.retryAfterMs !== undefined) {
      pausedUntilMs = monotonicMs() + Math.min(MAX_PAUSE_MS, completion.retryAfterMs);
    }
    return decision;
  }

  async function judge(completion: Completion, prompt: Prompt): Promise<ModelDecision> {
    if (completion.kind === 'broke') {
      const usage: Usage = { input_tokens: prompt.inputTokens, output_tokens: 0, source: 'tokenizer' };
      return undecided(completion.failure, completion.wasRead ? usage : NO_USAGE);
    }
    const { content } = completion;
    const usage: Usage = completion.usage ?? {
      input_tokens: prompt.inputTokens,
      // An answer that cannot be counted has cost no more than it was allowed to.
      output_tokens: await desk.count(content ?? '').catch(() => MAX_OUTPUT_TOKENS),
      source: 'tokenizer',
    };
    const answer = readModelAnswer(content);
    return answer === undefined ? undecided('bad_answer', usage) : { kind: 'decided', ...answer, usage };
  }

  async function ask(query: SanitizedQuery, asker: Asker, purpose: Purpose): Promise<ModelDecision> {
    const { studentId, deadline } = asker;
    if (monotonicMs() < pausedUntilMs) return undecided('rate_limited');
    if (admit(breaker, monotonicMs()).admission === undefined) return undecided('breaker_open');
    const signal = AbortSignal.any([deadline.signal, AbortSignal.timeout(settings.timeoutMs)]);
    let prompt: Prompt;
    let leave: (() => void) | undefined;
    try {
      prompt = await orAborted(desk.prepare(query), signal);
      leave = await bulkhead.enter(signal);
    } catch {
      return undecided(signal.aborted ? 'timed_out' : 'overloaded');
    }
    if (leave === undefined) return undecided('overloaded');
    try {
      const reserved = await budget.reserve(studentId, prompt.inputTokens + MAX_OUTPUT_TOKENS);
      if (reserved.refusedBy !== undefined) {
        observer.budgetRefused(reserved.refusedBy);
        return undecided('over_budget');
      }
      const decision = await askInTurn(prompt, asker, purpose, signal);
      // The student does not wait until what was not spent is given back.
      void reserved.settle(decision.usage.input_tokens + decision.usage.output_tokens);
      return decision;
    } finally {
      leave();
    }
  }

  return {
    async ask(query, asker, purpose) {
      const startedAtMs = monotonicMs();
      const decision = await ask(query, asker, purpose);
      const outcome = decision.kind === 'decided' ? 'decided' : decision.failure;
      observer.asked(purpose, outcome, decision.usage, (monotonicMs() - startedAtMs) / 1_000);
      return decision;
    },
  };
}

function orAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(signal.reason);
  signal.addEventListener('abort', giveUp, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', giveUp));
}
