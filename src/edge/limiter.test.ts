import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { missingRedis, startRedis, type TestRedis } from '../../test/start-redis.ts';
import { createFallback } from '../redis/fall-back.ts';
import { createInsuredLimiter } from './insured-limiter.ts';
import type { Limiter, Window } from './limiter.ts';
import { createMemoryLimiter } from './memory-limiter.ts';
import { writePolicy, writeState } from './rate-limit-headers.ts';
import { createRedisLimiter } from './redis-limiter.ts';
import { openRequestLimits } from './request-limits.ts';

const WINDOWS: readonly Window[] = [
  { name: 'minute', limit: 5, seconds: 60 },
  { name: 'hour', limit: 8, seconds: 3_600 },
];
const NOON = Date.UTC(2026, 5, 1, 12);

type Create = (windows: readonly Window[], nowMs: () => number) => Limiter;

let redis: TestRedis | undefined;
let client: Redis | undefined;
let scopes = 0;

const noRedis = missingRedis();
const limiters: Record<string, { skip: string | false; create: Create }> = {
  memory: { skip: false, create: createMemoryLimiter },
  redis: {
    skip: noRedis ?? false,
    create: (windows, nowMs) => createRedisLimiter(client as Redis, windows, { scope: `test-${scopes++}`, nowMs }),
  },
};

before(async () => {
  if (noRedis !== undefined) return;
  redis = await startRedis();
  client = new Redis(redis.url);
});
after(async () => {
  client?.disconnect();
  await redis?.stop();
});

for (const [name, { skip, create }] of Object.entries(limiters)) {
  describe(`limiter: ${name}`, { skip }, () => {
    const open = (windows = WINDOWS) => {
      const clock = { ms: NOON };
      const limiter = create(windows, () => clock.ms);
      const takeMany = async (times: number, key = 'ada') => {
        let allowed = 0;
        for (let time = 0; time < times; time++) if ((await limiter.take(key, 1)).isAllowed) allowed++;
        return allowed;
      };
      return { clock, limiter, takeMany };
    };

    it('allows the limit and not one more, each key for itself', async () => {
      const { takeMany } = open();
      assert.deepEqual([await takeMany(9), await takeMany(3, 'bob')], [5, 3]);
    });

    it('says what is left of each window and when more comes back', async () => {
      const { limiter } = open();
      const { windows, retryAfterSeconds } = await limiter.take('ada', 2);
      assert.deepEqual(
        [...windows.map(({ remaining, resetSeconds }) => [remaining, resetSeconds]), retryAfterSeconds],
        [[3, 60], [6, 3_600], 0],
      );
    });

    it('takes nothing from the hour for what the minute refuses', async () => {
      const { clock, takeMany } = open();
      await takeMany(50);
      clock.ms += 61_000;
      assert.equal(await takeMany(50), 3);
    });

    it('takes nothing from the minute for what the hour refuses', async () => {
      const { clock, limiter, takeMany } = open();
      await takeMany(5);
      clock.ms += 3_540_000;
      await takeMany(3);
      const refused = await limiter.take('ada', 1);
      assert.deepEqual([refused.isAllowed, refused.windows.map(({ remaining }) => remaining)], [false, [2, 0]]);
      clock.ms += refused.retryAfterSeconds * 1_000;
      assert.equal(await takeMany(9), 5);
    });

    it('gives a cost whole or not at all', async () => {
      const { limiter } = open();
      await limiter.take('ada', 3);
      assert.equal((await limiter.take('ada', 3)).isAllowed, false);
      assert.equal((await limiter.take('ada', 2)).isAllowed, true);
      assert.equal((await limiter.take('bob', 6)).isAllowed, false);
    });

    it('allows again exactly when it said it would', async () => {
      const { clock, limiter, takeMany } = open([{ name: 'minute', limit: 2, seconds: 60 }]);
      await takeMany(2);
      clock.ms += 12_345;
      const { retryAfterSeconds } = await limiter.take('ada', 1);
      clock.ms += retryAfterSeconds * 1_000 - 1_001;
      assert.equal((await limiter.take('ada', 1)).isAllowed, false);
      clock.ms += 1_001;
      assert.equal((await limiter.take('ada', 1)).isAllowed, true);
    });

    it('never allows more than the limit in any stretch of a window but its sixtieth, across its edges too', async () => {
      const gaps = fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 60 });
      await fc.assert(
        fc.asyncProperty(gaps, async (waits) => {
          const { clock, limiter } = open([{ name: 'minute', limit: 5, seconds: 60 }]);
          const allowedAt: number[] = [];
          for (const ms of waits) {
            clock.ms += ms;
            if ((await limiter.take('ada', 1)).isAllowed) allowedAt.push(clock.ms);
          }
          for (const [index, at] of allowedAt.entries()) {
            const sixth = allowedAt[index + 5];
            assert.ok(sixth === undefined || sixth - at > 59_000, `six within ${(sixth ?? 0) - at} ms`);
          }
        }),
        { numRuns: 50 },
      );
    });

    it('gives nothing back when the clock is set back', async () => {
      const { clock, takeMany } = open();
      await takeMany(5);
      clock.ms -= 30_000;
      assert.equal(await takeMany(1), 0);
    });
  });
}

describe('limiters: one kind as good as the other', { skip: noRedis ?? false }, () => {
  it('decide alike, to the second, whatever comes', async () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 90_000 }), fc.integer({ min: 1, max: 4 })), {
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(steps, async (takes) => {
        let nowMs = NOON;
        const both = Object.values(limiters).map(({ create }) => create(WINDOWS, () => nowMs));
        for (const [ms, cost] of takes) {
          nowMs += ms;
          const [first, second] = await Promise.all(both.map((limiter) => limiter.take('ada', cost)));
          assert.deepEqual(first, second);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('memory limiter', () => {
  it('forgets the key not heard of for longest when it is full', async () => {
    const limiter = createMemoryLimiter([{ name: 'minute', limit: 1, seconds: 60 }], () => NOON, 2);
    for (const key of ['ada', 'bob', 'eve']) await limiter.take(key, 1);
    assert.equal((await limiter.take('eve', 1)).isAllowed, false);
    assert.equal((await limiter.take('ada', 1)).isAllowed, true);
  });
});

describe('insured limiter', () => {
  const open = () => {
    const clock = { ms: NOON };
    const state = { isAway: false, asked: 0, insured: 0, moves: [] as boolean[] };
    const redisLike = createMemoryLimiter(WINDOWS, () => clock.ms);
    const shared: Limiter = {
      take(key, cost) {
        state.asked++;
        return state.isAway ? Promise.reject(new Error('away')) : redisLike.take(key, cost);
      },
    };
    const limiter = createInsuredLimiter(
      shared,
      createMemoryLimiter(WINDOWS, () => clock.ms),
      {
        ask: createFallback({
          monotonicMs: () => clock.ms,
          reached: (failure) => state.moves.push(failure === undefined),
        }),
        onInsured: () => state.insured++,
      },
    );
    return { clock, state, limiter };
  };

  it('hands out no second budget when the shared store is lost in the middle of a window', async () => {
    const { state, limiter } = open();
    for (let time = 0; time < 3; time++) await limiter.take('ada', 1);
    state.isAway = true;
    let allowed = 0;
    for (let time = 0; time < 9; time++) if ((await limiter.take('ada', 1)).isAllowed) allowed++;
    assert.deepEqual([allowed, state.insured, state.moves], [2, 9, [false]]);
  });

  it('does not ask a lost store for every request, and goes back to it', async () => {
    const { clock, state, limiter } = open();
    state.isAway = true;
    for (let time = 0; time < 50; time++) await limiter.take(`student-${time}`, 1);
    assert.equal(state.asked, 1);
    state.isAway = false;
    clock.ms += 1_000;
    await limiter.take('ada', 1);
    assert.deepEqual([state.moves, state.asked], [[false, true], 2]);
  });
});

describe('limits in a Redis that goes and comes', { skip: noRedis ?? false }, () => {
  it('say where they count as soon as any of them knows, also where it was away at the start', async () => {
    const server = await startRedis();
    await server.kill();
    const clock = { ms: NOON };
    const stores: string[] = [];
    const windows = { messages: WINDOWS, reads: WINDOWS, failed_authentication: WINDOWS };
    const limits = await openRequestLimits({ url: server.url }, windows, () => clock.ms, {
      storeIs: (store) => stores.push(store),
      insured: () => undefined,
    });
    try {
      const take = async (scope: 'messages' | 'failed_authentication') => {
        clock.ms += 1_000;
        await limits.take(scope, `${clock.ms}`, 1, { header: () => undefined } as never);
      };
      /** Takes from one limit until the store is as wanted: a client finds its server again by itself. */
      const until = async (store: string) => {
        while (stores.at(-1) !== store) {
          await take('messages');
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      };
      await server.restart();
      await until('redis');
      await server.kill();
      await take('failed_authentication');
      assert.deepEqual(stores, ['insured', 'redis', 'insured']);
      await server.restart();
      await until('redis');
      assert.deepEqual(stores, ['insured', 'redis', 'insured', 'redis']);
    } finally {
      await limits.close();
      await server.stop();
    }
  });
});

describe('rate limit headers', () => {
  it('are written as the draft has them', async () => {
    assert.equal(writePolicy(WINDOWS), '"minute";q=5;w=60, "hour";q=8;w=3600');
    const verdict = await createMemoryLimiter(WINDOWS, () => NOON).take('ada', 1);
    assert.equal(writeState(verdict), '"minute";r=4;t=60, "hour";r=7;t=3600');
  });
});
