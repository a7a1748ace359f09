import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AgentReply, AgentRequest } from '../../contract/agent.ts';
import { type AgentClient, AgentFailure } from './agent-client.ts';
import { createDispatch } from './dispatch.ts';

const request: AgentRequest = { request_id: 'r', agent: 'debug-agent', intent: 'syntax_help', query: 'why' };
const reply: AgentReply = { agent: 'debug-agent', text: 'because', topics: [] };

const clientThat = (ask: AgentClient['ask']): AgentClient => ({ ask, close: async () => undefined });
const far = () => ({ atMs: 9_000, signal: new AbortController().signal });
const options = { attemptTimeoutMs: 20, nowMs: () => 0 };

describe('createDispatch', () => {
  it('brings the reply of the tutor', async () => {
    const dispatch = createDispatch(
      clientThat(async () => reply),
      options,
    );
    assert.deepEqual(await dispatch(request, far()), { kind: 'answered', reply, attempts: [] });
  });

  it('gives up on a tutor that is not back in time', async () => {
    const waitsForEver = clientThat(
      (_request, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new AgentFailure('timed_out', 'late', { recoverable: true })));
        }),
    );
    const result = await createDispatch(waitsForEver, options)(request, far());
    assert.equal(result.kind === 'given_up' && result.reason, 'timed_out');
  });

  for (const [kind, reason] of [
    ['failed', 'exhausted'],
    ['unreachable', 'exhausted'],
    ['bad_reply', 'exhausted'],
    ['rejected', 'agent_rejected'],
  ] as const) {
    it(`says ${reason} of an attempt that ${kind}`, async () => {
      const fails = clientThat(async () => {
        throw new AgentFailure(kind, 'no', { recoverable: false });
      });
      const result = await createDispatch(fails, options)(request, far());
      assert.deepEqual(result, {
        kind: 'given_up',
        reason,
        attempts: [{ startedAtMs: 0, durationMs: 0, error: kind, detail: 'no' }],
      });
    });
  }

  it('does not ask at all once the deadline is over', async () => {
    let asked = 0;
    const counts = clientThat(async () => {
      asked += 1;
      return reply;
    });
    const result = await createDispatch(counts, options)(request, { atMs: 0, signal: AbortSignal.abort() });
    assert.deepEqual([result, asked], [{ kind: 'given_up', reason: 'expired', attempts: [] }, 0]);
  });

  it('lets a mistake of ours travel', async () => {
    const broken = clientThat(async () => {
      throw new TypeError('ours');
    });
    await assert.rejects(createDispatch(broken, options)(request, far()), TypeError);
  });
});
