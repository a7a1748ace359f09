import { setTimeout as wait } from 'node:timers/promises';
import type { Actor } from '../contract/audit.ts';
import type {
  DeadLetter,
  DeadLetterDetail,
  DeadLetterFilter,
  DeadLetterReason,
  ReplayDryRun,
  ReplayPlan,
  ReplayProgress,
  ReplayResult,
} from '../contract/dead-letter.ts';
import { AGENTS, type AgentId } from '../contract/intents.ts';
import type { Dispatch } from './dispatch/dispatch.ts';
import { gaveUp } from './dispatch/gave-up.ts';
import { needsHistory, toAgentRequest } from './dispatch/to-agent-request.ts';
import type { ReplayService } from './edge/message.ts';
import { startDeadline } from './edge/start-deadline.ts';
import { TriageError } from './errors.ts';
import type { FlagSnapshot } from './flags.ts';
import type { ClaimedLetter, DeadLetters, RequestLog, StoredRequest } from './journal/journal.ts';
import { createPacer } from './pace.ts';
import { createStopwatch } from './stopwatch.ts';
import type { Span } from './telemetry/span.ts';

export interface ReplayParts {
  readonly journal: DeadLetters & Pick<RequestLog, 'readHistory'>;
  readonly dispatch: Dispatch;
  /** The flags as they stand now: retries and breakers hold for a replay as for a new message. */
  readonly flags: () => FlagSnapshot['on'];
  /** Whether the agent's breaker refuses calls at the moment. */
  readonly isAgentOpen: (agent: AgentId) => boolean;
  /** Where a stored message would go if it came today. */
  readonly routeToday: (request: StoredRequest) => ReplayPlan['route_today'];
  readonly newId: () => string;
  /** Names this process among the replicas: replay ids end with it, so that every replica can say who holds one. */
  readonly holder: string;
  readonly nowMs: () => number;
  readonly deadlineMs: number;
  /** Most replays an agent is asked to answer in a second. */
  readonly ratePerSecond: number;
  readonly onFailure: (error: unknown) => void;
  /** Goes on with the trace in which a request stood when it was given up. */
  readonly continueTrace: (traceparent: string | undefined) => Span;
  /** Told how each dead letter that was asked again ended. */
  readonly replayed: (agent: AgentId, outcome: 'answered' | 'given_up') => void;
}

export interface Replay extends ReplayService {
  /** Replays what an agent failed to answer for a reason that may have passed. @returns how it stands; undefined when nothing waits */
  replayRecovered(agent: AgentId, limit?: number): Promise<ReplayProgress | undefined>;
  /** Stops replays of many after the one under way. */
  close(): Promise<void>;
}

/** Plans a dry run shows at most; it counts all. */
const MAX_PLANS = 200;
/** Replays of one round that may be under way at once: students who ask now must find room at the tutor. */
const MAX_AT_ONCE = 32;
/** Letters read at a time. */
const PAGE = 200;
/** Replays of many that are remembered after their end. */
const MAX_REMEMBERED = 100;
/** How often those who follow a replay are told how it stands, in milliseconds. */
const TELL_EVERY_MS = 500;
/** A refusal by the agent stands; the others say something of the moment, not of the message. */
const MAY_PASS: ReadonlySet<DeadLetterReason> = new Set([
  'exhausted',
  'breaker_open',
  'timed_out',
  'interrupted',
  'expired',
  'overloaded',
]);
/** After so many replays a person should look at it: the message itself may be what its tutor fails at. */
const MAX_QUICK_REPLAYS = 10;
/** It is tried all the same, after this long each time, in milliseconds: it may only have found out that the tutor was not well yet. */
const SLOW_REPLAY_MS = 3_600_000;
/** `lost`: it was no longer ours to end. */
const COUNTED_AS = { answered: 'answered', given_up: 'failed', lost: 'skipped' } as const;
const HOUSE: Actor = { role: 'system', id: 'automatic-replay' };

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** Asks again what was given up: never twice at once, at a bounded rate an agent, and not while its breaker is open. */
export function createReplay(parts: ReplayParts): Replay {
  const { journal, dispatch, isAgentOpen, routeToday, newId, holder, nowMs, deadlineMs, ratePerSecond } = parts;
  const { flags, onFailure, replayed, continueTrace } = parts;
  const pacers = new Map(AGENTS.map((agent) => [agent, createPacer(1_000 / ratePerSecond)]));
  const replays = new Map<string, Mutable<ReplayProgress>>();
  const underWay = new Set<Promise<unknown>>();
  const closing = new AbortController();

  async function ask({ deadLetterId, request, agent }: ClaimedLetter, actor: Actor) {
    const watch = createStopwatch();
    const trace = continueTrace(request.traceparent);
    const { requestId, studentId, query, decision } = request;
    const deadline = startDeadline(deadlineMs);
    try {
      const history = needsHistory(agent, query) ? await journal.readHistory(studentId, nowMs()) : undefined;
      const asked = toAgentRequest({ request_id: requestId, agent, intent: decision.intent }, query, history);
      const result = await watch.timeAsync('dispatch_ms', () => dispatch(asked, deadline, flags(), trace));
      if (result.kind === 'answered') {
        const answer = { reply: result.reply, timings: watch.read() };
        if (!(await journal.settleReplay(deadLetterId, nowMs(), answer, actor))) {
          trace.end('lost');
          return { kind: 'lost' } as const;
        }
      } else {
        await journal.returnDeadLetter(deadLetterId, nowMs(), result, actor);
      }
      replayed(agent, result.kind);
      trace.end(result.kind === 'given_up' ? result.reason : undefined);
      return result;
    } catch (error) {
      trace.end('interrupted');
      // The letter must not stay claimed by a replay that is over; where even that cannot be written, the lease frees it.
      await journal
        .returnDeadLetter(deadLetterId, nowMs(), { reason: 'interrupted', attempts: [] }, actor)
        .catch(onFailure);
      throw error;
    } finally {
      deadline.lift();
    }
  }

  async function replayMany(letters: AsyncIterable<DeadLetter>, progress: Mutable<ReplayProgress>, actor: Actor) {
    const replayNext = async ({ dead_letter_id, agent }: DeadLetter): Promise<void> => {
      if (closing.signal.aborted || isAgentOpen(agent)) {
        progress.skipped += 1;
        return;
      }
      const claimed = await journal.claimDeadLetter(dead_letter_id, nowMs());
      if (claimed === undefined) {
        progress.skipped += 1;
        return;
      }
      const { kind } = await ask(claimed, actor);
      progress[COUNTED_AS[kind]] += 1;
    };
    const asked = new Set<Promise<void>>();
    for await (const letter of letters) {
      progress.matched += 1;
      if (!isAgentOpen(letter.agent)) await pacers.get(letter.agent)?.turn(closing.signal);
      const one = replayNext(letter).catch((error: unknown) => {
        progress.failed += 1;
        onFailure(error);
      });
      asked.add(one);
      one.finally(() => asked.delete(one)).catch(onFailure);
      if (asked.size >= MAX_AT_ONCE) await Promise.race(asked);
    }
    await Promise.all(asked);
  }

  /** Waiting letters as they stood when the replay began: one that fails again is not met twice. */
  async function* waitingLetters(filter: DeadLetterFilter): AsyncGenerator<DeadLetter> {
    const to = filter.to ?? new Date(nowMs()).toISOString();
    for (let cursor: string | undefined; ; ) {
      const page = await journal.listDeadLetters({ ...filter, to, state: 'waiting' }, { limit: PAGE, cursor });
      yield* page.items;
      cursor = page.next_cursor;
      if (cursor === undefined || closing.signal.aborted) return;
    }
  }

  function begin(letters: AsyncIterable<DeadLetter>, actor: Actor): ReplayProgress {
    const progress: Mutable<ReplayProgress> = {
      replay_id: `${newId()}.${holder}`,
      state: 'running',
      matched: 0,
      answered: 0,
      failed: 0,
      skipped: 0,
      started_at: new Date(nowMs()).toISOString(),
    };
    const [oldest] = [...replays].filter(([, { state }]) => state === 'finished');
    if (replays.size >= MAX_REMEMBERED && oldest !== undefined) replays.delete(oldest[0]);
    replays.set(progress.replay_id, progress);
    const work = replayMany(letters, progress, actor)
      .catch(onFailure)
      .finally(() => {
        progress.state = 'finished';
        progress.finished_at = new Date(nowMs()).toISOString();
        underWay.delete(work);
      });
    underWay.add(work);
    return progress;
  }

  function findReplay(replayId: string): ReplayProgress {
    const progress = replays.get(replayId);
    if (progress !== undefined) return progress;
    const other = /^[0-9a-f-]{36}\.([\w.-]+)$/.exec(replayId)?.[1];
    throw new TriageError(
      'NOT_FOUND',
      other === undefined || other === holder
        ? 'There is no replay of that id, or it ended long ago.'
        : `The progress of this replay is known to the process that runs it alone, ${other}; this is ${holder}.`,
    );
  }

  async function* mayPass(agent: AgentId, limit: number): AsyncGenerator<DeadLetter> {
    let given = 0;
    for await (const letter of waitingLetters({ agent })) {
      if (!MAY_PASS.has(letter.reason) || !isDue(letter)) continue;
      yield letter;
      given += 1;
      if (given >= limit) return;
    }
  }

  function isDue({ replays: times, last_replay_at }: DeadLetter): boolean {
    return times < MAX_QUICK_REPLAYS || nowMs() - Date.parse(last_replay_at ?? '') >= SLOW_REPLAY_MS;
  }

  function planFor(letter: DeadLetterDetail): ReplayPlan {
    const { dead_letter_id, agent, intent, request_id, reason, state, student_id, created_at } = letter;
    const { query, classification, decision } = letter;
    const stored = {
      requestId: request_id,
      studentId: student_id,
      acceptedAtMs: Date.parse(created_at),
      query: query as StoredRequest['query'],
      classification,
      decision,
      state: { status: 'dead_lettered', settledAtMs: Date.parse(created_at), deadLetterId: dead_letter_id, reason },
    } as const;
    const why =
      state !== 'waiting' ? `it is ${state}` : isAgentOpen(agent) ? `the breaker of ${agent} is open` : undefined;
    return {
      dead_letter_id,
      request_id,
      reason,
      route: { intent, agent },
      route_today: routeToday(stored),
      would: why === undefined ? 'ask' : 'skip',
      ...(why !== undefined && { why }),
    };
  }

  return {
    async replayOne(deadLetterId, actor): Promise<ReplayResult> {
      const letter = (await journal.findDeadLetter(deadLetterId)) ?? noLetter();
      const { agent, request_id: requestId } = letter;
      if (isAgentOpen(agent)) throw gaveUp('breaker_open', agent, { deadLetterId, requestId });
      await pacers.get(agent)?.turn(closing.signal);
      const claimed = await journal.claimDeadLetter(deadLetterId, nowMs());
      if (claimed === undefined) {
        const { state } = (await journal.findDeadLetter(deadLetterId)) ?? letter;
        throw new TriageError('DEAD_LETTER_NOT_WAITING', `This dead letter cannot be replayed: it is ${state}.`);
      }
      const result = await ask(claimed, actor);
      if (result.kind === 'lost') {
        throw new TriageError(
          'DEAD_LETTER_NOT_WAITING',
          'Its tutor answered, but this dead letter had been ended meanwhile: by another replay, or because its student was erased.',
        );
      }
      if (result.kind === 'given_up') throw gaveUp(result.reason, agent, { deadLetterId, requestId });
      return { dead_letter_id: deadLetterId, request_id: requestId, state: 'replayed', reply: result.reply };
    },

    async planReplay(filter): Promise<ReplayDryRun> {
      const plans: ReplayPlan[] = [];
      const letters = await journal.listDeadLetters({ ...filter, state: 'waiting' }, { limit: MAX_PLANS });
      for (const { dead_letter_id } of letters.items) {
        const letter = await journal.findDeadLetter(dead_letter_id);
        if (letter !== undefined) plans.push(planFor(letter));
      }
      return { matched: await journal.countDeadLetters({ ...filter, state: 'waiting' }), plans };
    },

    async planOne(deadLetterId): Promise<ReplayDryRun> {
      return { matched: 1, plans: [planFor((await journal.findDeadLetter(deadLetterId)) ?? noLetter())] };
    },

    replayMatching: (filter, actor) => begin(waitingLetters(filter), actor),
    findReplay,
    async *followReplay(replayId, signal) {
      const progress = findReplay(replayId);
      for (let told = ''; ; ) {
        const text = JSON.stringify(progress);
        if (text !== told) yield { ...progress };
        told = text;
        if (progress.state === 'finished' || signal.aborted) return;
        await wait(TELL_EVERY_MS, undefined, { signal }).catch(() => undefined);
      }
    },
    async replayRecovered(agent, limit = Number.POSITIVE_INFINITY) {
      const waiting = await journal.countDeadLetters({ agent, state: 'waiting' });
      return waiting > 0 ? begin(mayPass(agent, limit), HOUSE) : undefined;
    },
    async close() {
      closing.abort();
      await Promise.race([Promise.allSettled(underWay), wait(deadlineMs, undefined, { ref: false })]);
    },
  };
}

function noLetter(): never {
  throw new TriageError('NOT_FOUND', 'There is no dead letter of that id.');
}
