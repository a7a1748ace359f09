import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { MODEL_FORMAT_VERSION } from '../../skills/triage-logic/engine/model.ts';
import { makeStubbornModel, writeModel } from '../create-models.ts';
import { answering, type FakeModel, startFakeModel } from '../fake-model.ts';
import { runCli, startService, type TestService } from '../start-service.ts';
import { raiseModelFormat, toModelFormat } from './next-build.ts';
import { startBuild, writeNext } from './other-builds.ts';
import { rehearse, type World } from './rehearse.ts';
import { makeFolder } from './run-block.ts';
import { type Load, startLoad } from './start-load.ts';
import { startPrometheus } from './start-prometheus.ts';

/** Tokens of a day: some thirty questions to the language model. */
const SMALL_BUDGET = '10000';

describe('rehearsal: models and what they cost', () => {
  const folder = makeFolder('rehearsal');
  const flagsFile = join(folder, 'flags.json');
  let model: FakeModel;
  let service: TestService;
  let load: Load;
  let world: World;
  const start = (dailyTokens: string, dataDir?: string) =>
    startService(
      {
        LEARNFLOW_LLM_BASE_URL: model.baseUrl,
        // Every message, however sure the classifier is.
        LEARNFLOW_LLM_THRESHOLD: '1',
        LEARNFLOW_LLM_DAILY_TOKENS: dailyTokens,
        LEARNFLOW_LLM_STUDENT_DAILY_TOKENS: '1000000000',
        LEARNFLOW_FLAGS: `file:${flagsFile}`,
        LEARNFLOW_LOG_LEVEL: 'fatal',
      },
      dataDir,
    );

  before(async () => {
    copyFileSync('flags.json', flagsFile);
    // Until its tokens are what is rehearsed, the language model is not asked.
    await runCli('flags', 'set', 'openai-router', 'off', '--file', flagsFile);
    model = await startFakeModel(answering('concept_explanation'));
    service = await start(SMALL_BUDGET);
    // Whichever process serves at the time.
    const now = {
      get url() {
        return service.url;
      },
      get metricsUrl() {
        return service.metricsUrl;
      },
      dataDir: service.dataDir,
    };
    load = startLoad(now, 8);
    load.path = '/api/v1/classify';
    load.ask = (count) => ({ query: `what is a list? ${count}` });
    world = { prometheus: await startPrometheus(service.metricsUrl), desk: { service: now, flagsFile } };
  });
  after(async () => {
    await load?.stop();
    await world?.prometheus.stop();
    await service?.stop();
    await model?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('a model that only the next build can read', async (t) => {
    const next = writeNext(join(folder, 'next'), raiseModelFormat);
    t.diagnostic(next.says);
    const newer = await startBuild(next, service.dataDir, { LEARNFLOW_LOG_LEVEL: 'fatal' });
    try {
      await rehearse(t, world, {
        runbook: 'release-not-followed',
        async breakIt() {
          const stubborn = makeStubbornModel('concept_explanation');
          const file = writeModel(join(folder, 'next.model'), toModelFormat(stubborn, MODEL_FORMAT_VERSION + 1));
          const onNewer = ['--url', newer.url, '--data-dir', service.dataDir];
          const { stdout } = await runCli('model', 'add', file, ...onNewer);
          await runCli('model', 'activate', stdout.trim(), ...onNewer);
        },
        must: ['ReleaseNotFollowed'],
      });
    } finally {
      await newer.stop();
    }
  });

  it('a day’s tokens that are nearly spent', (t) =>
    rehearse(t, world, {
      runbook: 'token-budget-nearly-spent',
      breakIt: () => runCli('flags', 'set', 'openai-router', 'on', '--file', flagsFile),
      must: ['TokenBudgetNearlySpent'],
      // Every message asks the model here, and two services start beside it: a decision may take longer than 150 ms.
      may: ['DecisionLatencyBudgetBurn'],
      async mend() {
        const before = service;
        service = await start('1000000000', before.dataDir);
        await world.prometheus.follow(service.metricsUrl);
        await before.stop({ keepData: true });
      },
    }));
});
