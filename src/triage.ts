import type { Classification, RoutingDecision } from '../contract/decision.ts';
import type { TriageQuery } from '../contract/triage-query.ts';
import type { Reply, TriageResponse } from '../contract/triage-response.ts';
import type { Classify } from './classify/classify-message.ts';
import type { Dispatch } from './dispatch/dispatch.ts';
import { gaveUp } from './dispatch/gave-up.ts';
import { NEEDS_HISTORY, toAgentRequest } from './dispatch/to-agent-request.ts';
import type { Message, TriageService } from './edge/message.ts';
import type { FlagSnapshot } from './flags.ts';
import type { AcceptedRequest, Journal } from './journal/journal.ts';
import { toRequestRecord } from './journal/to-request-record.ts';
import type { SanitizedQuery } from './sanitize/sanitize-query.ts';
import { createStopwatch } from './stopwatch.ts';
import type { Metrics } from './telemetry/metrics.ts';

export interface Stages {
  readonly flags: () => FlagSnapshot;
  readonly sanitize: (query: TriageQuery, on: FlagSnapshot['on']) => SanitizedQuery;
  readonly classify: Classify;
  readonly route: (classification: Classification) => RoutingDecision;
  readonly askWhich: (decision: RoutingDecision) => Reply;
  readonly dispatch: Dispatch;
  readonly journal: Journal;
  readonly metrics: Metrics;
  readonly newId: () => string;
  readonly nowMs: () => number;
}

export interface Triage extends TriageService {
  /** Resolves once every request under way has come to its end. */
  settleAll(): Promise<void>;
}

/** The journey of one message. Stages never call each other: what happens, and in which order, is written here. */
export function createTriage(stages: Stages): Triage {
  const { flags: takeFlags, sanitize, classify, route, askWhich, dispatch, journal, metrics, newId, nowMs } = stages;
  const underWay = new Set<Promise<unknown>>();

  async function decide(message: Message) {
    const watch = createStopwatch();
    const flags = takeFlags();
    const query = watch.time('sanitize_ms', () => sanitize(message.query, flags.on));
    const classified = await watch.timeAsync('classify_ms', async () => classify(query, { ...message, flags }));
    const { classification } = classified;
    const decision = watch.time('route_ms', () => ({ ...route(classification), flags: classified.flags }));
    metrics.countDecision(classification, decision, watch.totalMs() / 1_000);
    return { watch, flags, query, classification, decision };
  }

  async function travel(message: Message): Promise<TriageResponse> {
    const { requestId, studentId, deadline, onDecision } = message;
    const { watch, flags, query, classification, decision } = await decide(message);
    const accepted: AcceptedRequest = {
      requestId,
      studentId,
      acceptedAtMs: nowMs(),
      query,
      classification,
      decision,
    };
    const respond = (reply: Reply): TriageResponse => {
      const timings = watch.read();
      metrics.observeJourney(timings.total_ms / 1_000);
      return { request_id: requestId, status: 'answered', decision, reply, usage: classification.usage, timings };
    };
    const { target_agent: agent, intent } = decision;
    if (agent === null) {
      const question = askWhich(decision);
      await watch.timeAsync('journal_ms', () => journal.recordAnswered(accepted, nowMs(), question, watch.read()));
      onDecision?.(decision);
      return respond(question);
    }

    const history = NEEDS_HISTORY.has(agent) ? await journal.readHistory(studentId, nowMs()) : undefined;
    await watch.timeAsync('journal_ms', () => journal.accept(accepted));
    onDecision?.(decision);
    const request = toAgentRequest({ request_id: requestId, agent, intent }, query, history);
    const result = await watch.timeAsync('dispatch_ms', () => dispatch(request, deadline, flags.on));
    if (result.kind === 'given_up') {
      metrics.countDispatch(agent, 'dead_lettered');
      const { reason, attempts } = result;
      const deadLetterId = newId();
      await journal.settle(requestId, nowMs(), { status: 'dead_lettered', deadLetterId, agent, reason, attempts });
      throw gaveUp(reason, agent, { deadLetterId, requestId });
    }
    metrics.countDispatch(agent, 'answered');
    const answered = { status: 'answered', reply: result.reply, timings: watch.read() } as const;
    await watch.timeAsync('journal_ms', () => journal.settle(requestId, nowMs(), answered));
    return respond(result.reply);
  }

  return {
    async classify(message) {
      const { watch, classification, decision } = await decide(message);
      const { sanitize_ms, classify_ms, route_ms, total_ms } = watch.read();
      const timings = { sanitize_ms, classify_ms, route_ms, total_ms };
      return { request_id: message.requestId, decision, classification, usage: classification.usage, timings };
    },

    /** A student who leaves changes nothing: an accepted request is finished all the same. */
    triage(message) {
      const journey = travel(message);
      underWay.add(journey);
      const forget = () => underWay.delete(journey);
      journey.then(forget, forget);
      return journey;
    },

    async findRequest(requestId) {
      const stored = await journal.find(requestId);
      return stored && { studentId: stored.studentId, record: toRequestRecord(stored) };
    },

    async settleAll() {
      await Promise.allSettled(underWay);
    },
  };
}
