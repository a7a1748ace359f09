import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AgentRequest } from '../../contract/agent.ts';
import { NO_SPAN, type PastWork, type Span } from '../telemetry/span.ts';
import type { AgentClient } from './agent-client.ts';
import { createInProcessAgents } from './in-process-agents.ts';

describe('in-process agents', () => {
  let agents: AgentClient;
  before(() => {
    agents = createInProcessAgents(new URL('../../test/hanging-tutor.ts', import.meta.url));
  });
  after(() => agents.close());

  const ask = (query: string, agent: AgentRequest['agent'] = 'concepts-agent', timeoutMs = 30_000) =>
    agents.ask({ request_id: 'r', agent, intent: 'concept_explanation', query }, AbortSignal.timeout(timeoutMs));

  it('end the worker of a tutor that hangs, and have another in its place', async () => {
    assert.match((await ask('first')).text, /first/);
    await assert.rejects(ask('hang', 'concepts-agent', 300), { kind: 'timed_out', recoverable: true });
    assert.match((await ask('second')).text, /second/);
  });

  it('let the other tutors answer meanwhile', async () => {
    const patience = new AbortController();
    const asked = { request_id: 'r', agent: 'concepts-agent', intent: 'concept_explanation', query: 'hang' } as const;
    const hanging = assert.rejects(agents.ask(asked, patience.signal), { kind: 'timed_out' });
    const others = await Promise.all([ask('a', 'exercise-agent'), ask('b', 'progress-agent'), ask('c', 'debug-agent')]);
    assert.deepEqual(
      others.map(({ agent }) => agent),
      ['exercise-agent', 'progress-agent', 'debug-agent'],
    );
    // Only now: whoever waited for it would wait still.
    patience.abort();
    await hanging;
  });

  it('tell of the tutor’s own work where a trace is recorded, whether it answers or breaks', async () => {
    const records: { name: string; role: string; work: PastWork }[] = [];
    const span: Span = {
      ...NO_SPAN,
      isRecorded: true,
      record: (name, role, work) => records.push({ name, role, work }),
    };
    const asked = { request_id: 'r', agent: 'concepts-agent', intent: 'concept_explanation' } as const;
    const signal = AbortSignal.timeout(30_000);
    const fromMs = Date.now();
    assert.match((await agents.ask({ ...asked, query: 'why' }, signal, span)).text, /why/);
    await assert.rejects(agents.ask({ ...asked, query: 'break' }, signal, span), { kind: 'failed', message: /broken/ });
    await assert.rejects(agents.ask({ ...asked, query: 'babble' }, signal, span), { kind: 'bad_reply' });
    assert.deepEqual(
      records.map(({ name, role, work }) => [name, role, work.error]),
      [
        ['answer concepts-agent', 'internal', undefined],
        ['answer concepts-agent', 'internal', 'failed'],
        ['answer concepts-agent', 'internal', undefined],
      ],
    );
    for (const { startedAtMs, durationMs, attributes } of records.map(({ work }) => work)) {
      assert.ok(startedAtMs >= fromMs && startedAtMs + durationMs <= Date.now() + 1);
      assert.equal(attributes['learnflow.agent'], 'concepts-agent');
      assert.ok(Number(attributes['thread.id']) > 0, 'not in the thread that serves requests');
    }
  });

  it('say what failed when a tutor breaks, and refuse what is no reply', async () => {
    await assert.rejects(ask('break'), { kind: 'failed', message: /broken/ });
    await assert.rejects(ask('babble'), { kind: 'bad_reply' });
  });
});
