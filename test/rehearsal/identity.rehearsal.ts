import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { startService, type TestService } from '../start-service.ts';
import { rehearse, type World } from './rehearse.ts';
import { type Load, startLoad } from './start-load.ts';
import { startPrometheus } from './start-prometheus.ts';

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
      desk: { service, flagsFile: 'flags.json', token: await sign('operator'), studentToken: token },
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
      besides: ['signing-keys-stale'],
      isBroken: true,
      must: ['SigningKeysUnreachable', 'SigningKeysStale'],
      mend() {
        isWell = true;
      },
    }));
});
