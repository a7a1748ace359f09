import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createTokens } from '../create-tokens.ts';
import { missingRedis, startRedis, type TestRedis } from '../start-redis.ts';
import { call, startService, type TestService } from '../start-service.ts';

describe('limits of three processes on one Redis', { skip: missingRedis() ?? false }, () => {
  let redis: TestRedis;
  let services: TestService[];
  let token: (student: string) => Promise<string>;

  before(async () => {
    redis = await startRedis();
    const folders = [1, 2, 3].map(() => mkdtempSync(join(tmpdir(), 'learnflow-replica-')));
    const [first = '', ...others] = folders;
    token = await createTokens(first);
    for (const folder of others)
      copyFileSync(join(first, 'development-key.json'), join(folder, 'development-key.json'));
    services = await Promise.all(folders.map((folder) => startService({ LEARNFLOW_RATE_LIMIT: redis.url }, folder)));
  });
  after(async () => {
    await Promise.all(services.map((service) => service.stop()));
    await redis.stop();
  });

  /** Sends that many messages of one student at once, to the services in turn. @returns how many were accepted */
  const send = async (student: string, count: number, to: readonly TestService[]) => {
    const bearer = await token(student);
    const statuses = await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const service = to[index % to.length] as TestService;
        return (await call(service, '/api/v1/classify', { token: bearer, body: { query: 'what is a loop' } })).status;
      }),
    );
    assert.deepEqual(
      statuses.filter((status) => status !== 200 && status !== 429),
      [],
    );
    return statuses.filter((status) => status === 200).length;
  };
  const storeOf = async (service: TestService) => (await call(service, '/readyz')).json.rate_limit as string;
  const insuredOf = async ({ metricsUrl }: TestService) =>
    Number(/learnflow_rate_limit_insured_total (\d+)/.exec(await (await fetch(metricsUrl)).text())?.[1]);

  it('accept exactly 100 of 150 messages of one student', async () => {
    assert.deepEqual(await Promise.all(services.map(storeOf)), ['redis', 'redis', 'redis']);
    assert.equal(await send('ada', 150, services), 100, services.map((service) => service.log()).join('\n'));
  });

  it('hold in each process when Redis is killed in the middle of a window, and say so', async () => {
    assert.equal(await send('bob', 30, services), 30);
    await redis.kill();
    for (const service of services) {
      assert.equal(await send('bob', 120, [service]), 90);
      assert.equal(await storeOf(service), 'insured');
      assert.ok((await insuredOf(service)) >= 120);
      assert.equal((await call(service, '/readyz')).status, 200);
      assert.match(service.log(), /Redis is away/);
    }
  });

  it('are shared again once Redis is back', async () => {
    await redis.restart();
    for (const [index, service] of services.entries()) {
      while ((await storeOf(service)) !== 'redis') {
        await send(`probe-${index}`, 1, [service]);
        await wait(50);
      }
    }
    assert.equal(await send('eve', 150, services), 100);
  });
});
