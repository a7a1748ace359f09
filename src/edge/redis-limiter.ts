import type { Redis } from 'ioredis';
import { createScript, hideId } from '../redis/redis-script.ts';
import { type Limiter, STEPS, type Verdict, type Window } from './limiter.ts';

/**
 * Decides all windows of one key in one step of the server: replicas share one budget, and nothing lies between the
 * look and the taking. KEYS[1] is a hash of `<window>:<step>` -> used. ARGV: time in ms ('' for the server's own), cost,
 * then limit and step length in ms of each window. Returns allowed, then used, ms until the first comes back, and ms until
 * there is room, for each window.
 */
const TAKE = createScript(`
local cost = tonumber(ARGV[2])
local steps = ${STEPS}
local windows = (#ARGV - 2) / 2
local stored = redis.call('HGETALL', KEYS[1])
local slides = {}
for w = 1, windows do
  local ms = tonumber(ARGV[2 + 2 * w])
  slides[w] = { limit = tonumber(ARGV[1 + 2 * w]), ms = ms, newest = math.floor(now / ms), used = 0, at = {} }
end
local old = {}
for i = 1, #stored, 2 do
  local w, step = string.match(stored[i], '^(%d+):(%d+)$')
  local slide = slides[tonumber(w)]
  step = tonumber(step)
  if slide == nil or step <= slide.newest - steps then
    old[#old + 1] = stored[i]
  else
    local count = tonumber(stored[i + 1])
    slide.used = slide.used + count
    slide.at[#slide.at + 1] = { step, count }
  end
end
local allowed = 1
for w = 1, windows do
  if slides[w].used + cost > slides[w].limit then allowed = 0 end
end
if allowed == 1 then
  local longest = 0
  if #old > 0 then redis.call('HDEL', KEYS[1], unpack(old)) end
  for w = 1, windows do
    local slide = slides[w]
    redis.call('HINCRBY', KEYS[1], w .. ':' .. slide.newest, cost)
    slide.used = slide.used + cost
    slide.at[#slide.at + 1] = { slide.newest, cost }
    longest = math.max(longest, slide.ms * steps)
  end
  redis.call('PEXPIRE', KEYS[1], longest)
end
local result = { allowed }
local function freed(slide, wanted)
  if wanted <= 0 or slide.used == 0 then return 0 end
  local sum = 0
  for _, entry in ipairs(slide.at) do
    sum = sum + entry[2]
    if sum >= wanted then return math.max(1, (entry[1] + steps) * slide.ms - now) end
  end
  return slide.ms * steps
end
for w = 1, windows do
  local slide = slides[w]
  table.sort(slide.at, function(a, b) return a[1] < b[1] end)
  result[#result + 1] = slide.used
  result[#result + 1] = freed(slide, 1)
  result[#result + 1] = allowed == 1 and 0 or freed(slide, math.min(cost, slide.limit) - (slide.limit - slide.used))
end
return result
`);

export interface RedisLimiterSettings {
  /** Starts every key, so that limits of different things stay apart. */
  readonly scope: string;
  /** Default: the server's own clock, one for all replicas. */
  readonly nowMs?: () => number;
}

/** Limits in Redis, shared by every replica that uses the same scope. Rejects when Redis cannot be asked. */
export function createRedisLimiter(
  redis: Redis,
  windows: readonly Window[],
  { scope, nowMs }: RedisLimiterSettings,
): Limiter {
  const shape = windows.flatMap(({ limit, seconds }) => [limit, (seconds * 1_000) / STEPS]);

  async function decide(key: string, cost: number): Promise<Verdict> {
    const name = `learnflow:limit:${scope}:${hideId(key)}`;
    const [allowed = 0, ...numbers] = await TAKE.run(redis, name, [nowMs?.() ?? '', cost, ...shape]);
    const states = windows.map((window, index) => {
      const [used = 0, resetMs = 0, waitMs = 0] = numbers.slice(index * 3, index * 3 + 3);
      return {
        wait: Math.ceil(waitMs / 1_000),
        state: { window, remaining: Math.max(0, window.limit - used), resetSeconds: Math.ceil(resetMs / 1_000) },
      };
    });
    return {
      isAllowed: allowed === 1,
      windows: states.map(({ state }) => state),
      retryAfterSeconds: Math.max(...states.map(({ wait }) => wait)),
    };
  }

  return { take: decide };
}

/** Gives the server the script before the first request needs it. */
export const loadScript = TAKE.load;
