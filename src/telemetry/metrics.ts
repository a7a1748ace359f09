import { Registry } from 'prom-client';
import { BREAKER_STATES } from '../../contract/agent-status.ts';
import type { DeadLetterReason } from '../../contract/dead-letter.ts';
import type { Classification, RoutingDecision } from '../../contract/decision.ts';
import { AGENTS, type AgentId } from '../../contract/intents.ts';
import type { AgentHealth } from '../dispatch/agent-guard.ts';
import type { ErrorCode } from '../errors.ts';
import type { LabelValue } from './catalogue.ts';
import type { Count } from './count-later.ts';
import { collectProcessMetrics, createInstruments } from './instruments.ts';
import { createSecurityCounts } from './security-counts.ts';

type End = LabelValue<'learnflow_dispatches_total', 'outcome'>;
type AttemptOutcome = LabelValue<'learnflow_dispatch_attempts_total', 'outcome'>;
type BreakerState = (typeof BREAKER_STATES)[number];

/** What the rest of the service reports; label values come from closed sets only. */
export type Metrics = ReturnType<typeof createMetrics>;

/** One registry a process. What is not of every request is made from its `instruments` by the part that reports it. */
export function createMetrics(version: string) {
  const registry = new Registry();
  collectProcessMetrics(registry);
  const instruments = createInstruments(registry);
  const { counter, gauge, histogram, note } = instruments;
  gauge('learnflow_build_info').labels(version).set(1);
  const requests = counter('learnflow_http_requests_total');
  const requestSeconds = histogram('learnflow_http_request_seconds');
  let underWay = 0;
  gauge('learnflow_http_requests_under_way', (made) => made.set(underWay));
  const refusals = counter('learnflow_refusals_total');
  const decisions = counter('learnflow_decisions_total');
  const decisionSeconds = histogram('learnflow_decision_seconds').labels();
  const confidence = histogram('learnflow_decision_confidence');
  const distress = counter('learnflow_distress_total');
  const classifier = gauge('learnflow_classifier_info');
  const journeySeconds = histogram('learnflow_journey_seconds');
  const dispatches = counter('learnflow_dispatches_total');
  const attempts = counter('learnflow_dispatch_attempts_total');
  const attemptSeconds = histogram('learnflow_dispatch_attempt_seconds');
  const breakerState = gauge('learnflow_breaker_state');
  const breakerMoves = counter('learnflow_breaker_transitions_total');
  const deadLetters = counter('learnflow_dead_letters_total');
  const replays = counter('learnflow_replays_total');
  const setBreaker = (agent: AgentId, to: BreakerState) => {
    for (const state of BREAKER_STATES) breakerState.labels(agent, state).set(state === to ? 1 : 0);
  };
  for (const agent of AGENTS) setBreaker(agent, 'closed');
  requests.labels('unknown', 'GET', '404', 'client_error').inc(0);
  const spans = counter('learnflow_spans_total');

  // What every request reports: noted when it happens, counted here.
  const ofRequest: Count = (route, method, _, status, seconds) => {
    const outcome = outcomeOf(status);
    requests.labels(route, methodOf(method), `${status}`, outcome).inc();
    requestSeconds.labels(outcome).observe(seconds);
  };
  const ofDecision: Count = (intent, outcome, decidedBy, surely, seconds) => {
    decisions.labels(intent, outcome, decidedBy).inc();
    confidence.labels(decidedBy).observe(surely);
    decisionSeconds.observe(seconds);
  };
  const ofJourney: Count = (end, _, __, seconds) => journeySeconds.labels(end).observe(seconds);
  const ofDispatch: Count = (agent, outcome) => dispatches.labels(agent, outcome).inc();
  const ofAttempt: Count = (agent, outcome, _, seconds) => {
    attempts.labels(agent, outcome).inc();
    attemptSeconds.labels(agent).observe(seconds);
  };

  return {
    registry,
    instruments,
    security: createSecurityCounts(instruments, new Date()),
    requestsUnderWay: {
      inc: () => {
        underWay++;
      },
      dec: () => {
        underWay--;
      },
    },
    /** Names the answers a route may give before it gives one, so that the first failure is seen as a rise. */
    expectRequests(route: string, method: string, statuses: readonly number[]) {
      for (const status of statuses) requests.labels(route, methodOf(method), `${status}`, outcomeOf(status)).inc(0);
    },
    countRequest(route: string, method: string, status: number, seconds: number) {
      note(ofRequest, route, method, '', status, seconds);
    },
    countRefusal: (code: ErrorCode) => refusals.labels(code).inc(),
    countDecision(classification: Classification, decision: RoutingDecision, seconds: number) {
      const { intent, decided_by, confidence: surely } = classification;
      note(ofDecision, intent, decision.outcome, decided_by, surely, seconds);
      if (classification.distress !== undefined) distress.labels(classification.distress).inc();
    },
    /** The versions of the classifier in use, in place of those said before. */
    setClassifiers(versions: readonly { readonly version: string; readonly stage: 'active' | 'canary' | 'shadow' }[]) {
      classifier.reset();
      for (const { version, stage } of versions) classifier.labels(version, stage).set(1);
    },
    observeJourney: (end: End, seconds: number) => note(ofJourney, end, '', '', seconds, 0),
    countDispatch: (agent: AgentId, outcome: End) => note(ofDispatch, agent, outcome, '', 0, 0),
    countDeadLetter: (agent: AgentId, reason: DeadLetterReason) => deadLetters.labels(agent, reason).inc(),
    countReplay: (agent: AgentId, outcome: LabelValue<'learnflow_replays_total', 'outcome'>) =>
      replays.labels(agent, outcome).inc(),
    countAttempt: (agent: AgentId, outcome: AttemptOutcome, seconds: number) =>
      note(ofAttempt, agent, outcome, '', seconds, 0),
    moveBreaker(agent: AgentId, to: BreakerState) {
      setBreaker(agent, to);
      breakerMoves.labels(agent, to).inc();
    },
    /** What became of spans on their way to the collector. */
    countSpans: (outcome: LabelValue<'learnflow_spans_total', 'outcome'>, count: number) =>
      spans.labels(outcome).inc(count),
    /** Reads whether the process wants requests each time metrics are asked for. */
    watchReadiness(isReady: () => boolean) {
      gauge('learnflow_ready', (made) => made.set(isReady() ? 1 : 0));
    },
    /** Reads how busy the tutors are kept each time metrics are asked for. */
    watchTutors(health: () => readonly AgentHealth[]) {
      const shown = {
        learnflow_bulkhead_active: (one: AgentHealth) => one.active,
        learnflow_bulkhead_active_limit: (one: AgentHealth) => one.limits.maxConcurrent,
        learnflow_bulkhead_waiting: (one: AgentHealth) => one.waiting,
        learnflow_bulkhead_waiting_limit: (one: AgentHealth) => one.limits.maxQueued,
      };
      for (const [name, read] of Object.entries(shown)) {
        gauge(name as keyof typeof shown, (made) => {
          for (const one of health()) made.labels(one.agent).set(read(one));
        });
      }
    },
  };
}

function outcomeOf(status: number): LabelValue<'learnflow_http_requests_total', 'outcome'> {
  if (status < 400) return 'success';
  return status < 500 ? 'client_error' : 'server_error';
}

/** A method nobody serves is the caller's to invent: it gets no series of its own. */
function methodOf(method: string): LabelValue<'learnflow_http_requests_total', 'method'> {
  return SERVED_METHODS.find((one) => one === method) ?? 'other';
}
const SERVED_METHODS = ['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS'] as const;
