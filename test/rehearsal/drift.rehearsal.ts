import { once } from 'node:events';
import { copyFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { runCli, startService, type TestService } from '../start-service.ts';
import { rehearse, type World } from './rehearse.ts';
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

describe('rehearsal: what is understood', () => {
  const folder = makeFolder('rehearsal');
  const flagsFile = join(folder, 'flags.json');
  let service: TestService;
  let load: Load;
  let world: World;

  before(async () => {
    copyFileSync('flags.json', flagsFile);
    service = await startService({ LEARNFLOW_FLAGS: `file:${flagsFile}`, LEARNFLOW_LOG_LEVEL: 'fatal' });
    load = startLoad(service, 30);
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

  it('a trained model that is not asked any more', async (t) => {
    // The hour that others are compared with.
    await wait(15_000);
    await rehearse(t, world, {
      runbook: 'fallback-share-moved',
      breakIt: () => runCli('flags', 'set', 'ml-classifier', 'off', '--file', flagsFile),
      must: ['FallbackShareMoved'],
      may: ['ConfidenceDrift'],
    });
  });
});

describe('rehearsal: the identity provider is away', () => {
  let provider: Server;
  let isWell = false;
  let service: TestService;
  let load: Load;
  let world: World;

  before(async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const jwk = { ...(await exportJWK(publicKey)), kid: '1', alg: 'RS256', use: 'sig' };
    provider = createServer((_request, response) => {
      if (!isWell) response.writeHead(503).end();
      else response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
    }).listen(0, '127.0.0.1');
    await once(provider, 'listening');
    const sign = (role: string) =>
      new SignJWT({ role })
        .setProtectedHeader({ alg: 'RS256', kid: '1', typ: 'at+jwt' })
        .setIssuer('https://id.school.test')
        .setAudience('learnflow-triage')
        .setSubject('ada')
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(privateKey);
    service = await startService({
      LEARNFLOW_JWKS_URL: `http://127.0.0.1:${(provider.address() as AddressInfo).port}/keys`,
      LEARNFLOW_ISSUER: 'https://id.school.test',
      LEARNFLOW_LOG_LEVEL: 'fatal',
    });
    const token = await sign('student');
    load = startLoad(service, 5);
    load.token = async () => token;
    load.path = '/api/v1/classify';
    load.ask = () => ({ query: 'what is a list' });
    world = {
      prometheus: await startPrometheus(service.metricsUrl),
      desk: { service, flagsFile: 'flags.json', token },
    };
  });
  after(async () => {
    await load?.stop();
    await world?.prometheus.stop();
    await service?.stop();
    provider?.close();
  });

  it('since the service was started', (t) =>
    rehearse(t, world, {
      runbook: 'signing-keys-unreachable',
      isBroken: true,
      must: ['SigningKeysUnreachable', 'SigningKeysStale'],
      mend() {
        isWell = true;
      },
    }));
});
