import { hash } from 'node:crypto';
import type { Redis } from 'ioredis';

type Argument = string | number;

/** A script of one key that the server runs in one step: nothing lies between the look and the taking. */
export interface RedisScript {
  /** @returns the numbers the script returned */
  run(redis: Redis, key: string, args: readonly Argument[]): Promise<number[]>;
  /** Gives the server the script before the first request needs it. */
  load(redis: Redis): Promise<void>;
}

export function createScript(text: string): RedisScript {
  const sha1 = hash('sha1', text);
  return {
    async run(redis, key, args) {
      try {
        return (await redis.call('EVALSHA', sha1, 1, key, ...args)) as number[];
      } catch (error) {
        // The server was restarted or is new: it does not hold the script yet.
        if (!(error as Error).message.startsWith('NOSCRIPT')) throw error;
        return (await redis.call('EVAL', text, 1, key, ...args)) as number[];
      }
    },
    async load(redis) {
      await redis.call('SCRIPT', 'LOAD', text);
    },
  };
}
