import type { Redis } from 'ioredis';
import { createFallback, type FallbackParts } from '../redis/fall-back.ts';
import { createScript, hideId } from '../redis/redis-script.ts';
import {
  createTokenBudget,
  DAY_MS,
  type Reserved,
  type TokenBudget,
  type TokenBudgetSettings,
} from './token-budget.ts';

/**
 * Sets tokens aside, or gives some back, in one step of the server. KEYS[1] is a hash of `day`, `all` and a field for each
 * student: yesterday's is thrown away as a whole. ARGV: time in ms ('' for the server's own), the student's field, tokens
 * (fewer than none to give back), the spending this process knows of (day, all, student), which counts where the server has
 * lost its own, and to set aside what all and one student may spend, to give back the day they were set aside on. Returns 1 where all, 2 where the student has not enough left, else 0; the day; what all and the student spent.
 */
const SPEND = createScript(`
local day = math.floor(now / ${DAY_MS})
local student, tokens = ARGV[2], tonumber(ARGV[3])
if tonumber(redis.call('HGET', KEYS[1], 'day')) ~= day then
  redis.call('UNLINK', KEYS[1])
  redis.call('HSET', KEYS[1], 'day', day)
  redis.call('PEXPIRE', KEYS[1], ${2 * DAY_MS})
end
if tonumber(ARGV[4]) == day then
  redis.call('HSETNX', KEYS[1], 'all', ARGV[5])
  redis.call('HSETNX', KEYS[1], student, ARGV[6])
end
local all = tonumber(redis.call('HGET', KEYS[1], 'all')) or 0
local own = tonumber(redis.call('HGET', KEYS[1], student)) or 0
local refused = 0
if #ARGV == 8 then
  if all + tokens > tonumber(ARGV[7]) then refused = 1
  elseif own + tokens > tonumber(ARGV[8]) then refused = 2 end
elseif tonumber(ARGV[7]) ~= day then
  tokens = 0
end
if refused == 0 then
  all = redis.call('HINCRBY', KEYS[1], 'all', tokens)
  own = redis.call('HINCRBY', KEYS[1], student, tokens)
end
return { refused, day, all, own }
`);

const REFUSED_BY = [undefined, 'all', 'student'] as const;

export interface RedisTokenBudgetParts extends FallbackParts {
  readonly redis: Redis;
  readonly nowMs: () => number;
  /** Default: the server's own clock, one for all replicas. */
  readonly serverNowMs?: () => number;
  readonly key?: string;
}

/**
 * One budget of all processes that share a Redis. While it is away each goes on alone from what all had spent when it last
 * asked, and what they spend meanwhile is not told later. A Redis that comes back empty begins from what the first to ask knows.
 */
export function createRedisTokenBudget(settings: TokenBudgetSettings, parts: RedisTokenBudgetParts): TokenBudget {
  const { redis, nowMs, serverNowMs, key = 'learnflow:tokens' } = parts;
  const own = createTokenBudget(settings, nowMs);
  const ask = createFallback(parts);

  async function spend(studentId: string, tokens: number, ...bounds: number[]) {
    const student = `of:${hideId(studentId)}`;
    const known = own.known(studentId);
    const args = [serverNowMs?.() ?? '', student, tokens, known.day, known.byAll, known.byStudent, ...bounds];
    const [refused = 0, day = 0, byAll = 0, byStudent = 0] = await SPEND.run(redis, key, args);
    own.follow(studentId, { day, byAll, byStudent });
    return { refusedBy: REFUSED_BY[refused], day };
  }

  return {
    reserve: (studentId, tokens) =>
      ask<Reserved>(
        async () => {
          const { dailyTokens, studentDailyTokens } = settings;
          const { refusedBy, day } = await spend(studentId, tokens, dailyTokens, studentDailyTokens);
          if (refusedBy !== undefined) return { refusedBy };
          return { settle: async (spent) => void (await spend(studentId, spent - tokens, day).catch(() => undefined)) };
        },
        () => own.reserve(studentId, tokens),
      ),
    left: own.left,
  };
}
