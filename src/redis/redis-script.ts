import { hash } from 'node:crypto';
import type { Redis } from 'ioredis';

type Argument = string | number;

/** What every script begins with. */
const CLOCK = `
local now = tonumber(ARGV[1])
if now == nil then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
`;

/** A student's id does not belong into a store of its own that nobody erases: what stands there for it. */
export const hideId = (id: string): string => hash('sha256', id, 'base64url').slice(0, 22);

/** A script of one key that the server runs in one step: nothing lies between the look and the taking. */
export interface RedisScript {
  /** @returns the numbers the script returned */
  run(redis: Redis, key: string, args: readonly Argument[]): Promise<number[]>;
  /** Gives the server the script before the first request needs it. */
  load(redis: Redis): Promise<void>;
}

/** @param body in Lua; finds the time in ms as `now`: ARGV[1], or the server's own, one for all replicas, where that is '' */
export function createScript(body: string): RedisScript {
  const text = CLOCK + body;
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
