import type { AgentId } from '../../contract/intents.ts';
import {
  admit,
  type BreakerKind,
  type BreakerSettings,
  type BreakerState,
  CLOSED,
  conclude,
} from '../resilience/breaker.ts';
import { type Bulkhead, type BulkheadSettings, createBulkhead } from '../resilience/bulkhead.ts';
import { createRetryBudget, type RetryBudget } from './retry-budget.ts';

export interface GuardSettings {
  readonly breaker: BreakerSettings;
  readonly bulkhead: BulkheadSettings;
  readonly retryBudget: { readonly share: number; readonly reserve: number };
}

/** How one tutor stands, as operators see it. */
export interface AgentHealth {
  readonly agent: AgentId;
  readonly breaker: BreakerKind;
  readonly consecutiveFailures: number;
  /** How long until an open breaker lets a probe through, in milliseconds; not above 0: the next to ask is one. */
  readonly opensInMs: number | undefined;
  readonly active: number;
  readonly waiting: number;
  readonly limits: BulkheadSettings;
}

/** What stands at one tutor's door: breaker, bulkhead and retry budget, one set a process. */
export interface AgentGuard {
  readonly bulkhead: Bulkhead;
  readonly budget: RetryBudget;
  /** Leave for one attempt, to be concluded; undefined while the breaker refuses. */
  admit(): { conclude(ended: 'success' | 'failure' | 'neutral'): void } | undefined;
  /** Whether an attempt would be refused now. */
  refuses(): boolean;
  health(): AgentHealth;
}

export function createAgentGuard(
  agent: AgentId,
  settings: GuardSettings,
  monotonicMs: () => number,
  onMove: (to: BreakerKind) => void,
): AgentGuard {
  let state: BreakerState = CLOSED;
  const bulkhead = createBulkhead(settings.bulkhead);

  function moveTo(next: BreakerState): void {
    const hasMoved = next.kind !== state.kind;
    state = next;
    if (hasMoved) onMove(next.kind);
  }

  return {
    bulkhead,
    budget: createRetryBudget(settings.retryBudget.share, settings.retryBudget.reserve),
    admit() {
      const { state: next, admission } = admit(state, monotonicMs());
      moveTo(next);
      if (admission === undefined) return undefined;
      return { conclude: (ended) => moveTo(conclude(state, admission, ended, monotonicMs(), settings.breaker)) };
    },
    refuses: () => admit(state, monotonicMs()).admission === undefined,
    health: () => ({
      agent,
      breaker: state.kind,
      consecutiveFailures: state.kind === 'closed' ? state.consecutiveFailures : settings.breaker.failuresToOpen,
      opensInMs: state.kind === 'open' ? state.untilMs - monotonicMs() : undefined,
      active: bulkhead.active(),
      waiting: bulkhead.waiting(),
      limits: settings.bulkhead,
    }),
  };
}
