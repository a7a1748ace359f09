import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { generateKeyPair, importJWK, SignJWT } from 'jose';
import { call, runCli, startService, type TestService } from '../start-service.ts';

describe('journey: a message through the real service', () => {
  let service: TestService;
  let token: string;
  before(async () => {
    service = await startService();
    token = await service.token('ada');
  });
  after(() => service.stop());

  const MESSAGES = [
    {
      query: 'I get an error and do not know why',
      code: 'total = 0\nfor i in range(3)\n    total += i\n',
      intent: 'syntax_help',
      agent: 'debug-agent',
      says: /line 2/i,
    },
    {
      query: 'What is the difference between a list and a tuple?',
      intent: 'concept_explanation',
      agent: 'concepts-agent',
      says: /tuple/i,
    },
    {
      query: 'Give me an exercise on dictionaries please',
      intent: 'exercise_request',
      agent: 'exercise-agent',
      says: /dict/i,
    },
    { query: 'How am I doing?', intent: 'progress_check', agent: 'progress-agent', says: /3 messages|three/i },
    {
      query: 'My code works. Can you review it and tell me how to make it cleaner?',
      code: 'import os\ndef f(l):\n    r = []\n    for i in range(len(l)):\n        r.append(l[i] * 2)\n    return r\n',
      intent: 'code_review',
      agent: 'review-agent',
      says: /line \d/i,
    },
  ];

  for (const { intent, agent, says, ...body } of MESSAGES) {
    it(`brings "${body.query}" to ${agent} and its answer back`, async () => {
      const { status, json, headers } = await call(service, '/api/v1/triage', { token, body });
      assert.equal(status, 200, JSON.stringify(json));
      assert.deepEqual(Object.keys(json), ['request_id', 'status', 'decision', 'reply', 'usage', 'timings']);
      assert.equal(json.decision.intent, intent);
      assert.equal(json.decision.target_agent, agent);
      assert.equal(json.reply.agent, agent);
      assert.match(json.reply.text, says);
      assert.equal(headers.get('x-request-id'), json.request_id);

      const stored = await call(service, `/api/v1/requests/${json.request_id}`, { token });
      assert.deepEqual([stored.json.status, stored.json.reply], ['answered', json.reply]);
    });
  }

  it('shows a decision and its evidence without asking a tutor', async () => {
    const { json } = await call(service, '/api/v1/classify', { token, body: { query: 'what is recursion' } });
    assert.equal(json.decision.intent, 'concept_explanation');
    assert.ok(json.classification.evidence.length > 0);
    assert.equal((await call(service, `/api/v1/requests/${json.request_id}`, { token })).status, 404);
  });

  it('honours the intent a student chose', async () => {
    const body = { query: 'hmm', session_context: { chosen_intent: 'exercise_request' } };
    const { json } = await call(service, '/api/v1/triage', { token, body });
    assert.deepEqual([json.decision.target_agent, json.decision.outcome], ['exercise-agent', 'routed']);
  });

  it('hides a request from every other student', async () => {
    const { json } = await call(service, '/api/v1/triage', { token, body: { query: 'what is a loop' } });
    const other = await service.token('bob');
    assert.equal((await call(service, `/api/v1/requests/${json.request_id}`, { token: other })).status, 404);
    const operator = await service.token('root', '--role', 'operator');
    assert.equal((await call(service, `/api/v1/requests/${json.request_id}`, { token: operator })).status, 200);
  });

  it('lets only students ask', async () => {
    const teacher = await service.token('tom', '--role', 'teacher');
    const { status, json } = await call(service, '/api/v1/triage', { token: teacher, body: { query: 'hi' } });
    assert.deepEqual([status, json.code], [403, 'FORBIDDEN']);
  });

  it('is probed, measured and described', async () => {
    for (const path of ['/livez', '/readyz', '/startupz']) assert.equal((await call(service, path)).status, 200);
    const metrics = await (await fetch(service.metricsUrl)).text();
    assert.match(metrics, /learnflow_dispatches_total\{agent="debug-agent",outcome="answered"\} [1-9]/);
    const { json } = await call(service, '/openapi.json');
    assert.equal(json.openapi, '3.1.0');
    assert.ok(json.paths['/api/v1/triage'].post);
    assert.ok(json.components.schemas.TriageQuery);
    const docs = await call(service, '/docs');
    assert.match(docs.text, /swagger-ui/);
  });

  it('goes on with what was explained when a student asks why', async () => {
    const token = await service.token('curious');
    const ask = async (query: string, session_context = {}) =>
      (await call(service, '/api/v1/triage', { token, body: { query, session_context } })).json.reply;
    const explained = await ask('what is recursion?');
    assert.deepEqual(explained.topics, ['recursion']);
    const more = await ask('why?', { previous_intent: 'concept_explanation' });
    assert.deepEqual([more.agent, more.topics], ['concepts-agent', ['recursion']]);
    assert.notEqual(more.text, explained.text);
  });

  it('is found by "learnflow ask", which shows the route and why', async () => {
    const { stdout } = await runCli('ask', 'what is a dictionary?', '--data-dir', service.dataDir);
    assert.match(stdout, /concept_explanation/);
    assert.match(stdout, /concepts-agent/);
    assert.match(stdout, /why /);
  });

  it('is sound in the eyes of the doctor', async () => {
    const { stdout } = await runCli('doctor', '--data-dir', service.dataDir);
    assert.match(stdout, new RegExp(`service: 1.0.0 at ${service.url}`));
    assert.doesNotMatch(stdout, /WRONG/);
  });
});

describe('journey: bad input gets a problem that names what was wrong', () => {
  let service: TestService;
  let token: string;
  before(async () => {
    service = await startService();
    token = await service.token('ada');
  });
  after(() => service.stop());

  const tenMinutesAgo = new Date(Date.now() - 600_000).toISOString();
  const bad: [what: string, body: unknown, status: number, code: string, says: RegExp][] = [
    ['malformed JSON', '{"query": ', 400, 'INVALID_REQUEST', /JSON/],
    ['nothing', '', 400, 'INVALID_REQUEST', /empty/],
    ['a list', [1], 400, 'INVALID_REQUEST', /object/],
    ['6,000 characters', { query: 'x'.repeat(6_000) }, 400, 'INVALID_REQUEST', /\/query.*5000/],
    ['an unknown field', { query: 'hi', student_id: 'eve' }, 400, 'INVALID_REQUEST', /\/student_id.*not a field/],
    [
      'an unknown field inside',
      { query: 'hi', session_context: { a: 1 } },
      400,
      'INVALID_REQUEST',
      /\/session_context\/a/,
    ],
    ['a wrong type', { query: 5 }, 400, 'INVALID_REQUEST', /\/query.*string/],
    ['an empty query', { query: '' }, 400, 'INVALID_REQUEST', /\/query/],
    ['no query', {}, 400, 'INVALID_REQUEST', /\/query.*required/],
    ['an invisible query', { query: ' \u200b ' }, 400, 'QUERY_REJECTED', /legible/],
    ['a timestamp ten minutes off', { query: 'hi', timestamp: tenMinutesAgo }, 400, 'INVALID_REQUEST', /timestamp/],
    ['a timestamp that is none', { query: 'hi', timestamp: 'noon' }, 400, 'INVALID_REQUEST', /timestamp/],
    ['a ratio of 80', { query: 'hi', student_progress: { quiz_score: 80 } }, 400, 'INVALID_REQUEST', /quiz_score/],
    [
      'an invented intent',
      { query: 'hi', session_context: { chosen_intent: 'x' } },
      400,
      'INVALID_REQUEST',
      /one of: syntax_help/,
    ],
    ['a code block of 1 MB', { query: 'hi', code: 'x'.repeat(1_000_000) }, 400, 'INVALID_REQUEST', /\/code/],
    ['two megabytes', { query: 'hi', code: 'x'.repeat(2_097_152) }, 413, 'PAYLOAD_TOO_LARGE', /1 MiB/],
    ['another student', { query: 'hi', student_progress: { student_id: 'bob' } }, 403, 'FORBIDDEN', /student_id/],
    ['a poisoned prototype', '{"query":"hi","__proto__":{"a":1}}', 400, 'INVALID_REQUEST', /body/],
  ];
  for (const [what, body, status, code, says] of bad) {
    it(`refuses ${what} with ${status}`, async () => {
      const answer = await call(service, '/api/v1/triage', { token, body });
      assert.equal(answer.status, status, answer.text);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8');
      assert.equal(answer.json.code, code);
      assert.match(JSON.stringify(answer.json), says);
      for (const field of ['type', 'title', 'status', 'detail', 'request_id']) assert.ok(answer.json[field], field);
      assert.doesNotMatch(answer.text, /node_modules|\.ts:|stack/);
    });
  }

  it('refuses a body that is not JSON', async () => {
    const headers = { 'content-type': 'text/plain' };
    const answer = await call(service, '/api/v1/triage', { token, body: 'hi', headers });
    assert.deepEqual([answer.status, answer.json.code], [415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  it('refuses another method, naming those allowed, and an unknown address', async () => {
    const other = await call(service, '/api/v1/triage', { token, method: 'DELETE' });
    assert.deepEqual([other.status, other.json.code, other.headers.get('allow')], [405, 'METHOD_NOT_ALLOWED', 'POST']);
    const unknown = await call(service, '/api/v2/triage', { token, body: {} });
    assert.deepEqual([unknown.status, unknown.json.code], [404, 'NOT_FOUND']);
  });

  it('refuses no token, an expired one, and one of another issuer', async () => {
    const ask = async (bearer?: string) =>
      call(service, '/api/v1/triage', { ...(bearer !== undefined && { token: bearer }), body: { query: 'hi' } });
    const ours = JSON.parse(readFileSync(join(service.dataDir, 'development-key.json'), 'utf8'));
    const sign = (issuer: string, expiresAt: string, key: Awaited<ReturnType<typeof importJWK>>) =>
      new SignJWT({ role: 'student' })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: ours.kid })
        .setIssuer(issuer)
        .setAudience('learnflow-triage')
        .setSubject('ada')
        .setIssuedAt('2 hours ago')
        .setExpirationTime(expiresAt)
        .sign(key);
    const ourKey = await importJWK(ours, 'EdDSA');
    const { privateKey: foreignKey } = await generateKeyPair('EdDSA');
    for (const [bearer, says] of [
      [undefined, /Authorization: Bearer/],
      [await sign('urn:learnflow:development', '1 hour ago', ourKey), /expired/],
      [await sign('https://evil.test', '1 hour', ourKey), /iss/],
      [await sign('urn:learnflow:development', '1 hour', foreignKey), /signature/],
    ] as const) {
      const answer = await ask(bearer);
      assert.equal(answer.status, 401);
      assert.equal(answer.json.code, 'UNAUTHENTICATED');
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer/);
      assert.match(answer.json.detail, says);
    }
  });
});

describe('journey: the end of a service', () => {
  it('finishes requests in flight at SIGTERM, refuses new ones, and ends with 0', async () => {
    const service = await startService();
    const token = await service.token('ada');
    const body = JSON.stringify({ query: 'What is the difference between a list and a tuple?' });
    const { hostname, port } = new URL(service.url);
    const sockets = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const socket = createConnection(Number(port), hostname);
        await once(socket, 'connect');
        const head = [
          'POST /api/v1/triage HTTP/1.1',
          `Host: ${hostname}`,
          `Authorization: Bearer ${token}`,
          'Content-Type: application/json',
          `Content-Length: ${body.length}`,
        ].join('\r\n');
        // The last byte is still to come: each of these is a request under way.
        socket.write(`${head}\r\n\r\n${body.slice(0, -1)}`);
        return socket;
      }),
    );
    await waitUntil(async () => /requests_under_way 20\b/.test(await (await fetch(service.metricsUrl)).text()));
    const stopped = service.stop();
    await waitUntil(() => service.log().includes('stopping'));
    for (const socket of sockets) socket.write(body.slice(-1));
    const answers = await Promise.all(sockets.map((socket) => readAll(socket)));
    const statuses = answers.map((answer) => /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
    assert.deepEqual(new Set(statuses), new Set(['200']));
    assert.equal(await stopped, 0);
    await assert.rejects(call(service, '/livez'));
  });

  it('ends when npm, which started it, is told to stop', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'learnflow-test-'));
    const args = ['start', '--', '--port', '0', '--metrics-port', '0', '--data-dir', dataDir, '--json'];
    const npm = spawn('npm', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    let ready = '';
    for await (const line of createInterface({ input: npm.stdout })) {
      if (!line.startsWith('{')) continue;
      ready = line;
      break;
    }
    const service = { url: JSON.parse(ready).url as string };
    assert.equal((await call(service, '/livez')).status, 200);
    npm.kill('SIGTERM');
    await waitUntil(() =>
      call(service, '/livez').then(
        () => false,
        () => true,
      ),
    );
    await waitUntil(() => !existsSync(join(dataDir, 'service.json')));
    rmSync(dataDir, { recursive: true });
  });

  it('says which port is taken and how to choose another', async () => {
    const service = await startService();
    const { port } = new URL(service.url);
    try {
      await assert.rejects(
        runCli('serve', '--port', port, '--metrics-port', '0', '--data-dir', `${service.dataDir}/second`),
        { code: 1, stderr: new RegExp(`port ${port} is taken.*LEARNFLOW_PORT`) },
      );
    } finally {
      await service.stop();
    }
  });
});

async function waitUntil(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const until = Date.now() + 20_000;
  while (!(await isTrue())) {
    assert.ok(Date.now() < until, 'it did not become true within 20 s');
    await new Promise(setImmediate);
  }
}

async function readAll(socket: NodeJS.ReadableStream): Promise<string> {
  let all = '';
  for await (const chunk of socket) all += String(chunk);
  return all;
}
