import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { BREAKER_STATES } from '../../contract/agent-status.ts';
import {
  type Classification,
  DECIDERS,
  DISTRESS_SIGNS,
  OUTCOMES,
  type RoutingDecision,
} from '../../contract/decision.ts';
import { AGENTS, type AgentId, LABELS } from '../../contract/intents.ts';
import type { ErrorCode } from '../errors.ts';
import { createSecurityCounts } from './security-counts.ts';

/** Seconds; 0.15 and 1 are boundaries because objectives and alerts are stated at them. */
const LATENCY_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2, 5, 9];

/** What the rest of the service reports; label values come from closed sets only. */
export type Metrics = ReturnType<typeof createMetrics>;

/** One registry a process: every series the service has, pre-initialised where its labels are closed. */
export function createMetrics(version: string) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'learnflow_' });
  const registers = [registry];
  new Gauge({
    name: 'learnflow_build_info',
    help: 'Always 1; the label is the version.',
    labelNames: ['version'],
    registers,
  })
    .labels(version)
    .set(1);
  const requests = new Counter({
    name: 'learnflow_http_requests_total',
    help: 'HTTP requests answered.',
    labelNames: ['route', 'method', 'status'] as const,
    registers,
  });
  const requestsUnderWay = new Gauge({
    name: 'learnflow_http_requests_under_way',
    help: 'HTTP requests that have begun and are not answered yet.',
    registers,
  });
  const refusals = new Counter({
    name: 'learnflow_refusals_total',
    help: 'Requests refused or failed, by problem code.',
    labelNames: ['code'] as const,
    registers,
  });
  const decisions = new Counter({
    name: 'learnflow_decisions_total',
    help: 'Messages classified and routed.',
    labelNames: ['intent', 'outcome', 'decided_by'] as const,
    registers,
  });
  const distress = new Counter({
    name: 'learnflow_distress_total',
    help: 'Messages read as from a student in distress, by what spoke for it.',
    labelNames: ['sign'] as const,
    registers,
  });
  for (const sign of DISTRESS_SIGNS) distress.labels(sign).inc(0);
  const decisionSeconds = new Histogram({
    name: 'learnflow_decision_seconds',
    help: 'From the message to the decision, without the tutor.',
    buckets: LATENCY_BUCKETS,
    registers,
  });
  const journeySeconds = new Histogram({
    name: 'learnflow_journey_seconds',
    help: 'From the message to the answer.',
    buckets: LATENCY_BUCKETS,
    registers,
  });
  const dispatches = new Counter({
    name: 'learnflow_dispatches_total',
    help: 'Requests handed to a tutor, by how they ended.',
    labelNames: ['agent', 'outcome'] as const,
    registers,
  });
  const attempts = new Counter({
    name: 'learnflow_dispatch_attempts_total',
    help: 'Attempts at a tutor, by how they ended.',
    labelNames: ['agent', 'outcome'] as const,
    registers,
  });
  const breakerState = new Gauge({
    name: 'learnflow_breaker_state',
    help: '1 for the state the breaker of a tutor is in, 0 for the others.',
    labelNames: ['agent', 'state'] as const,
    registers,
  });
  const breakerMoves = new Counter({
    name: 'learnflow_breaker_transitions_total',
    help: 'Changes of state of the breaker of a tutor.',
    labelNames: ['agent', 'to'] as const,
    registers,
  });
  const moveBreaker = (agent: AgentId, to: (typeof BREAKER_STATES)[number]) => {
    for (const state of BREAKER_STATES) breakerState.labels(agent, state).set(state === to ? 1 : 0);
  };
  for (const agent of AGENTS) {
    moveBreaker(agent, 'closed');
    for (const state of BREAKER_STATES) breakerMoves.labels(agent, state).inc(0);
  }
  for (const intent of LABELS)
    for (const outcome of OUTCOMES) for (const decider of DECIDERS) decisions.labels(intent, outcome, decider).inc(0);
  for (const agent of AGENTS)
    for (const outcome of ['answered', 'dead_lettered', 'failed']) dispatches.labels(agent, outcome).inc(0);

  return {
    registry,
    security: createSecurityCounts(registry, new Date()),
    requestsUnderWay,
    countRequest: (route: string, method: string, status: number) => requests.labels(route, method, `${status}`).inc(),
    countRefusal: (code: ErrorCode) => refusals.labels(code).inc(),
    countDecision(classification: Classification, decision: RoutingDecision, seconds: number) {
      decisions.labels(classification.intent, decision.outcome, classification.decided_by).inc();
      if (classification.distress !== undefined) distress.labels(classification.distress).inc();
      decisionSeconds.observe(seconds);
    },
    countDispatch: (agent: string, outcome: 'answered' | 'dead_lettered' | 'failed') =>
      dispatches.labels(agent, outcome).inc(),
    countAttempt: (agent: AgentId, outcome: string) => attempts.labels(agent, outcome).inc(),
    moveBreaker(agent: AgentId, to: (typeof BREAKER_STATES)[number]) {
      moveBreaker(agent, to);
      breakerMoves.labels(agent, to).inc();
    },
    /** Reads the journal's state each time metrics are asked for. */
    watchJournal(health: () => { pendingWrites: number; lagMs: number }, countWaiting: () => Promise<number>) {
      new Gauge({
        name: 'learnflow_journal_pending_writes',
        help: 'Writes that are not durable yet.',
        registers,
        collect() {
          this.set(health().pendingWrites);
        },
      });
      new Gauge({
        name: 'learnflow_journal_lag_seconds',
        help: 'Age of the oldest write that is not durable yet.',
        registers,
        collect() {
          this.set(health().lagMs / 1_000);
        },
      });
      new Gauge({
        name: 'learnflow_dead_letters_waiting',
        help: 'Dead letters that wait for a replay.',
        registers,
        async collect() {
          // A store that cannot be read must not take every other metric with it.
          this.set(await countWaiting().catch(() => Number.NaN));
        },
      });
    },
    observeJourney: (seconds: number) => journeySeconds.observe(seconds),
  };
}
