import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createAgentServer } from '../../agents/shell/serve-agent.ts';
import { MAX_OPEN_STREAMS } from '../../src/edge/open-streams.ts';
import { createTokens } from '../create-tokens.ts';
import { call, startService, type TestService } from '../start-service.ts';

/** Writes to a server and resolves once it has closed the connection, with what it answered. */
async function writeSlowly(origin: string, text: string): Promise<string> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(text);
  const drip = setInterval(() => socket.write('x'), 500);
  let answer = '';
  socket
    .on('error', () => undefined)
    .on('data', (chunk) => {
      answer += chunk;
    });
  await once(socket, 'close');
  clearInterval(drip);
  return answer;
}

const body = 'Host: x\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{';
const SLOW: Readonly<Record<string, string>> = {
  'headers that do not end': 'GET /livez HTTP/1.1\r\nHost: x\r\nX-Slow: ',
  'a body that drips in': `POST /process HTTP/1.1\r\n${body}`,
  'a body where none is wanted': `GET /livez HTTP/1.1\r\n${body}`,
};

describe('connections that attack', () => {
  let service: TestService;
  let ada: string;
  let requestId: string;
  before(async () => {
    // Nobody answers there: what is asked becomes a dead letter, whose stream has no end.
    service = await startService({
      LEARNFLOW_AGENTS: 'http://127.0.0.1:9/{agent}/',
      LEARNFLOW_REQUEST_TIMEOUT_MS: '2000',
    });
    ada = await (await createTokens(service.dataDir))('ada');
    const asked = { query: 'why does it fail?', session_context: { chosen_intent: 'syntax_help' } };
    const { json } = await call(service, '/api/v1/triage', { token: ada, body: asked });
    requestId = String(json.instance).split('/').at(-1) ?? '';
  });
  after(async () => {
    // Connected, and silent or in the middle of a request: nobody who could hold up the end.
    const { hostname } = new URL(service.url);
    for (const origin of [service.url, service.metricsUrl]) {
      for (const text of ['', 'GET /livez HTTP/1.1\r\nX-Slow: ']) {
        const socket = connect(Number(new URL(origin).port), hostname).on('error', () => undefined);
        await once(socket, 'connect');
        socket.write(text);
      }
    }
    assert.equal(await service.stop(), 0);
    assert.doesNotMatch(service.log(), /the grace period is over/);
  });

  const follow = (signal: AbortSignal) =>
    fetch(`${service.url}/api/v1/requests/${requestId}`, {
      headers: { authorization: `Bearer ${ada}`, accept: 'text/event-stream' },
      signal,
    });

  /** Sends a request and cuts the connection, before it can be answered where the moment is right. */
  async function hangUp(head: string, afterMs: number): Promise<void> {
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname).on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(`${head}Host: x\r\n\r\n`);
    if (afterMs > 0) await wait(afterMs);
    socket.resetAndDestroy();
  }

  const underWay = async () =>
    Number(/requests_under_way (\d+)/.exec(await (await fetch(service.metricsUrl)).text())?.[1]);

  it('are cut off on every port when they are slow', async () => {
    const agent = await createAgentServer('progress-agent');
    const agentUrl = await agent.listen({ port: 0, host: '127.0.0.1' });
    const origins = [service.url, new URL(service.metricsUrl).origin, agentUrl];
    await Promise.all(
      origins.flatMap((origin) =>
        Object.values(SLOW).map(async (text) => assert.match(await writeSlowly(origin, text), /^HTTP\/1\.1 \d{3} /)),
      ),
    );
    await agent.close();
  });

  it('open no more streams than one student may have, and get them back', async () => {
    const leaving = new AbortController();
    const tried = await Promise.all(Array.from({ length: MAX_OPEN_STREAMS + 20 }, () => follow(leaving.signal)));
    const statuses = tried.map(({ status }) => status);
    assert.equal(statuses.filter((status) => status === 200).length, MAX_OPEN_STREAMS);
    assert.equal(statuses.filter((status) => status === 429).length, 20);
    leaving.abort();
    while ((await underWay()) > 0) await wait(20);
    const again = new AbortController();
    assert.equal((await follow(again.signal)).status, 200);
    again.abort();
  });

  it('hang up in the middle, and leave neither a failure nor anything that is still counted', async () => {
    const stream = `GET /api/v1/requests/${requestId} HTTP/1.1\r\nAuthorization: Bearer ${ada}\r\nAccept: text/event-stream\r\n`;
    for (let time = 0; time < 120; time++) {
      const forged = `${Buffer.from(`{"alg":"EdDSA","typ":"at+jwt","kid":"${time}"}`).toString('base64url')}.e30.AAAA`;
      await hangUp(stream, time % 3);
      await hangUp(`GET /api/v1/requests HTTP/1.1\r\nAuthorization: Bearer ${forged}\r\n`, time % 3);
    }
    while ((await underWay()) > 0) await wait(20);
    assert.doesNotMatch(service.log(), /unexpected failure/);
    const leaving = new AbortController();
    const tried = await Promise.all(Array.from({ length: MAX_OPEN_STREAMS }, () => follow(leaving.signal)));
    assert.deepEqual(new Set(tried.map(({ status }) => status)), new Set([200]));
    leaving.abort();
  });
});
