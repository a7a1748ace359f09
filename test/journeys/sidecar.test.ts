import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findFreePorts } from '../../cli/dapr/free-ports.ts';
import { createTokens } from '../create-tokens.ts';
import { missingPart } from '../stack/build-part.ts';
import { DAPR } from '../stack/parts.ts';
import { startDapr, type TestDapr } from '../stack/start-dapr.ts';
import { type BadAgent, startBadAgent } from '../start-bad-agent.ts';
import { call, startService, type TestService } from '../start-service.ts';

const API_TOKEN = 'what the sidecar wants to see';
const APP_TOKEN = 'what the sidecar shows';

async function waitUntil(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await wait(20);
}

const noDapr = missingPart(DAPR);

describe('journey: the service behind a Dapr sidecar', { skip: noDapr ?? false }, () => {
  let dapr: TestDapr;
  let tutor: BadAgent;
  let service: TestService;
  let makeToken: Awaited<ReturnType<typeof createTokens>>;
  let ports: number[];
  before(async () => {
    [dapr, tutor, ports] = await Promise.all([startDapr(), startBadAgent(), findFreePorts(4)]);
    service = await startService({
      LEARNFLOW_AGENTS: `dapr://127.0.0.1:${ports[0]}`,
      LEARNFLOW_DAPR_API_TOKEN: API_TOKEN,
      LEARNFLOW_DAPR_APP_TOKEN: APP_TOKEN,
    });
    makeToken = await createTokens(service.dataDir);
  });
  after(async () => {
    await service?.stop();
    tutor?.stop();
    await dapr?.stop();
  });

  const ready = () => call(service, '/readyz');
  const ask = async (headers: Record<string, string> = {}) =>
    call(service, '/api/v1/triage', {
      token: await makeToken('ada'),
      headers,
      body: { query: 'help', session_context: { chosen_intent: 'syntax_help' } },
    });

  it('is alive and not ready until its sidecar was there once, whichever started first', async () => {
    const early = await ready();
    assert.deepEqual([early.status, early.json.status, early.json.sidecar], [503, 'starting', 'waiting']);
    assert.equal((await call(service, '/livez')).status, 200);
    assert.match(await (await fetch(service.metricsUrl)).text(), /^learnflow_ready 0$/m);

    const appPort = Number(new URL(service.url).port);
    const sidecar = await dapr.startSidecar('triage-service', {
      appPort,
      apiToken: API_TOKEN,
      appToken: APP_TOKEN,
      healthPath: '/livez',
      ports,
    });
    await dapr.startSidecar('debug-agent', { appPort: Number(new URL(tutor.url).port) });
    await waitUntil(async () => (await ready()).status === 200);
    assert.match(await (await fetch(service.metricsUrl)).text(), /^learnflow_ready 1$/m);
    const { status, json } = await ask();
    assert.deepEqual([status, json.decision.target_agent], [200, 'debug-agent']);

    // One that goes is for retries and breakers to deal with: all replicas would else be unready at once.
    await sidecar.stop('SIGKILL');
    assert.equal((await ready()).status, 200);
    await dapr.startSidecar('triage-service', { appPort, apiToken: API_TOKEN, appToken: APP_TOKEN, ports });
  });

  it('shows operators where its tutors are', async () => {
    const { json } = await call(service, '/api/v1/agents', { token: await makeToken('op', 'operator') });
    assert.equal(json.agents[0].reached, `dapr://127.0.0.1:${ports[0]}/${json.agents[0].agent}`);
  });

  it('refuses who says that a request came through Dapr and cannot show the token', async () => {
    assert.equal((await ask({ 'dapr-caller-app-id': 'debug-agent' })).status, 401);
    assert.equal((await ask({ 'dapr-api-token': 'guessed' })).status, 401);
    assert.equal((await ask({ 'dapr-api-token': APP_TOKEN })).status, 200);
  });

  it('finishes what is under way when it is told to stop, and stays well for its sidecar meanwhile', async () => {
    await tutor.setMode('silence');
    const underWay = ask();
    await waitUntil(async () => (await tutor.countCalls()) === 1);
    const late = await makeToken('bo');
    const stopped = service.stop();
    await waitUntil(async () => (await ready()).json.status === 'draining');
    assert.equal((await ready()).status, 503);
    assert.equal((await call(service, '/livez')).status, 200);
    const refused = await call(service, '/api/v1/triage', { token: late, body: { query: 'help' } });
    assert.deepEqual([refused.status, refused.json.code], [503, 'OVERLOADED']);
    await tutor.setMode('well');
    assert.equal((await underWay).status, 200);
    assert.equal(await stopped, 0);
  });
});

describe('journey: a service whose sidecar does not come', () => {
  it('gives up in time, and says what is missing', async () => {
    const [port] = await findFreePorts(1);
    const args = ['cli/learnflow.js', 'serve', '--port', '0', '--metrics-port', '0'];
    const dir = mkdtempSync(join(tmpdir(), 'learnflow-alone-'));
    const env = {
      ...process.env,
      LEARNFLOW_DATA_DIR: dir,
      LEARNFLOW_AGENTS: `dapr://127.0.0.1:${port}`,
      LEARNFLOW_EVENTS: `dapr://127.0.0.1:${port}/learning-pubsub`,
      LEARNFLOW_DAPR_STARTUP_MS: '300',
    };
    // It may give up before it says that it is ready, or after.
    const end = await promisify(execFile)(process.execPath, args, { env }).catch((error: unknown) => error);
    rmSync(dir, { recursive: true });
    const { code, stderr } = end as { code?: number; stderr: string };
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`no Dapr sidecar at http://127.0.0.1:${port} within 0.3 s`));
  });

  it('is refused an address that is none', async () => {
    for (const [name, value] of [
      ['LEARNFLOW_AGENTS', 'dapr://127.0.0.1:3500/debug-agent'],
      ['LEARNFLOW_AGENTS', 'dapr://127.0.0.1'],
      ['LEARNFLOW_EVENTS', 'dapr://127.0.0.1:3500'],
      ['LEARNFLOW_EVENTS', 'dapr://127.0.0.1:3500/a/b'],
    ] as const) {
      await assert.rejects(startService({ [name]: value }), new RegExp(`${name}: wanted dapr://`));
    }
  });
});
