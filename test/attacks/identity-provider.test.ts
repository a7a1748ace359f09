import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { call, runCli, startService, type TestService } from '../start-service.ts';

const run = promisify(execFile);
const CLI = new URL('../../cli/learnflow.js', import.meta.url).pathname;
const ISSUER = 'https://id.school.test';

/** A service with an identity provider of its own: both real processes' ends of HTTP. */
describe('an identity provider over HTTP', () => {
  let provider: Server;
  let service: TestService;
  let keys: JWK[] = [];
  const asked: string[] = [];

  const makeKey = async (kid: string) => {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const publish = { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' };
    const sign = (student: string, header: object = {}, claims: object = { role: 'student' }) =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'RS256', kid, typ: 'at+jwt', ...header })
        .setIssuer(ISSUER)
        .setAudience('learnflow-triage')
        .setSubject(student)
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(privateKey);
    return { publish, sign };
  };
  const classify = async (bearer: string) =>
    (await call(service, '/api/v1/classify', { token: bearer, body: { query: 'what is a loop' } })).status;

  let first: Awaited<ReturnType<typeof makeKey>>;
  let second: Awaited<ReturnType<typeof makeKey>>;
  before(async () => {
    [first, second] = [await makeKey('2026-1'), await makeKey('2026-2')];
    keys = [first.publish];
    provider = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
    }).listen(0, '127.0.0.1');
    await once(provider, 'listening');
    const { port } = provider.address() as { port: number };
    service = await startService({
      LEARNFLOW_JWKS_URL: `http://127.0.0.1:${port}/keys`,
      LEARNFLOW_ISSUER: ISSUER,
      LEARNFLOW_ENV: 'production',
    });
  });
  after(async () => {
    provider.closeAllConnections();
    provider.close();
    await service.stop();
  });

  it('is asked once, at the address of the settings, whatever a token names', async () => {
    const { port } = provider.address() as { port: number };
    const elsewhere = `http://127.0.0.1:${port}/evil`;
    const evil = await makeKey('evil');
    const tokens = await Promise.all([
      first.sign('ada'),
      first.sign('bob', { jku: elsewhere, x5u: elsewhere }),
      evil.sign('eve', { jku: elsewhere, kid: '2026-1' }),
      evil.sign('eve', { jwk: evil.publish, kid: '2026-1' }),
    ]);
    assert.deepEqual(await Promise.all(tokens.map(classify)), [200, 200, 401, 401]);
    assert.deepEqual(asked, ['/keys']);
  });

  it('rotates its keys under load, and nobody honest is refused', async () => {
    const statuses: number[] = [];
    const send = async (key: typeof first, count: number) => {
      for (let message = 0; message < count; message++) {
        statuses.push(await classify(await key.sign(`student-${statuses.length}`)));
      }
    };
    const load = Promise.all([send(first, 25), send(first, 25)]);
    keys = [first.publish, second.publish];
    await Promise.all([load, send(second, 25), send(second, 25)]);
    assert.deepEqual([statuses.length, new Set(statuses)], [100, new Set([200])]);
  });

  it('is whom commands answer to: with a token of its own they do their work', async () => {
    const operator = { role: 'operator', permissions: ['privacy'] };
    const token = await second.sign('root', {}, operator);
    const at = ['--url', `${service.url}/`, '--token', token];
    assert.match((await runCli('agents', ...at)).stdout, /debug-agent/);
    assert.match((await runCli('flags', 'list', ...at)).stdout, /circuit-breaker/);
    assert.equal((await runCli('dead-letters', 'list', ...at)).stdout, '');
    assert.equal((await runCli('feedback', 'export', ...at)).stdout, '');
    assert.match((await runCli('audit', '--kind', 'refusal', '--limit', '1', ...at)).stdout, /refusal/);
    const student = ['--url', service.url, '--token', await second.sign('ada')];
    assert.match((await runCli('ask', 'what is a loop?', ...student)).stdout, /answered by/);
    await assert.rejects(runCli('flags', 'list', ...student), { stderr: /FORBIDDEN/ });

    const file = join(service.dataDir, 'token');
    writeFileSync(file, `${token}\n`);
    const env = { ...process.env, LEARNFLOW_TOKEN_FILE: file };
    const found = await run(process.execPath, [CLI, 'agents', '--data-dir', service.dataDir], { env });
    assert.match(found.stdout, /debug-agent/);
    await assert.rejects(runCli('agents', '--url', 'service'), { stderr: /LEARNFLOW_URL: wanted an http/ });
  });

  it('may go away: tokens old and new are still verified', async () => {
    provider.closeAllConnections();
    provider.close();
    for (const key of [first, second]) assert.equal(await classify(await key.sign('late')), 200);
    assert.equal(await classify(await (await makeKey('2026-3')).sign('eve')), 401);
    while (!service.log().includes('the keys of the identity provider cannot be read')) await wait(20);
  });

  it('leaves the development issuer no say, and commands say what to give instead', async () => {
    await assert.rejects(runCli('agents', '--url', service.url, '--data-dir', service.dataDir), {
      stderr: /UNAUTHENTICATED.*LEARNFLOW_TOKEN/,
    });
    assert.equal(await classify(await service.token('ada')), 401);
  });
});
