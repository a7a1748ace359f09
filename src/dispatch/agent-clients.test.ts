import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AgentRequest } from '../../contract/agent.ts';
import type { AgentId } from '../../contract/intents.ts';
import { missingPart } from '../../test/stack/build-part.ts';
import { DAPR } from '../../test/stack/parts.ts';
import { startDapr, type TestDapr } from '../../test/stack/start-dapr.ts';
import { type BadAgent, startBadAgent } from '../../test/start-bad-agent.ts';
import type { Sidecar } from '../dapr/sidecar.ts';
import { NO_SPAN } from '../telemetry/span.ts';
import { parseAgentAddresses } from './agent-addresses.ts';
import type { AgentClient } from './agent-client.ts';
import { createDaprAgents } from './dapr-agents.ts';
import { createHttpAgents } from './http-agents.ts';
import { createInProcessAgents } from './in-process-agents.ts';

/** What a tutor can be made to do in every column. */
type Conduct = 'well' | 'breaks' | 'babbles' | 'hangs';

interface Column {
  readonly client: AgentClient;
  /** Asks a tutor that behaves so. */
  ask(conduct: Conduct, agent?: AgentId, timeoutMs?: number): Promise<unknown>;
  stop(): Promise<void>;
}

const GENEROUS_MS = 30_000;
const API_TOKEN = 'what the sidecar wants to see';
const APP_TOKEN = 'what the sidecar shows';

const question = (agent: AgentId, query = 'why'): AgentRequest => ({
  request_id: 'r',
  agent,
  intent: 'syntax_help',
  query,
});

async function startInProcess(): Promise<Column> {
  const client = createInProcessAgents(new URL('../../test/hanging-tutor.ts', import.meta.url));
  const words = { well: 'well', breaks: 'break', babbles: 'babble', hangs: 'hang' };
  return {
    client,
    ask: (conduct, agent = 'debug-agent', timeoutMs = GENEROUS_MS) =>
      client.ask(question(agent, words[conduct]), AbortSignal.timeout(timeoutMs)),
    stop: () => client.close(),
  };
}

/** A tutor's process of our own that does as it is told, asked through any client. */
function askBadAgent(client: AgentClient, bad: BadAgent): Column['ask'] {
  const modes = { well: 'well', breaks: 'error', babbles: 'garbage', hangs: 'silence' };
  return async (conduct, agent = 'debug-agent', timeoutMs = GENEROUS_MS) => {
    await bad.setMode(modes[conduct]);
    return client.ask(question(agent), AbortSignal.timeout(timeoutMs));
  };
}

interface FarColumn extends Column {
  readonly bad: BadAgent;
}

async function startHttp(): Promise<FarColumn> {
  const bad = await startBadAgent();
  const client = createHttpAgents(parseAgentAddresses(`${bad.url}/?{agent}`));
  return {
    client,
    bad,
    ask: askBadAgent(client, bad),
    async stop() {
      await client.close();
      bad.stop();
    },
  };
}

interface DaprColumn extends FarColumn {
  readonly dapr: TestDapr;
  /** Of the service's own sidecar. */
  readonly origin: string;
  readonly log: () => string;
}

async function startDaprColumn(): Promise<DaprColumn> {
  const dapr = await startDapr();
  const bad = await startBadAgent();
  const appPort = Number(new URL(bad.url).port);
  const [caller] = await Promise.all([
    dapr.startSidecar('triage-service', { apiToken: API_TOKEN }),
    dapr.startSidecar('debug-agent', { appPort, appToken: APP_TOKEN }),
    dapr.startSidecar('concepts-agent', { appPort, appToken: APP_TOKEN }),
  ]);
  const client = createDaprAgents({ origin: caller.origin, apiToken: API_TOKEN });
  return {
    client,
    bad,
    dapr,
    origin: caller.origin,
    log: caller.log,
    ask: askBadAgent(client, bad),
    async stop() {
      await client.close();
      bad.stop();
      await dapr.stop();
    },
  };
}

const noDapr = missingPart(DAPR);
const columns = {
  'worker threads': { start: startInProcess, skip: undefined },
  'plain HTTP': { start: startHttp, skip: undefined },
  'real Dapr sidecars': { start: startDaprColumn, skip: noDapr },
};

for (const [name, { start, skip }] of Object.entries(columns)) {
  describe(`tutors through ${name}`, { skip: skip ?? false }, () => {
    let column: Column;
    before(async () => {
      column = await start();
    });
    after(() => column?.stop());

    it('bring the answer of the tutor that was asked', async () => {
      for (const agent of ['debug-agent', 'concepts-agent'] as const) {
        const reply = (await column.ask('well', agent)) as { agent: string; text: string };
        assert.equal(reply.agent, agent);
        assert.match(reply.text, /well/);
      }
    });

    it('say that a tutor which broke may answer another time', async () => {
      await assert.rejects(column.ask('breaks'), { kind: 'failed', recoverable: true });
    });

    it('let nothing through that is no reply', async () => {
      await assert.rejects(column.ask('babbles'), { kind: 'bad_reply', recoverable: true });
    });

    it('end an attempt whose time is over, and ask the next as if nothing had been', async () => {
      const startedAt = performance.now();
      await assert.rejects(column.ask('hangs', 'debug-agent', 500), { kind: 'timed_out', recoverable: true });
      assert.ok(performance.now() - startedAt < GENEROUS_MS / 2, 'as long as it hung');
      assert.match(((await column.ask('well')) as { text: string }).text, /well/);
    });
  });
}

const farColumns = {
  'plain HTTP': { start: startHttp, skip: undefined },
  'real Dapr sidecars': { start: startDaprColumn, skip: noDapr },
};

for (const [name, { start, skip }] of Object.entries(farColumns)) {
  describe(`tutors in processes of their own, through ${name}`, { skip: skip ?? false }, () => {
    let column: FarColumn;
    before(async () => {
      column = await start();
    });
    after(() => column?.stop());

    const ask = async (mode: string) => {
      await column.bad.setMode(mode);
      return column.client.ask(question('debug-agent'), AbortSignal.timeout(GENEROUS_MS));
    };

    it('take a refusal as final, and a tutor that is busy as one to ask again', async () => {
      await assert.rejects(ask('refusal'), { kind: 'rejected', recoverable: false, message: /422/ });
      await assert.rejects(ask('busy'), { kind: 'failed', recoverable: true, message: /429/ });
    });

    it('read no more of an answer than its bound', async () => {
      await assert.rejects(ask('halfAMegabyte'), { kind: 'bad_reply', message: /more than 262144 bytes/ });
    });

    it('ask once for each attempt: nobody on the way tries again', async () => {
      for (const mode of ['error', 'busy', 'cutOff']) {
        await assert.rejects(ask(mode), { recoverable: true });
        assert.equal(await column.bad.countCalls(), 1, mode);
      }
    });

    it('tell the tutor the trace, and nothing that was not meant for it', async () => {
      await column.bad.setMode('well');
      const traceparent = `00-${'4bf92f3577b34da6a3ce929d0e0e4736'}-${'00f067aa0ba902b7'}-01`;
      const span = { ...NO_SPAN, headers: { traceparent } };
      await column.client.ask(question('debug-agent'), AbortSignal.timeout(GENEROUS_MS), span);
      const headers = await column.bad.readHeaders();
      // The trace is the same; a sidecar is a span of its own in it.
      assert.equal(headers.traceparent?.slice(0, 36), traceparent.slice(0, 36));
      assert.equal(headers.authorization, undefined);
      assert.equal(headers['content-length'], String(Buffer.byteLength(JSON.stringify(question('debug-agent')))));
    });
  });
}

describe('tutors through real Dapr sidecars', { skip: noDapr ?? false }, () => {
  let column: DaprColumn;
  before(async () => {
    column = await startDaprColumn();
  });
  after(() => column?.stop());

  const askThrough = async (sidecar: Sidecar, agent: AgentId = 'debug-agent') => {
    const client = createDaprAgents(sidecar);
    try {
      return await client.ask(question(agent), AbortSignal.timeout(GENEROUS_MS));
    } finally {
      await client.close();
    }
  };
  const own = () => ({ origin: column.origin, apiToken: API_TOKEN });

  it('run with the policies of deploy/dapr: a sidecar that cannot read one would run without it', () => {
    assert.match(column.log(), /Loading Resiliency configuration: triage\b/);
    assert.doesNotMatch(column.log(), /level=(error|fatal)|could not read|failed to/i);
  });

  it('tell the tutor who is calling, and show it the token', async () => {
    await column.bad.setMode('well');
    await askThrough(own());
    const headers = await column.bad.readHeaders();
    assert.equal(headers['dapr-caller-app-id'], 'triage-service');
    assert.equal(headers['dapr-api-token'], APP_TOKEN);
  });

  it('tell a tutor that the sidecar does not find from one that failed', async () => {
    await assert.rejects(askThrough(own(), 'review-agent'), {
      kind: 'unreachable',
      recoverable: true,
      message: /ERR_DIRECT_INVOKE/,
    });
    await column.bad.setMode('error');
    await assert.rejects(askThrough(own()), { kind: 'failed', message: 'debug-agent answered 500' });
  });

  it('do not ask again when the sidecar does not know us', async () => {
    await assert.rejects(askThrough({ origin: column.origin, apiToken: 'guessed' }), {
      kind: 'unreachable',
      recoverable: false,
      message: /token/,
    });
  });

  it('let nobody ask but triage-service, however it is called', async () => {
    await column.bad.setMode('well');
    const stranger = await column.dapr.startSidecar('progress-agent');
    // The sidecar of a tutor offers no calls at all.
    await assert.rejects(askThrough(stranger), { kind: 'rejected', message: /404/ });
    const other = await column.dapr.startSidecar('unknown-service', { like: 'triage' });
    await assert.rejects(askThrough(other), { kind: 'unreachable', recoverable: false, message: /PermissionDenied/ });
    assert.equal(await column.bad.countCalls(), 0);
  });

  it('are kept from a tutor by the sidecar only after fifty failures in a row, far behind our own breaker', async () => {
    await column.bad.setMode('error');
    const ask = () =>
      askThrough(own(), 'concepts-agent').then(
        () => 'answered',
        (failure: Error) => failure.message,
      );
    for (let time = 0; time < 50; time++) assert.equal(await ask(), 'concepts-agent answered 500');
    assert.match(await ask(), /ERR_DIRECT_INVOKE.*circuit breaker is open/);
    assert.equal(await column.bad.countCalls(), 50);
  });

  it('go on after a service that hangs up in the middle of an answer, as often as it likes', async () => {
    await column.bad.setMode('halfAMegabyte');
    for (let time = 0; time < 40; time++) await assert.rejects(askThrough(own()), { kind: 'bad_reply' });
    await column.bad.setMode('well');
    await askThrough(own());
  });

  it('say that nobody is there when the own sidecar is gone', async () => {
    await assert.rejects(askThrough({ origin: 'http://127.0.0.1:9' }), { kind: 'unreachable', recoverable: true });
  });
});
