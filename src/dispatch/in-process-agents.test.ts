import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AgentRequest } from '../../contract/agent.ts';
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
    const hanging = assert.rejects(ask('hang', 'concepts-agent', 2_000), { kind: 'timed_out' });
    const others = await Promise.all([ask('a', 'exercise-agent'), ask('b', 'progress-agent'), ask('c', 'debug-agent')]);
    assert.deepEqual(
      others.map(({ agent }) => agent),
      ['exercise-agent', 'progress-agent', 'debug-agent'],
    );
    await hanging;
  });

  it('say what failed when a tutor breaks, and refuse what is no reply', async () => {
    await assert.rejects(ask('break'), { kind: 'failed', message: /broken/ });
    await assert.rejects(ask('babble'), { kind: 'bad_reply' });
  });
});
