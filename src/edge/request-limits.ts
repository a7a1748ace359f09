import type { FastifyReply } from 'fastify';
import type { LimitScope, LimitStore } from '../../contract/security-summary.ts';
import { TriageError } from '../errors.ts';
import { createRedis, type RedisAddress } from '../redis/connect-redis.ts';
import { createFallback } from '../redis/fall-back.ts';
import { createInsuredLimiter } from './insured-limiter.ts';
import type { Limiter, Window } from './limiter.ts';
import { createMemoryLimiter } from './memory-limiter.ts';
import { setRateLimitHeaders } from './rate-limit-headers.ts';
import { createRedisLimiter, loadScript } from './redis-limiter.ts';

export type LimitWindows = Readonly<Record<LimitScope, readonly Window[]>>;

export interface LimitEvents {
  /** Told where limits are counted, at first and at every change. */
  readonly storeIs: (store: LimitStore, cause?: unknown) => void;
  /** Told of every decision made without the shared store. */
  readonly insured: () => void;
}

/** Where requests are counted: `url` may be `memory:` too. */
export type LimitAddress = RedisAddress;

export interface RequestLimits {
  /**
   * Takes from a limit and writes what is left on the answer.
   * @throws {TriageError} RATE_LIMITED with the time to wait
   */
  take(scope: LimitScope, key: string, cost: number, reply: FastifyReply): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the limits where the setting says: `memory:`, or `redis://…` with memory as insurance. A Redis that is away at the
 * start does not stop the service.
 */
export async function openRequestLimits(
  address: LimitAddress,
  windows: LimitWindows,
  monotonicMs: () => number,
  events: LimitEvents,
): Promise<RequestLimits> {
  const inMemory = (scope: LimitScope) => createMemoryLimiter(windows[scope], monotonicMs);
  if (address.url === 'memory:') {
    events.storeIs('memory');
    return toRequestLimits(makeAll(inMemory), async () => undefined);
  }
  const redis = createRedis(address);
  const failure = await reach(redis);
  events.storeIs(failure === undefined ? 'redis' : 'insured', failure);
  const ask = createFallback({
    monotonicMs,
    isLost: failure !== undefined,
    reached: (cause) => events.storeIs(cause === undefined ? 'redis' : 'insured', cause),
  });
  const limiters = makeAll((scope) =>
    createInsuredLimiter(createRedisLimiter(redis, windows[scope], { scope }), inMemory(scope), {
      ask,
      onInsured: events.insured,
    }),
  );
  return toRequestLimits(limiters, async () => redis.disconnect());
}

/** @returns why it cannot be used, where it cannot */
async function reach(redis: ReturnType<typeof createRedis>): Promise<unknown> {
  try {
    await redis.connect();
    await loadScript(redis);
    return undefined;
  } catch (cause) {
    return cause;
  }
}

function makeAll(make: (scope: LimitScope) => Limiter): Record<LimitScope, Limiter> {
  return { messages: make('messages'), reads: make('reads'), failed_authentication: make('failed_authentication') };
}

function toRequestLimits(limiters: Record<LimitScope, Limiter>, close: () => Promise<void>): RequestLimits {
  return {
    close,
    async take(scope, key, cost, reply) {
      const verdict = await limiters[scope].take(key, cost);
      setRateLimitHeaders(reply, verdict);
      if (verdict.isAllowed) return;
      const { retryAfterSeconds } = verdict;
      throw new TriageError('RATE_LIMITED', `${TOO_MANY[scope]} Try again in ${retryAfterSeconds} s.`, {
        retryAfterSeconds,
        limitScope: scope,
      });
    },
  };
}

const TOO_MANY = {
  messages: 'You have sent as many messages as one student may for now.',
  reads: 'You have made as many requests as one caller may for now.',
  failed_authentication: 'Too many tokens that do not hold came from this address.',
} as const satisfies Record<LimitScope, string>;
