import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { complete, type FakeModel, startFakeModel } from '../fake-model.ts';
import { startRedis, type TestRedis } from '../start-redis.ts';
import { call, runCli, startService, type TestService } from '../start-service.ts';
import { rehearse, type World } from './rehearse.ts';
import { makeFolder } from './run-block.ts';
import { type Load, startLoad } from './start-load.ts';
import { startPrometheus } from './start-prometheus.ts';

const DECISION = JSON.stringify({ intent: 'concept_explanation', confidence: 0.9 });
/** Unlike one another, or the model would not be asked twice. */
const ASKED = ['what is a list', 'how do loops work', 'what does return do', 'explain classes to me'];

describe('rehearsal: identity, limits, flags, language model', () => {
  const folder = makeFolder('rehearsal');
  const flagsFile = join(folder, 'flags.json');
  let redis: TestRedis;
  let model: FakeModel;
  let service: TestService;
  let load: Load;
  let world: World;
  let modelDelayMs = 0;
  let isModelWell = true;

  before(async () => {
    copyFileSync('flags.json', flagsFile);
    // Until the language model is what is rehearsed, decisions are the classifier's alone.
    await runCli('flags', 'set', 'openai-router', 'off', '--file', flagsFile);
    redis = await startRedis();
    model = await startFakeModel((_request, response) => {
      if (!isModelWell) response.writeHead(500).end('{}');
      else setTimeout(() => complete(response, DECISION), modelDelayMs);
    });
    service = await startService({
      LEARNFLOW_RATE_LIMIT: redis.url,
      LEARNFLOW_FAILED_AUTHENTICATIONS_PER_MINUTE: '100000',
      LEARNFLOW_FLAGS: `file:${flagsFile}`,
      LEARNFLOW_LLM_BASE_URL: model.baseUrl,
      // Every message, however sure the classifier is.
      LEARNFLOW_LLM_THRESHOLD: '1',
      LEARNFLOW_LLM_DAILY_TOKENS: '1000000000',
      LEARNFLOW_LLM_STUDENT_DAILY_TOKENS: '1000000000',
      LEARNFLOW_LOG_LEVEL: 'fatal',
    });
    load = startLoad(service, 10);
    load.path = '/api/v1/classify';
    load.ask = (count) => ({ query: `${ASKED[count % ASKED.length]}, please, ${count}` });
    world = { prometheus: await startPrometheus(service.metricsUrl), desk: { service, flagsFile } };
  });
  after(async () => {
    await load?.stop();
    await world?.prometheus.stop();
    await service?.stop();
    await model?.close();
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('someone who tries tokens', async (t) => {
    const forged = `${await service.token('eve')}x`;
    let trying: NodeJS.Timeout | undefined;
    await rehearse(t, world, {
      runbook: 'auth-failure-spike',
      breakIt() {
        const attempt = () => call(service, '/api/v1/classify', { token: forged, body: { query: 'hi' } });
        trying = setInterval(() => void attempt().catch(() => undefined), 50);
      },
      must: ['AuthFailureSpike'],
      mend: () => clearInterval(trying),
    });
  });

  it('a Redis that is away', (t) =>
    rehearse(t, world, {
      runbook: 'limiter-on-insurance',
      breakIt: () => redis.kill(),
      must: ['LimiterOnInsurance'],
      mend: () => redis.restart(),
    }));

  it('a guard that someone turned off', (t) =>
    rehearse(t, world, {
      runbook: 'guard-off',
      breakIt: () => runCli('flags', 'set', 'audit-logging', 'off', '--file', flagsFile),
      must: ['GuardOff'],
    }));

  it('a file of flags that someone broke', (t) =>
    rehearse(t, world, {
      runbook: 'flag-file-broken',
      breakIt: () => writeFileSync(flagsFile, '{ "flags": '),
      must: ['FlagFileBroken'],
    }));

  it('a language model that is slow', (t) =>
    rehearse(t, world, {
      runbook: 'decision-latency-budget-burn',
      async breakIt() {
        modelDelayMs = 500;
        await runCli('flags', 'set', 'openai-router', 'on', '--file', flagsFile);
      },
      must: ['DecisionLatencyBudgetBurn'],
      mend() {
        modelDelayMs = 0;
      },
    }));

  it('a language model that fails', (t) =>
    rehearse(t, world, {
      runbook: 'model-breaker-open',
      breakIt() {
        isModelWell = false;
      },
      must: ['ModelBreakerOpen'],
      mend() {
        isModelWell = true;
      },
    }));
});
