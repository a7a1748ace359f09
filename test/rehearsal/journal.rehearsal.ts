import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { runCli, startService, type TestService } from '../start-service.ts';
import { rehearse, type World } from './rehearse.ts';
import { makeFolder } from './run-block.ts';
import { type Load, startLoad } from './start-load.ts';
import { startPrometheus } from './start-prometheus.ts';

const HOLD_STORE = new URL('./hold-store.ts', import.meta.url).pathname;
/**
 * How long each write takes on the slow store, in milliseconds. Longer than a process waits for its turn: a third of the
 * questions are refused, and the others are answered, most after more than a second.
 */
const SLOW_MS = 1_200;
const FOR_GOOD_MS = 3_600_000;

describe('rehearsal: journal, events, metrics', () => {
  const folder = makeFolder('rehearsal');
  const flagsFile = join(folder, 'flags.json');
  let bus: Server;
  let busStatus = 204;
  let service: TestService;
  let load: Load;
  let world: World;
  let holder: ChildProcess | undefined;

  before(async () => {
    copyFileSync('flags.json', flagsFile);
    bus = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(busStatus).end());
    }).listen(0, '127.0.0.1');
    await once(bus, 'listening');
    service = await startService({
      LEARNFLOW_EVENTS: `http://127.0.0.1:${(bus.address() as AddressInfo).port}/events`,
      LEARNFLOW_FLAGS: `file:${flagsFile}`,
      LEARNFLOW_LOG_LEVEL: 'fatal',
    });
    load = startLoad(service, 15);
    world = { prometheus: await startPrometheus(service.metricsUrl), desk: { service, flagsFile } };
  });
  after(async () => {
    await letGo();
    await load?.stop();
    await world?.prometheus.stop();
    await service?.stop();
    bus.closeAllConnections();
    bus.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function hold(ms: number): Promise<void> {
    const args = [HOLD_STORE, join(service.dataDir, 'learnflow.db'), String(ms)];
    holder = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    assert.ok(holder.stdout);
    await once(holder.stdout, 'data');
  }

  async function letGo(): Promise<void> {
    const ended = holder?.kill('SIGKILL') === true ? once(holder, 'exit') : undefined;
    holder = undefined;
    await ended;
  }

  it('a store that is slow', async (t) => {
    const answered = () => load.statuses.get(200) ?? 0;
    let [before, whileSlow] = [0, 0];
    await rehearse(t, world, {
      runbook: 'journal-back-pressure',
      async breakIt() {
        await hold(SLOW_MS);
        before = answered();
      },
      must: ['JournalBackPressure', 'JourneyLatencyHigh', 'ErrorRateHigh', 'AvailabilityBudgetBurn'],
      async mend() {
        whileSlow = answered() - before;
        await letGo();
      },
    });
    assert.ok(whileSlow > 0, 'it was not slow, it was away');
  });

  it('a store that another process holds', (t) =>
    rehearse(t, world, {
      runbook: 'journal-back-pressure',
      breakIt: () => hold(FOR_GOOD_MS),
      must: ['JournalBackPressure', 'ErrorRateHigh', 'AvailabilityBudgetBurn'],
      may: ['JourneyLatencyHigh', 'DeadLettersGrowing'],
      mend: letGo,
    }));

  it('a bus that takes no events', (t) =>
    rehearse(t, world, {
      runbook: 'outbox-stuck',
      breakIt() {
        busStatus = 500;
      },
      must: ['OutboxStuck'],
      mend() {
        busStatus = 204;
      },
    }));

  it('metrics that were turned off', (t) =>
    rehearse(t, world, {
      runbook: 'target-down',
      breakIt: () => runCli('flags', 'set', 'prometheus-metrics', 'off', '--file', flagsFile),
      must: ['TargetDown'],
    }));
});
