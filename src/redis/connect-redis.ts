import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';

/** Where a Redis is and how it is reached. */
export interface RedisAddress {
  /** `redis://…` or `rediss://…`. */
  readonly url: string;
  readonly password?: string | undefined;
  /** Certificate file of who vouches for a `rediss://` server. */
  readonly caFile?: string | undefined;
}

/**
 * Longest wait for Redis, in milliseconds: after that this process decides alone. Long enough that a pause of our own (a
 * first compilation, a collection) is not taken for a Redis that is away, which would multiply what is shared.
 */
const COMMAND_TIMEOUT_MS = 1_000;
const CONNECT_TIMEOUT_MS = 2_000;

/** A connection that is not opened yet, and that comes back by itself once it was. A command fails at once while there is none. */
export function createRedis({ url, password, caFile }: RedisAddress): Redis {
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
  return redis;
}
