import { readFileSync } from 'node:fs';
import type { FastifyReply } from 'fastify';
import { Redis } from 'ioredis';
import type { LimitScope, LimitStore } from '../../contract/security-summary.ts';
import { TriageError } from '../errors.ts';
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

/** Where requests are counted. */
export interface LimitAddress {
  /** `memory:`, `redis://…` or `rediss://…`. */
  readonly url: string;
  readonly password?: string | undefined;
  /** Certificate file of who vouches for a `rediss://` server. */
  readonly caFile?: string | undefined;
}

export interface RequestLimits {
  /**
   * Takes from a limit and writes what is left on the answer.
   * @throws {TriageError} RATE_LIMITED with the time to wait
   */
  take(scope: LimitScope, key: string, cost: number, reply: FastifyReply): Promise<void>;
  close(): Promise<void>;
}

/**
 * Longest wait for Redis, in milliseconds: after that this process decides alone. Long enough that a pause of our own (a
 * first compilation, a collection) is not taken for a Redis that is away, which would multiply the budget.
 */
const COMMAND_TIMEOUT_MS = 1_000;
const CONNECT_TIMEOUT_MS = 2_000;

/**
 * Opens the limits where the setting says: `memory:`, or `redis://…` with memory as insurance. A Redis that is away at the
 * start does not stop the service.
 */
export async function openRequestLimits(
  { url, password, caFile }: LimitAddress,
  windows: LimitWindows,
  nowMs: () => number,
  events: LimitEvents,
): Promise<RequestLimits> {
  const inMemory = (scope: LimitScope) => createMemoryLimiter(windows[scope], nowMs);
  if (url === 'memory:') {
    events.storeIs('memory');
    return toRequestLimits(makeAll(inMemory), async () => undefined);
  }
  const redis = new Redis(url, {
    ...(password !== undefined && { password }),
    ...(caFile !== undefined && { tls: { ca: readFileSync(caFile) } }),
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: (times) => Math.min(100 * 2 ** times, 2_000),
  });
  // Each failure shows at the request that met it; without a listener ioredis would write to the console.
  redis.on('error', () => undefined);
  const lost = new Set<LimitScope>();
  const limiters = makeAll((scope) =>
    createInsuredLimiter(createRedisLimiter(redis, windows[scope], { scope }), inMemory(scope), {
      nowMs,
      onInsured: events.insured,
      onShared(isShared, cause) {
        if (isShared) lost.delete(scope);
        else lost.add(scope);
        events.storeIs(lost.size === 0 ? 'redis' : 'insured', cause);
      },
    }),
  );
  try {
    await redis.connect();
    await loadScript(redis);
    events.storeIs('redis');
  } catch (cause) {
    events.storeIs('insured', cause);
  }
  return toRequestLimits(limiters, async () => redis.disconnect());
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
