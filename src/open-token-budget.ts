import type { Logger } from 'pino';
import { createRedisTokenBudget } from './classify/redis-token-budget.ts';
import { createTokenBudget, type TokenBudget } from './classify/token-budget.ts';
import type { Config } from './config.ts';
import { createRedis } from './redis/connect-redis.ts';

/** What the language model may cost a day: one budget of all processes that count requests in one Redis, else each its own. */
export async function openTokenBudget(
  config: Config,
  nowMs: () => number,
  logger: Logger,
): Promise<{ readonly budget: TokenBudget; close(): void }> {
  const settings = { dailyTokens: config.llmDailyTokens, studentDailyTokens: config.llmStudentDailyTokens };
  if (config.rateLimit === 'memory:') {
    return { budget: createTokenBudget(settings, nowMs), close: () => undefined };
  }
  const redis = createRedis({
    url: config.rateLimit,
    password: config.rateLimitPassword,
    caFile: config.rateLimitCa,
  });
  const budget = createRedisTokenBudget(settings, {
    redis,
    nowMs,
    monotonicMs: () => performance.now(),
    reached(failure) {
      if (failure === undefined)
        logger.info('tokens of the language model are counted in Redis, for all replicas together');
      else logger.error({ err: failure }, 'Redis is away: each process counts tokens of the language model for itself');
    },
  });
  // A Redis that is away at the start does not stop the service: the first question finds out, and says so.
  await redis.connect().catch(() => undefined);
  return { budget, close: () => redis.disconnect() };
}
