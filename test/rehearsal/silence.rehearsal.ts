import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { secondsIn, shortened } from '../../deploy/observability/timing.ts';
import { startService, type TestService } from '../start-service.ts';
import { rehearse, type World } from './rehearse.ts';
import { type Load, startLoad } from './start-load.ts';
import { startPrometheus } from './start-prometheus.ts';

/** As many as a lesson has, in a quarter of an hour of a live test; an alert asks for 300. */
const PER_SECOND = 60;

describe('rehearsal: students who do not come through', () => {
  let service: TestService;
  let load: Load;
  let world: World;
  const teach = () => {
    load = startLoad(service, PER_SECOND);
    load.path = '/api/v1/classify';
  };

  before(async () => {
    service = await startService({ LEARNFLOW_LOG_LEVEL: 'fatal' });
    teach();
    world = { prometheus: await startPrometheus(service.metricsUrl), desk: { service, flagsFile: 'flags.json' } };
  });
  after(async () => {
    await load?.stop();
    await world?.prometheus.stop();
    await service?.stop();
  });

  // A week is a minute here, and is waited for.
  it('a gateway that lets nobody in', async (t) => {
    await wait((secondsIn(shortened, '7d') + secondsIn(shortened, '15m')) * 1_000);
    await rehearse(t, world, {
      runbook: 'answers-stopped',
      breakIt: () => load.stop(),
      must: ['AnswersStopped'],
      mend: teach,
    });
  });
});
