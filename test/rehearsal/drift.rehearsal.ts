import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { makeHesitantModel, writeModel } from '../create-models.ts';
import { runCli, startService, type TestService } from '../start-service.ts';
import { rehearse, type Scenario, type World } from './rehearse.ts';
import { makeFolder } from './run-block.ts';
import { type Load, startLoad } from './start-load.ts';
import { startPrometheus } from './start-prometheus.ts';

/** Clear to the trained model; the rules alone are unsure of most. */
const ASKED = [
  'can you check if my solution is any good',
  'my script dies with a KeyError and I do not see why',
  'explain what a generator is',
  'quiz me on dictionaries',
];

interface Drift extends Pick<Scenario, 'runbook' | 'must' | 'may'> {
  readonly breakIt: (place: { folder: string; flagsFile: string; dataDir: string }) => Promise<unknown>;
}

const DRIFTS: Readonly<Record<string, Drift>> = {
  'a trained model that is not asked any more': {
    runbook: 'fallback-share-moved',
    breakIt: ({ flagsFile }) => runCli('flags', 'set', 'ml-classifier', 'off', '--file', flagsFile),
    must: ['FallbackShareMoved'],
    may: ['ConfidenceDrift'],
  },
  'a new model that is surer of nothing': {
    runbook: 'confidence-drift',
    async breakIt({ folder, dataDir }) {
      const file = writeModel(join(folder, 'hesitant.model'), makeHesitantModel());
      const { stdout } = await runCli('model', 'add', file, '--data-dir', dataDir);
      await runCli('model', 'activate', stdout.trim(), '--data-dir', dataDir);
    },
    must: ['ConfidenceDrift'],
  },
};

describe('rehearsal: what is understood', { concurrency: true }, () => {
  for (const [name, { breakIt, ...scenario }] of Object.entries(DRIFTS)) {
    describe(scenario.runbook, () => {
      const folder = makeFolder('rehearsal');
      const flagsFile = join(folder, 'flags.json');
      let service: TestService;
      let load: Load;
      let world: World;

      before(async () => {
        copyFileSync('flags.json', flagsFile);
        service = await startService({ LEARNFLOW_FLAGS: `file:${flagsFile}`, LEARNFLOW_LOG_LEVEL: 'fatal' });
        // Far more than the alerts ask for, so that a machine that is slow gets through enough.
        load = startLoad(service, 60);
        load.path = '/api/v1/classify';
        load.ask = (count) => ({ query: `${ASKED[count % ASKED.length]} (${count})` });
        world = { prometheus: await startPrometheus(service.metricsUrl), desk: { service, flagsFile } };
      });
      after(async () => {
        await load?.stop();
        await world?.prometheus.stop();
        await service?.stop();
        rmSync(folder, { recursive: true, force: true });
      });

      it(name, async (t) => {
        // The hour that others are compared with.
        await wait(15_000);
        await rehearse(t, world, {
          ...scenario,
          breakIt: () => breakIt({ folder, flagsFile, dataDir: service.dataDir }),
        });
      });
    });
  }
});
