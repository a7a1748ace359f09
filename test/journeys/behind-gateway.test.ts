import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { Agent, request } from 'undici';
import { missingNginx, startNginx, type TestNginx } from '../start-nginx.ts';
import { startService, type TestService } from '../start-service.ts';

const ISSUER = 'https://id.school.test';

/**
 * What Kong 3.9 hands on after its jwt plugin: the path as it came; the address of the client behind what the client
 * claimed; the consumer that owns the key, which is the identity provider for everybody. It passes every other header on.
 */
const AS_KONG = `
  proxy_http_version 1.1;
  proxy_set_header Host service.internal:8080;
  proxy_set_header Connection keep-alive;
  proxy_set_header X-Real-IP $remote_addr;
  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
  proxy_set_header X-Forwarded-Proto https;
  proxy_set_header X-Forwarded-Host learnflow.example.org;
  proxy_set_header X-Forwarded-Port 443;
  proxy_set_header X-Forwarded-Path $request_uri;
  proxy_set_header X-Forwarded-Prefix "";
  proxy_set_header X-Kong-Request-Id $request_id;
  proxy_set_header X-Correlation-ID $request_id;
  proxy_set_header X-Consumer-ID 0b1f5a54-7a7e-4d51-9a2e-0d7b6a3f1c11;
  proxy_set_header X-Consumer-Username identity-provider;
  proxy_set_header X-Consumer-Custom-ID "";
  proxy_set_header X-Credential-Identifier key-1;
  proxy_set_header X-Anonymous-Consumer "";`;

/** What somebody might send who hopes that the gateway's word is believed. */
const FORGED = {
  'x-consumer-username': 'teacher',
  'x-consumer-custom-id': 'ada',
  'x-authenticated-userid': 'ada',
  'x-student-id': 'ada',
  'x-user-id': 'ada',
  'x-role': 'operator',
  'x-jwt-claims': '{"sub":"ada","role":"operator"}',
  'dapr-app-id': 'progress-agent',
  'dapr-caller-app-id': 'triage-service',
  'x-original-url': '/api/v1/audit',
};

describe('journey: behind a gateway that hands on as Kong does', { skip: missingNginx() }, () => {
  let provider: Server;
  let service: TestService;
  let gateway: TestNginx;
  let sign: (student: string, role?: string) => Promise<string>;
  // Another address than the gateway's, as clients have.
  const client = new Agent({ localAddress: '127.0.0.2' });

  before(async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const keys = [{ ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'RS256', use: 'sig' }];
    sign = (student, role = 'student') =>
      new SignJWT({ role })
        .setProtectedHeader({ alg: 'RS256', kid: 'key-1', typ: 'at+jwt' })
        .setIssuer(ISSUER)
        .setAudience('learnflow-triage')
        .setSubject(student)
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(privateKey);
    provider = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
    }).listen(0, '127.0.0.1');
    await once(provider, 'listening');
    service = await startService({
      LEARNFLOW_ENV: 'production',
      LEARNFLOW_ISSUER: ISSUER,
      LEARNFLOW_JWKS_URL: `http://127.0.0.1:${(provider.address() as { port: number }).port}/keys`,
      LEARNFLOW_TRUSTED_PROXIES: '127.0.0.1',
      LEARNFLOW_MESSAGES_PER_MINUTE: '5',
      LEARNFLOW_FAILED_AUTHENTICATIONS_PER_MINUTE: '5',
    });
    gateway = await startNginx([Number(new URL(service.url).port)], AS_KONG);
  });
  after(async () => {
    await gateway?.stop();
    await service?.stop();
    provider?.closeAllConnections();
    provider?.close();
    await client.close();
  });

  const send = async (path: string, token: string, headers: Record<string, string> = {}, body?: object) => {
    const answer = await request(`${gateway.url}${path}`, {
      dispatcher: client,
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
  };
  const ask = (token: string, headers = {}) =>
    send('/api/v1/triage', token, headers, { query: 'What is the difference between a list and a tuple?' });

  it('answers a question under the path it came with', async () => {
    const { status, text, headers } = await ask(await sign('sam'));
    assert.equal(status, 200, text);
    assert.equal(JSON.parse(text).decision.intent, 'concept_explanation');
    assert.equal(headers['x-request-id'], JSON.parse(text).request_id);
  });

  it('knows students by their tokens, though the gateway names one consumer for all', async () => {
    const answer = await ask(await sign('ada'));
    const path = `/api/v1/requests/${JSON.parse(answer.text).request_id}`;
    assert.equal((await send(path, await sign('ada'))).status, 200);
    assert.equal((await send(path, await sign('bob'))).status, 404);
  });

  it('believes no header about who somebody is, or where to go', async () => {
    const mallory = await sign('mallory');
    const { status, text } = await ask(mallory, FORGED);
    assert.equal(status, 200, text);
    const mine = JSON.parse((await send('/api/v1/requests', mallory)).text);
    assert.ok(JSON.stringify(mine).includes(JSON.parse(text).request_id), 'it is not in the history of its token');
    for (const path of ['/api/v1/circuit-breakers', '/api/v1/audit']) {
      assert.equal((await send(path, mallory, FORGED)).status, 403, path);
    }
    assert.equal((await send('/api/v1/circuit-breakers', 'none', FORGED)).status, 401);
  });

  it('limits each student alone: the gateway’s consumer is everybody', async () => {
    const eve = await sign('eve');
    const statuses = await Promise.all(Array.from({ length: 8 }, () => ask(eve))).then((all) =>
      all.map(({ status }) => status),
    );
    assert.equal(statuses.filter((status) => status === 429).length, 3, statuses.join());
    assert.equal((await ask(await sign('mia'))).status, 200);
  });

  it('takes no token from the address', async () => {
    const token = await sign('sam');
    const answer = await request(`${gateway.url}/api/v1/requests?jwt=${token}`, { dispatcher: client });
    await answer.body.dump();
    assert.ok([400, 401].includes(answer.statusCode), String(answer.statusCode));
  });

  it('streams the decision before the reply', async () => {
    const { status, text } = await ask(await sign('lea'), { accept: 'text/event-stream' });
    assert.equal(status, 200);
    assert.deepEqual(
      [...text.matchAll(/^event: (\w+)$/gm)].map(([, name]) => name),
      ['decision', 'reply'],
    );
  });

  it('counts failed tokens for the address the gateway saw, whatever the client says it is', async () => {
    const statuses: number[] = [];
    for (let one = 0; one < 12; one++) {
      statuses.push(
        (await ask('forged', { 'x-forwarded-for': `203.0.113.${one}`, 'x-real-ip': `203.0.113.${one}` })).status,
      );
    }
    assert.ok(statuses.includes(429), `each claimed address was counted for itself: ${statuses.join()}`);
    assert.equal((await ask(await sign('noa'))).status, 200, 'a good token is not held up by others’ bad ones');
  });
});
