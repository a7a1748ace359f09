import { once } from 'node:events';
import { copyFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { findFreePorts } from '../../cli/dapr/free-ports.ts';
import { startService, type TestService } from '../start-service.ts';
import { rehearse } from './rehearse.ts';
import { makeFolder } from './run-block.ts';
import { startPrometheus, type TestPrometheus } from './start-prometheus.ts';

describe('rehearsal: a rollout whose pods have no sidecar', () => {
  const folder = makeFolder('rehearsal');
  const flagsFile = join(folder, 'flags.json');
  let earlier: TestService;
  let waiting: TestService;
  let prometheus: TestPrometheus;
  let sidecar: Server;
  let port = 0;

  before(async () => {
    copyFileSync('flags.json', flagsFile);
    [port = 0] = await findFreePorts(1);
    // Well, and takes every event.
    sidecar = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(204).end());
    });
    const quiet = { LEARNFLOW_LOG_LEVEL: 'fatal' };
    earlier = await startService(quiet);
    waiting = await startService({
      ...quiet,
      LEARNFLOW_EVENTS: `dapr://127.0.0.1:${port}/learning-pubsub`,
      LEARNFLOW_DAPR_STARTUP_MS: '600000',
    });
    prometheus = await startPrometheus(earlier.metricsUrl);
  });
  after(async () => {
    await prometheus?.stop();
    await earlier?.stop();
    await waiting?.stop();
    sidecar?.closeAllConnections();
    sidecar?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('pages although each of them can be reached', (t) =>
    rehearse(
      t,
      { prometheus, desk: { service: waiting, flagsFile } },
      {
        runbook: 'target-down',
        breakIt: () => prometheus.follow(waiting.metricsUrl),
        must: ['TargetDown'],
        async mend() {
          await once(sidecar.listen(port, '127.0.0.1'), 'listening');
        },
      },
    ));
});
