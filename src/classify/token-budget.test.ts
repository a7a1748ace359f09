import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import { missingRedis, startRedis, type TestRedis } from '../../test/start-redis.ts';
import { createRedisTokenBudget } from './redis-token-budget.ts';
import { createTokenBudget, type Reserved, type TokenBudget, type TokenBudgetSettings } from './token-budget.ts';

const DAY_MS = 86_400_000;

type Create = (settings: TokenBudgetSettings, nowMs: () => number) => TokenBudget;

const noRedis = missingRedis();
let server: TestRedis;
let redis: Redis;
let keys = 0;
const newKey = () => `budget-${keys++}`;

before(async () => {
  if (noRedis !== undefined) return;
  server = await startRedis();
  redis = new Redis(server.url, { enableOfflineQueue: false, maxRetriesPerRequest: 0, lazyConnect: true });
  redis.on('error', () => undefined);
  await redis.connect();
});
after(async () => {
  redis?.disconnect();
  await server?.stop();
});

const neverAway = (failure?: unknown) => assert.fail(`Redis was away: ${failure}`);
const budgets: Readonly<Record<string, { skip: string | false; create: Create }>> = {
  'of one process': { skip: false, create: createTokenBudget },
  'in Redis': {
    skip: noRedis ?? false,
    create: (settings, nowMs) =>
      createRedisTokenBudget(settings, {
        redis,
        nowMs,
        monotonicMs: nowMs,
        serverNowMs: nowMs,
        key: newKey(),
        reached: neverAway,
      }),
  },
};

async function take(budget: TokenBudget, student: string, tokens: number) {
  const reserved: Reserved = await budget.reserve(student, tokens);
  assert.equal(reserved.refusedBy, undefined);
  return reserved as Extract<Reserved, { refusedBy?: undefined }>;
}

for (const [name, { skip, create }] of Object.entries(budgets)) {
  describe(`token budget ${name}`, { skip }, () => {
    it('bounds each student, and everyone together', async () => {
      const budget = create({ dailyTokens: 250, studentDailyTokens: 100 }, () => 0);
      await take(budget, 'ada', 100);
      assert.deepEqual(await budget.reserve('ada', 1), { refusedBy: 'student' });
      await take(budget, 'bob', 100);
      assert.deepEqual(await budget.reserve('cleo', 51), { refusedBy: 'all' });
      await take(budget, 'cleo', 50);
      assert.equal(budget.left(), 0);
    });

    it('gives back what was set aside and not spent', async () => {
      const budget = create({ dailyTokens: 100, studentDailyTokens: 100 }, () => 0);
      await (await take(budget, 'ada', 100)).settle(30);
      assert.equal(budget.left(), 70);
      await take(budget, 'ada', 70);
      assert.equal((await budget.reserve('ada', 1)).refusedBy, 'all');
    });

    it('begins again each UTC day, and yesterday’s calls take nothing from it', async () => {
      let nowMs = DAY_MS - 1;
      const budget = create({ dailyTokens: 100, studentDailyTokens: 100 }, () => nowMs);
      const late = await take(budget, 'ada', 100);
      nowMs = DAY_MS;
      assert.equal(budget.left(), 100);
      await take(budget, 'ada', 60);
      await late.settle(10);
      await take(budget, 'ada', 40);
      assert.equal((await budget.reserve('ada', 1)).refusedBy, 'all');
    });
  });
}

describe('token budget of several processes', { skip: noRedis ?? false }, () => {
  it('is one budget', async () => {
    const key = newKey();
    const open = () =>
      createRedisTokenBudget(
        { dailyTokens: 1_000, studentDailyTokens: 300 },
        { redis, nowMs: Date.now, monotonicMs: Date.now, key, reached: neverAway },
      );
    const processes = [open(), open(), open()];
    const students = ['ada', 'bob', 'cleo', 'dora'];
    const asked = processes.flatMap((budget) =>
      students.flatMap((student) => Array.from({ length: 5 }, () => budget.reserve(student, 100))),
    );
    const granted = (await Promise.all(asked)).filter(({ refusedBy }) => refusedBy === undefined);
    assert.equal(granted.length, 10);
    // Each knows of the spending of all, as it was when it last asked.
    await Promise.all(processes.map((budget) => budget.reserve('ada', 1_000)));
    assert.deepEqual(
      processes.map((budget) => budget.left()),
      [0, 0, 0],
    );
  });

  it('goes on from what all have spent while Redis is away, says so, and is shared again after that', async () => {
    const key = newKey();
    const clock = { ms: 0 };
    const said: boolean[] = [];
    const open = () =>
      createRedisTokenBudget(
        { dailyTokens: 500, studentDailyTokens: 500 },
        {
          redis,
          nowMs: () => clock.ms,
          monotonicMs: () => clock.ms,
          serverNowMs: () => clock.ms,
          key,
          reached: (failure) => said.push(failure === undefined),
        },
      );
    const [one, other] = [open(), open()];
    await take(one, 'ada', 200);
    await take(other, 'bob', 200);
    await server.kill();
    // It last asked when 400 of 500 were spent, though it spent half of that itself.
    await take(other, 'bob', 50);
    assert.equal((await other.reserve('bob', 51)).refusedBy, 'all');
    assert.deepEqual(said, [false]);
    // It comes back empty, and nobody's day begins anew.
    await server.restart();
    while (redis.status !== 'ready') await new Promise((resolve) => setTimeout(resolve, 10));
    clock.ms += 1_000;
    assert.equal((await other.reserve('bob', 51)).refusedBy, 'all');
    await take(other, 'bob', 50);
    assert.equal((await one.reserve('ada', 1)).refusedBy, 'all');
    assert.deepEqual(said, [false, true]);
  });
});
