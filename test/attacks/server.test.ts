import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { parseAddressList } from '../../src/edge/address-list.ts';
import { unauthenticated } from '../../src/edge/authenticate.ts';
import { createDrain } from '../../src/edge/drain.ts';
import { refuseOtherMethods } from '../../src/edge/refuse-other-methods.ts';
import { openRequestLimits } from '../../src/edge/request-limits.ts';
import { SECURITY_HEADERS } from '../../src/edge/security-headers.ts';
import { createServer } from '../../src/edge/server.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { createRequestLogs } from '../../src/telemetry/request-log.ts';
import { NO_SPAN } from '../../src/telemetry/span.ts';

const ORIGIN = 'https://school.example';

async function open(overrides: { proxies?: string[]; failures?: number } = {}) {
  const state = { isOverloaded: false, seen: undefined as unknown };
  const metrics = createMetrics('test');
  const perMinute = (limit: number) => [{ name: 'minute', limit, seconds: 60 }];
  const windows = {
    messages: perMinute(10),
    reads: perMinute(100),
    failed_authentication: perMinute(overrides.failures ?? 1_000),
  };
  const logger = pino({ level: 'silent' });
  const app = await createServer({
    logger,
    logOf: createRequestLogs(logger),
    gate: {
      authenticate: async (authorization) => {
        if (authorization === undefined) throw unauthenticated('missing');
        if (authorization === 'Bearer bad') throw unauthenticated('signature');
        if (authorization === 'Bearer old') throw unauthenticated('expired');
        return { studentId: authorization, role: 'student', permissions: [] };
      },
      limits: await openRequestLimits({ url: 'memory:' }, windows, Date.now, { storeIs: () => {}, insured: () => {} }),
      isProxy: parseAddressList(overrides.proxies ?? []),
      isOverloaded: () => state.isOverloaded,
      drain: createDrain(),
    },
    metrics,
    newId: () => 'id',
    deadlineMs: 1_000,
    isDraining: () => false,
    // Long enough that a request which was sent whole is never taken for one that does not come.
    requestTimeoutMs: 1_500,
    corsOrigins: [ORIGIN],
    onRefusal: () => undefined,
    tracing: { begin: () => NO_SPAN, end: () => undefined },
  });
  app.post('/api/v1/triage', async (request) => {
    state.seen = { headers: request.headers, ip: request.ip };
    return { ok: true };
  });
  app.post('/api/v1/classify', { config: { countMessages: (body) => (body as unknown[]).length } }, async () => ({}));
  app.get('/livez', async () => ({}));
  refuseOtherMethods(app);
  return { app, state, metrics };
}

const ask = (app: FastifyInstance, headers: Record<string, string> = {}, url = '/api/v1/triage', payload = '{}') =>
  app.inject({
    method: 'POST',
    url,
    headers: { authorization: 'Bearer ada', 'content-type': 'application/json', ...headers },
    payload,
  });

describe('the server: identity', () => {
  it('drops every header that claims one, and forwarding headers of strangers', async () => {
    const { app, state } = await open();
    const spoofed = {
      'x-consumer-id': '1',
      'x-consumer-username': 'root',
      'x-credential-identifier': 'k',
      'x-anonymous-consumer': 'false',
      'x-student-id': 'eve',
      'x-role': 'operator',
      'x-jwt-claims': '{}',
      'x-forwarded-for': '10.0.0.1',
      'x-forwarded-host': 'evil.test',
      forwarded: 'for=10.0.0.1',
      'x-real-ip': '10.0.0.1',
      'dapr-app-id': 'debug-agent',
      'dapr-api-token': 't',
      'dapr-caller-app-id': 'x',
    };
    assert.equal((await ask(app, spoofed)).statusCode, 200);
    const { headers, ip } = state.seen as { headers: Record<string, string>; ip: string };
    assert.deepEqual(
      Object.keys(spoofed).filter((name) => name in headers),
      [],
    );
    assert.equal(ip, '127.0.0.1');
  });

  it('believes X-Forwarded-For of a configured proxy alone, and only the hop that proxy saw', async () => {
    const { app, state } = await open({ proxies: ['127.0.0.1'] });
    await ask(app, { 'x-forwarded-for': '203.0.113.66, 198.51.100.7' });
    assert.equal((state.seen as { ip: string }).ip, '198.51.100.7');
  });

  for (const name of ['access_token', 'token', 'jwt', 'id_token', 'ACCESS_TOKEN', '%61ccess_token', 'authorization']) {
    it(`refuses a token in the address as ${name}, beside a good header too`, async () => {
      const { app, metrics } = await open();
      const { statusCode, body } = await ask(app, {}, `/api/v1/triage?${name}=eyJhbGciOiJub25lIn0.e30.`);
      assert.equal(statusCode, 401);
      assert.doesNotMatch(body, /eyJ/);
      assert.equal(metrics.security.read().auth_failures.in_query, 1);
    });
  }

  it('lets a good token pass from an address whose bad ones are refused', async () => {
    const { app, metrics } = await open({ failures: 3 });
    const statuses = [];
    for (let attempt = 0; attempt < 5; attempt++) {
      statuses.push((await ask(app, { authorization: 'Bearer bad' })).statusCode);
    }
    assert.deepEqual(statuses, [401, 401, 401, 429, 429]);
    assert.equal((await ask(app)).statusCode, 200);
    assert.equal((await ask(app, { authorization: 'Bearer old' })).statusCode, 401);
    const { auth_failures, refused_limits } = metrics.security.read();
    assert.deepEqual([auth_failures.signature, refused_limits.failed_authentication], [5, 2]);
  });
});

describe('the server: limits', () => {
  it('answers 429 with the three headers, and shows what is left before that', async () => {
    const { app } = await open();
    const first = await ask(app);
    assert.equal(first.headers['ratelimit-policy'], '"minute";q=10;w=60');
    assert.match(String(first.headers.ratelimit), /^"minute";r=9;t=(60|59)$/);
    for (let message = 0; message < 9; message++) await ask(app);
    const refused = await ask(app);
    assert.deepEqual([refused.statusCode, refused.json().code], [429, 'RATE_LIMITED']);
    assert.ok(Number(refused.headers['retry-after']) >= 1 && Number(refused.headers['retry-after']) <= 60);
    assert.match(String(refused.headers.ratelimit), /"minute";r=0;/);
    assert.equal((await ask(app, { authorization: 'Bearer bob' })).statusCode, 200);
  });

  it('counts the messages of a batch, all or none', async () => {
    const { app } = await open();
    const batch = (size: number) => ask(app, {}, '/api/v1/classify', JSON.stringify(Array(size).fill(0)));
    assert.equal((await batch(8)).statusCode, 200);
    assert.equal((await batch(3)).statusCode, 429);
    assert.equal((await batch(2)).statusCode, 200);
  });

  it('sheds work that needs identity while it is overloaded, and answers probes', async () => {
    const { app, state, metrics } = await open();
    state.isOverloaded = true;
    const refused = await ask(app);
    assert.deepEqual(
      [refused.statusCode, refused.json().code, refused.headers['retry-after']],
      [503, 'OVERLOADED', '1'],
    );
    assert.equal((await app.inject('/livez')).statusCode, 200);
    assert.equal(metrics.security.read().shed_requests, 1);
  });
});

describe('the server: headers', () => {
  it('names no software and sets what browsers look for', async () => {
    const { app } = await open();
    const { headers } = await ask(app);
    assert.equal(headers.server ?? headers['x-powered-by'], undefined);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['cache-control'], 'no-store');
    assert.match(String(headers['content-security-policy']), /default-src/);
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) assert.equal(headers[name], value);
  });

  it('tells browsers the same where it refuses, whoever asks, for whatever', async () => {
    const { app } = await open();
    const answers = [
      await app.inject({ method: 'POST', url: '/api/v1/triage', payload: {} }),
      await ask(app, {}, '/nowhere'),
      await app.inject({ method: 'GET', url: '/api/v1/triage' }),
    ];
    assert.deepEqual(
      answers.map(({ statusCode }) => statusCode),
      [401, 404, 405],
    );
    for (const { headers } of answers)
      for (const [name, value] of Object.entries(SECURITY_HEADERS)) assert.equal(headers[name], value, name);
  });

  it('lets a listed origin in and no other', async () => {
    const { app } = await open();
    const preflight = (origin: string) =>
      app.inject({
        method: 'OPTIONS',
        url: '/api/v1/triage',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const listed = await preflight(ORIGIN);
    assert.deepEqual([listed.statusCode, listed.headers['access-control-allow-origin']], [204, ORIGIN]);
    assert.equal(listed.headers['access-control-allow-credentials'], undefined);
    for (const origin of ['https://evil.test', 'null', `${ORIGIN}.evil.test`, 'http://school.example']) {
      const other = await preflight(origin);
      assert.deepEqual([other.statusCode, other.headers['access-control-allow-origin']], [405, undefined]);
    }
    assert.equal((await ask(app, { origin: ORIGIN })).headers['access-control-allow-origin'], ORIGIN);
  });

  it('answers 405 with Allow to every other method, HEAD and TRACE among them, and 404 elsewhere', async () => {
    const { app } = await open();
    for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as const) {
      const { statusCode, headers } = await app.inject({ method: method as 'GET', url: '/api/v1/triage' });
      assert.deepEqual([method, statusCode, headers.allow], [method, 405, 'POST']);
    }
    assert.equal((await app.inject({ method: 'POST', url: '/livez' })).statusCode, 405);
    for (const url of ['/api/v1/none', '/', '/..%2f..%2fetc%2fpasswd', '/%00', `/api/v1/requests/${'x'.repeat(500)}`]) {
      const answer = await app.inject(url);
      assert.deepEqual([url, answer.statusCode, answer.json().code], [url, 404, 'NOT_FOUND']);
    }
  });
});

describe('the server: what never becomes a request', () => {
  let app: FastifyInstance;
  let port: number;
  before(async () => {
    ({ app } = await open());
    await app.listen({ port: 0, host: '127.0.0.1' });
    ({ port } = app.server.address() as { port: number });
  });
  after(() => app.close());

  const send = async (text: string) => {
    const socket = createConnection(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.on('error', () => undefined);
    socket.write(text);
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    return answer;
  };
  const head = 'POST /api/v1/triage HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

  it('cuts off a body that does not come, with 408', async () => {
    const answer = await send(`${head}Authorization: Bearer ada\r\nContent-Length: 100\r\n\r\n{"query":`);
    assert.match(answer, /^HTTP\/1\.1 408 .*"code":"REQUEST_TIMED_OUT"/s);
  });

  it('cuts off headers that do not end, with 408', async () => {
    assert.match(await send(`${head}X-Slow: `), /^HTTP\/1\.1 408 /);
  });

  it('refuses 20 KiB of headers with 431 and bytes that are not HTTP with 400, as problems', async () => {
    assert.match(await send(`${head}X-Large: ${'x'.repeat(20_000)}\r\n\r\n`), /^HTTP\/1\.1 431 .*"HEADERS_TOO_LARGE"/s);
    assert.match(await send('\u0016\u0003\u0001 hello\r\n\r\n'), /^HTTP\/1\.1 400 .*problem\+json.*"INVALID_REQUEST"/s);
  });

  it('refuses two Authorization headers, whichever is good', async () => {
    for (const [first, second] of [
      ['ada', 'eve'],
      ['bad', 'ada'],
    ]) {
      const two = `Authorization: Bearer ${first}\r\nauthorization: Bearer ${second}\r\n`;
      const answer = await send(`${head}${two}Content-Length: 2\r\nConnection: close\r\n\r\n{}`);
      assert.match(answer, /^HTTP\/1\.1 401 .*more than one Authorization/s);
    }
  });

  it('refuses a length and chunks at once: two readers would see two requests', async () => {
    const answer = await send(
      `${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n`,
    );
    assert.match(answer, /^HTTP\/1\.1 400 /);
    assert.equal(answer.match(/HTTP\/1\.1/g)?.length, 1);
  });
});
