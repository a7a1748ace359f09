import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type BadAgent, startBadAgent } from '../start-bad-agent.ts';
import { call, startService, type TestService } from '../start-service.ts';
import { rehearse, type World } from './rehearse.ts';
import { type Load, startLoad } from './start-load.ts';
import { startPrometheus } from './start-prometheus.ts';

describe('rehearsal: what is left lying', () => {
  let debug: BadAgent;
  let service: TestService;
  let load: Load;
  let world: World;

  before(async () => {
    debug = await startBadAgent();
    const agents = ['debug', 'concepts', 'exercise', 'progress', 'review'].map((name) => `${name}-agent=${debug.url}`);
    service = await startService({ LEARNFLOW_AGENTS: agents.join(','), LEARNFLOW_LOG_LEVEL: 'fatal' });
    load = startLoad(service, 5);
    // Asks no tutor: those are only for the questions that are left lying.
    load.path = '/api/v1/classify';
    world = { prometheus: await startPrometheus(service.metricsUrl), desk: { service, flagsFile: 'flags.json' } };
  });
  after(async () => {
    await load?.stop();
    await world?.prometheus.stop();
    await service?.stop();
    debug?.stop();
  });

  // A week is a minute here, and is waited for.
  it('a few dead letters that nobody replays for a week', (t) =>
    rehearse(t, world, {
      runbook: 'dead-letters-aging',
      async breakIt() {
        await debug.setMode('refusal');
        const body = { query: 'why does it fail', session_context: { chosen_intent: 'syntax_help' } };
        for (const student of ['ada', 'bob', 'eve']) {
          const { status } = await call(service, '/api/v1/triage', { token: await service.token(student), body });
          assert.equal(status, 502);
        }
      },
      must: ['DeadLettersAging'],
      mend: () => debug.setMode('well'),
    }));
});
