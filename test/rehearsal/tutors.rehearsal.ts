import assert from 'node:assert/strict';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Agents } from '../../contract/agent-status.ts';
import { type BadAgent, startBadAgent } from '../start-bad-agent.ts';
import { call, startService, type TestService } from '../start-service.ts';
import { rehearse, type World } from './rehearse.ts';
import { makeFolder } from './run-block.ts';
import { type Load, startLoad } from './start-load.ts';
import { startPrometheus } from './start-prometheus.ts';

const OTHERS = ['concepts', 'exercise', 'progress', 'review'];
/** What else a failing tutor raises while a fifth of the questions are its own. */
const FAILING = ['ErrorRateHigh', 'AvailabilityBudgetBurn', 'DeadLettersGrowing'];

describe('rehearsal: tutors', () => {
  const folder = makeFolder('rehearsal');
  const flagsFile = join(folder, 'flags.json');
  let debug: BadAgent;
  let others: BadAgent;
  let service: TestService;
  let load: Load;
  let world: World;

  before(async () => {
    copyFileSync('flags.json', flagsFile);
    [debug, others] = await Promise.all([startBadAgent(), startBadAgent()]);
    const agents = [`debug-agent=${debug.url}`, ...OTHERS.map((name) => `${name}-agent=${others.url}`)];
    service = await startService({
      LEARNFLOW_AGENTS: agents.join(','),
      LEARNFLOW_BREAKER_OPEN_MS: '700',
      LEARNFLOW_FLAGS: `file:${flagsFile}`,
      LEARNFLOW_LOG_LEVEL: 'fatal',
    });
    load = startLoad(service, 15);
    world = { prometheus: await startPrometheus(service.metricsUrl), desk: { service, flagsFile } };
  });
  after(async () => {
    debug?.stop();
    others?.stop();
    await load?.stop();
    await world?.prometheus.stop();
    await service?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function untilBreakersClose(): Promise<void> {
    for (;;) {
      const token = await service.token('operator', '--role', 'operator');
      const { json } = await call(service, '/api/v1/agents', { token });
      if ((json as Agents).agents.every(({ breaker }) => breaker === 'closed')) return;
      await wait(200);
    }
  }

  it('is calm while all is well', async () => {
    const seen = new Set<string>();
    for (let look = 0; look < 60; look++) {
      for (const { labels, state } of await world.prometheus.alerts())
        if (state === 'firing') seen.add(labels.alertname);
      await wait(200);
    }
    assert.deepEqual([...seen], ['Watchdog']);
    assert.deepEqual([...load.statuses.keys()], [200]);
  });

  it('a dead tutor', (t) =>
    rehearse(t, world, {
      runbook: 'breaker-open',
      breakIt: () => debug.setMode('cutOff'),
      must: ['BreakerOpen', ...FAILING],
      may: ['DeadLettersAging'],
      async mend() {
        await debug.setMode('well');
        await untilBreakersClose();
      },
    }));

  it('a tutor that refuses what it is asked', (t) =>
    rehearse(t, world, {
      runbook: 'dead-letters-growing',
      besides: ['error-rate-high', 'availability-budget-burn'],
      breakIt: () => debug.setMode('refusal'),
      must: ['ErrorRateHigh', 'AvailabilityBudgetBurn', 'DeadLettersGrowing'],
      may: ['DeadLettersAging'],
      mend: () => debug.setMode('well'),
    }));

  it('a tutor that fails and recovers', async (t) => {
    let isMended = false;
    let toggling = Promise.resolve();
    await rehearse(t, world, {
      runbook: 'breaker-flapping',
      breakIt() {
        toggling = (async () => {
          for (let turn = 0; !isMended; turn++) {
            await debug.setMode(turn % 2 === 0 ? 'error' : 'well');
            await wait(1_500);
          }
        })();
      },
      must: ['BreakerFlapping'],
      may: ['BreakerOpen', 'DeadLettersAging', ...FAILING],
      async mend() {
        isMended = true;
        await toggling;
        await debug.setMode('well');
        await untilBreakersClose();
      },
    });
  });

  it('a slow tutor', (t) =>
    rehearse(t, world, {
      runbook: 'journey-latency-high',
      breakIt: () => debug.setMode('slow'),
      must: ['JourneyLatencyHigh'],
      mend: () => debug.setMode('well'),
    }));
});
