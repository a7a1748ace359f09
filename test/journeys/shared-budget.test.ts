import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createTokens } from '../create-tokens.ts';
import { answering, type FakeModel, startFakeModel } from '../fake-model.ts';
import { missingRedis, startRedis, type TestRedis } from '../start-redis.ts';
import { call, startService, type TestService } from '../start-service.ts';

/** What the model says each question cost it. */
const COST = 312;
const DAILY_TOKENS = 2_000;
const UNSURE = { query: 'hmm so the thing we spoke about' };

describe('journey: two services with one language model and one Redis', { skip: missingRedis() ?? false }, () => {
  let redis: TestRedis;
  let model: FakeModel;
  let services: TestService[];
  let token: (student: string) => Promise<string>;
  before(async () => {
    redis = await startRedis();
    model = await startFakeModel(answering('exercise_request'));
    const folders = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'learnflow-budget-')));
    const [first = '', other = ''] = folders;
    token = await createTokens(first);
    copyFileSync(join(first, 'development-key.json'), join(other, 'development-key.json'));
    const settings = {
      LEARNFLOW_RATE_LIMIT: redis.url,
      LEARNFLOW_LLM_BASE_URL: model.baseUrl,
      LEARNFLOW_LLM_THRESHOLD: '1',
      LEARNFLOW_LLM_DAILY_TOKENS: String(DAILY_TOKENS),
    };
    services = await Promise.all(folders.map((folder) => startService(settings, folder)));
  });
  after(async () => {
    await Promise.all((services ?? []).map((service) => service.stop()));
    await model?.close();
    await redis?.stop();
  });

  it('spend one budget a day together, and decide without the model when it is spent', async () => {
    const decidedBy: string[] = [];
    for (let round = 0; round < 8; round++) {
      for (const service of services) {
        const bearer = await token(`student-${round}`);
        const { status, json } = await call(service, '/api/v1/classify', { token: bearer, body: UNSURE });
        assert.equal(status, 200);
        decidedBy.push(json.classification.decided_by);
      }
    }
    const asked = model.requests.length;
    assert.ok(asked >= 4 && asked * COST <= DAILY_TOKENS, `${asked} questions`);
    assert.equal(decidedBy.filter((who) => who === 'llm').length, asked);
    assert.ok(decidedBy.slice(-2).every((who) => who !== 'llm'));
  });
});
