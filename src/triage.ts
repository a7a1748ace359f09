import type { Classification, RoutingDecision } from '../contract/decision.ts';
import type { AgentId } from '../contract/intents.ts';
import type { TriageQuery } from '../contract/triage-query.ts';
import type { Reply, TriageResponse } from '../contract/triage-response.ts';
import type { Classify } from './classify/classify-message.ts';
import type { Dispatch } from './dispatch/dispatch.ts';
import { gaveUp } from './dispatch/gave-up.ts';
import { needsHistory, toAgentRequest } from './dispatch/to-agent-request.ts';
import type { Message, TriageService } from './edge/message.ts';
import { TriageError } from './errors.ts';
import type { FlagSnapshot } from './flags.ts';
import type { AcceptedRequest, RequestLog, UsedKey } from './journal/journal.ts';
import type { KeepPick } from './keep-pick.ts';
import { recallAnswer, requireSameMessage } from './recall-answer.ts';
import type { ReplyDirectly } from './route/route-message.ts';
import type { SanitizedQuery } from './sanitize/sanitize-query.ts';
import { settleRequest } from './settle-request.ts';
import { createStopwatch } from './stopwatch.ts';
import type { Metrics } from './telemetry/metrics.ts';
import { factsOfDecision } from './telemetry/span-facts.ts';

export interface Stages {
  readonly flags: () => FlagSnapshot;
  readonly sanitize: (query: TriageQuery, on: FlagSnapshot['on']) => SanitizedQuery;
  readonly classify: Classify;
  readonly route: (classification: Classification) => RoutingDecision;
  readonly breakerOf: (agent: AgentId) => RoutingDecision['breaker'];
  readonly replyDirectly: ReplyDirectly;
  readonly dispatch: Dispatch;
  readonly journal: RequestLog;
  readonly keepPick: KeepPick;
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
  const {
    flags: takeFlags,
    sanitize,
    classify,
    route,
    breakerOf,
    replyDirectly,
    dispatch,
    journal,
    keepPick,
    metrics,
    newId,
    nowMs,
  } = stages;
  const underWay = new Set<Promise<unknown>>();

  function untilDone<Result>(work: Promise<Result>): Promise<Result> {
    underWay.add(work);
    const forget = () => underWay.delete(work);
    work.then(forget, forget);
    return work;
  }

  async function decide(message: Message) {
    const watch = createStopwatch(message.trace);
    const flags = takeFlags();
    const query = watch.time('sanitize_ms', () => sanitize(message.query, flags.on));
    metrics.security.countText(query);
    const classified = await watch.timeAsync('classify_ms', async (trace) =>
      classify(query, { ...message, flags, trace }),
    );
    const { classification } = classified;
    const decision = watch.time('route_ms', () => {
      const routed = route(classification);
      const breaker = routed.target_agent === null ? undefined : breakerOf(routed.target_agent);
      return { ...routed, ...(breaker !== undefined && { breaker }), flags: classified.flags };
    });
    metrics.countDecision(classification, decision, watch.totalMs() / 1_000);
    message.trace.set(factsOfDecision(message.requestId, classification, decision));
    return { watch, flags, query, classification, decision };
  }

  async function travel(message: Message): Promise<TriageResponse> {
    const { requestId, studentId, deadline, trace, idempotency, onDecision } = message;
    const { watch, flags, query, classification, decision } = await decide(message);
    const request: AcceptedRequest = {
      requestId,
      studentId,
      acceptedAtMs: nowMs(),
      query,
      // Outcomes are kept whatever the flag says.
      classification: flags.on['audit-logging'] ? classification : { ...classification, evidence: [] },
      decision,
      flags: decision.flags,
      traceparent: trace.headers?.traceparent,
    };
    const respond = (reply: Reply, timings = watch.read()): TriageResponse => {
      metrics.observeJourney('answered', watch.totalMs() / 1_000);
      return { request_id: requestId, status: 'answered', decision, reply, usage: classification.usage, timings };
    };
    const { target_agent: agent, intent } = decision;
    if (agent === null) {
      const answer = { reply: replyDirectly(decision), timings: watch.read() };
      const acceptance = await watch.timeAsync('journal_ms', () =>
        journal.recordAnswered(request, nowMs(), answer, idempotency),
      );
      if (acceptance.kind === 'duplicate') return recallUsed(acceptance, message);
      onDecision?.(decision);
      return respond(answer.reply, answer.timings);
    }

    const history = needsHistory(agent, query) ? await journal.readHistory(studentId, nowMs()) : undefined;
    const acceptance = await watch.timeAsync('journal_ms', () => journal.accept(request, idempotency));
    if (acceptance.kind === 'duplicate') return recallUsed(acceptance, message);
    onDecision?.(decision);
    // Nobody waits for it, and an answer is not lost with it.
    if (classification.decided_by === 'student') void untilDone(keepPick(request));
    const asked = toAgentRequest({ request_id: requestId, agent, intent }, query, history);
    const result = await watch.timeAsync('dispatch_ms', () => dispatch(asked, deadline, flags.on, trace));
    // The timings of the record are those of the answer: sent again under its idempotency key, it is the same.
    const timings = watch.read();
    if (result.kind === 'given_up') {
      const { reason, attempts } = result;
      const deadLetterId = flags.on['dead-letter-queue'] ? newId() : undefined;
      const end =
        deadLetterId === undefined
          ? ({ status: 'failed', reason, attempts, timings } as const)
          : ({ status: 'dead_lettered', deadLetterId, agent, reason, attempts, timings } as const);
      metrics.countDispatch(agent, end.status);
      metrics.observeJourney(end.status, watch.totalMs() / 1_000);
      if (end.status === 'dead_lettered') metrics.countDeadLetter(agent, reason);
      const isOurs = await settleRequest(journal, requestId, end, { deadline, trace, nowMs });
      const earlier = isOurs ? undefined : await recallEnded(requestId);
      if (earlier !== undefined) return earlier;
      throw gaveUp(reason, agent, { deadLetterId, requestId });
    }
    metrics.countDispatch(agent, 'answered');
    const { reply, attempts } = result;
    const end = { status: 'answered', reply, timings, attempts } as const;
    const isOurs = await settleRequest(journal, requestId, end, { deadline, trace, nowMs });
    const earlier = isOurs ? undefined : await recallEnded(requestId);
    return earlier ?? respond(reply, timings);
  }

  /**
   * How a request stands that ended without us: recovery took it from a process that seemed dead. Undefined when its
   * student was erased in the meantime.
   */
  async function recallEnded(requestId: string): Promise<TriageResponse | undefined> {
    const stored = await journal.find(requestId);
    return stored && recallAnswer(stored);
  }

  async function recallUsed(used: UsedKey, { idempotency }: Message): Promise<TriageResponse> {
    if (idempotency !== undefined) requireSameMessage(used, idempotency);
    const earlier = await recallEnded(used.requestId);
    if (earlier !== undefined) return earlier;
    throw new TriageError('IDEMPOTENCY_IN_FLIGHT', 'What stood under this key is being erased.', {
      retryAfterSeconds: 1,
    });
  }

  return {
    async classify(message) {
      const { watch, classification, decision } = await decide(message);
      const { sanitize_ms, classify_ms, route_ms, total_ms } = watch.read();
      const timings = { sanitize_ms, classify_ms, route_ms, total_ms };
      return { request_id: message.requestId, decision, classification, usage: classification.usage, timings };
    },

    /** A student who leaves changes nothing: an accepted request is finished all the same. */
    triage: (message) => untilDone(travel(message)),

    async recall(key) {
      const used = await journal.findKey(key, nowMs());
      if (used === undefined) return undefined;
      requireSameMessage(used, key);
      const stored = await journal.find(used.requestId);
      return stored && recallAnswer(stored);
    },

    async settleAll() {
      // What ends may have begun something.
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  };
}
