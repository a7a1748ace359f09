import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AgentReply, AgentRequest } from '../../contract/agent.ts';
import type { AgentId } from '../../contract/intents.ts';
import type { Deadline } from '../edge/message.ts';
import { AgentFailure, type FailureKind } from './agent-client.ts';
import { createDispatcher, type DispatchSettings } from './dispatch.ts';

const settings: DispatchSettings = {
  attemptTimeoutMs: 2_000,
  retryDelaysMs: [100, 200, 400],
  breaker: { failuresToOpen: 5, openMs: 30_000 },
  bulkhead: { maxConcurrent: 64, maxQueued: 256 },
  retryBudget: { share: 0.2, reserve: 100 },
};

const request = (agent: AgentId = 'debug-agent'): AgentRequest => ({
  request_id: 'r',
  agent,
  intent: 'syntax_help',
  query: 'why',
});
const reply: AgentReply = { agent: 'debug-agent', text: 'because', topics: [] };

/** A world where time passes only when somebody waits: each scripted answer says how long it takes. */
function createWorld(script: (call: number) => AgentReply | FailureKind | { failure: FailureKind; afterMs: number }) {
  let nowMs = 0;
  const calls: number[] = [];
  const moves: string[] = [];
  let setBackMs = 0;
  const clock = {
    nowMs: () => nowMs - setBackMs,
    monotonicMs: () => nowMs,
    sleep: async (ms: number) => {
      nowMs += ms;
    },
    alarm: () => () => {},
  };
  const agents = {
    ask: async () => {
      calls.push(nowMs);
      const answer = script(calls.length);
      if (typeof answer === 'object' && 'text' in answer) return answer;
      const { failure, afterMs } = typeof answer === 'string' ? { failure: answer, afterMs: 0 } : answer;
      nowMs += afterMs;
      throw new AgentFailure(failure, 'no', { recoverable: failure !== 'rejected' });
    },
    close: async () => undefined,
  };
  const observer = {
    attempted: () => undefined,
    breakerMoved: (_agent: AgentId, to: string) => {
      moves.push(to);
    },
  };
  const dispatcher = createDispatcher(agents, settings, clock, observer);
  const deadline = (ms = 9_000): Deadline => ({ atMs: nowMs + ms, signal: new AbortController().signal });
  const setBack = (ms: number) => {
    setBackMs = ms;
  };
  return { ...dispatcher, calls, moves, deadline, setBack, wait: (ms: number) => clock.sleep(ms) };
}

describe('dispatch', () => {
  it('asks once when the tutor answers', async () => {
    const world = createWorld(() => reply);
    assert.deepEqual(await world.dispatch(request(), world.deadline()), { kind: 'answered', reply, attempts: [] });
    assert.deepEqual(world.calls, [0]);
  });

  it('asks four times, after 100, 200 and 400 ms, and then gives up', async () => {
    const world = createWorld(() => 'failed');
    const result = await world.dispatch(request(), world.deadline());
    assert.deepEqual(world.calls, [0, 100, 300, 700]);
    assert.equal(result.kind === 'given_up' && result.reason, 'exhausted');
    assert.deepEqual(
      result.attempts.map(({ error }) => error),
      ['failed', 'failed', 'failed', 'failed'],
    );
  });

  it('brings the answer of a later attempt, with what failed before it', async () => {
    const world = createWorld((call) => (call < 3 ? 'unreachable' : reply));
    const result = await world.dispatch(request(), world.deadline());
    assert.deepEqual([result.kind, result.attempts.length], ['answered', 2]);
  });

  it('gives up on a tutor that is not back in time', async () => {
    const world = createWorld(() => ({ failure: 'timed_out', afterMs: 2_000 }));
    const result = await world.dispatch(request(), world.deadline());
    assert.deepEqual(world.calls, [0, 2_100, 4_300, 6_700]);
    assert.equal(result.kind === 'given_up' && result.reason, 'timed_out');
  });

  it('stays inside the deadline of the request', async () => {
    const world = createWorld(() => ({ failure: 'failed', afterMs: 450 }));
    const result = await world.dispatch(request(), world.deadline(1_000));
    assert.deepEqual([world.calls, result.kind], [[0, 550], 'given_up']);
  });

  it('does not ask at all once the deadline is over', async () => {
    const world = createWorld(() => reply);
    const result = await world.dispatch(request(), { atMs: 0, signal: AbortSignal.abort() });
    assert.deepEqual([result, world.calls], [{ kind: 'given_up', reason: 'expired', attempts: [] }, []]);
  });

  it('takes a refusal as final and counts it against nobody', async () => {
    const world = createWorld(() => 'rejected');
    for (let time = 0; time < 6; time++) {
      const result = await world.dispatch(request(), world.deadline());
      assert.equal(result.kind === 'given_up' && result.reason, 'agent_rejected');
    }
    assert.equal(world.calls.length, 6);
    assert.deepEqual(world.moves, []);
  });

  it('opens at the fifth failure, refuses for 30 s, probes once, and closes again', async () => {
    let isDown = true;
    const world = createWorld(() => (isDown ? 'failed' : reply));
    const reasons = [];
    for (let time = 0; time < 3; time++) {
      const result = await world.dispatch(request(), world.deadline());
      reasons.push(result.kind === 'given_up' && result.reason);
    }
    assert.deepEqual([reasons, world.calls.length], [['exhausted', 'breaker_open', 'breaker_open'], 5]);
    assert.equal((await world.dispatch(request('review-agent'), world.deadline())).kind, 'given_up');
    await world.wait(30_000);
    isDown = false;
    const [probe, other] = await Promise.all([
      world.dispatch(request(), world.deadline()),
      world.dispatch(request(), world.deadline()),
    ]);
    assert.deepEqual([probe.kind, other.kind], ['answered', 'given_up']);
    assert.equal((await world.dispatch(request(), world.deadline())).kind, 'answered');
    assert.deepEqual(world.moves, ['open', 'half_open', 'closed']);
    const health = world.health().find(({ agent }) => agent === 'debug-agent');
    assert.equal(health?.breaker, 'closed');
  });

  for (const [name, ms] of [
    ['back', 3_600_000],
    ['forward', -3_600_000],
  ] as const) {
    it(`opens for 30 s and asks four times whatever the clock says that is set ${name} by an hour`, async () => {
      let isDown = true;
      const world = createWorld((call) => {
        if (call === 2) world.setBack(ms);
        return isDown ? 'failed' : reply;
      });
      const first = await world.dispatch(request(), world.deadline());
      assert.deepEqual(world.calls, [0, 100, 300, 700]);
      assert.ok(first.attempts.every(({ durationMs }) => durationMs === 0));
      await world.dispatch(request(), world.deadline());
      assert.deepEqual(world.moves, ['open']);
      world.setBack(2 * ms);
      await world.wait(29_000);
      assert.equal((await world.dispatch(request(), world.deadline())).kind, 'given_up');
      isDown = false;
      await world.wait(1_000);
      assert.equal((await world.dispatch(request(), world.deadline())).kind, 'answered');
    });
  }

  it('holds no attempt that its own deadline cut short against the tutor', async () => {
    const world = createWorld(() => ({ failure: 'timed_out', afterMs: 500 }));
    for (let time = 0; time < 8; time++) await world.dispatch(request(), world.deadline(500));
    assert.deepEqual(world.moves, []);
  });

  it('ends an accepted request even when asking breaks in our own code', async () => {
    const clock = {
      nowMs: () => 0,
      monotonicMs: () => 0,
      sleep: async () => undefined,
      alarm: () => () => {},
    };
    const broken = {
      ask: () => Promise.reject(new TypeError('ours')),
      close: async () => undefined,
    };
    const observer = { attempted: () => undefined, breakerMoved: () => undefined };
    const { dispatch } = createDispatcher(broken, settings, clock, observer);
    const result = await dispatch(request(), { atMs: 9_000, signal: new AbortController().signal });
    assert.equal(result.kind === 'given_up' && result.reason, 'exhausted');
    assert.match(result.attempts[0]?.detail ?? '', /ours/);
  });

  it('spends no more retries than its budget', async () => {
    const deadline = { atMs: 9_000, signal: new AbortController().signal };
    const frugal = { ...settings, retryBudget: { share: 0, reserve: 3 } };
    const clock = {
      nowMs: () => 0,
      monotonicMs: () => 0,
      sleep: async () => undefined,
      alarm: () => () => {},
    };
    let calls = 0;
    const flaky = {
      ask: async () => {
        calls += 1;
        if (calls % 2 === 1) throw new AgentFailure('failed', 'no', { recoverable: true });
        return reply;
      },
      close: async () => undefined,
    };
    const observer = { attempted: () => undefined, breakerMoved: () => undefined };
    const { dispatch } = createDispatcher(flaky, frugal, clock, observer);
    const kinds = [];
    for (let time = 0; time < 4; time++) kinds.push((await dispatch(request(), deadline)).kind);
    assert.deepEqual(kinds, ['answered', 'answered', 'answered', 'given_up']);
  });

  it('turns away what neither fits nor may wait', async () => {
    const full = { ...settings, bulkhead: { maxConcurrent: 1, maxQueued: 0 } };
    const clock = {
      nowMs: () => 0,
      monotonicMs: () => 0,
      sleep: async () => undefined,
      alarm: () => () => {},
    };
    const { promise, resolve } = Promise.withResolvers<AgentReply>();
    const slow = { ask: () => promise, close: async () => undefined };
    const observer = { attempted: () => undefined, breakerMoved: () => undefined };
    const { dispatch } = createDispatcher(slow, full, clock, observer);
    const deadline = { atMs: 9_000, signal: new AbortController().signal };
    const first = dispatch(request(), deadline);
    const second = await dispatch(request(), deadline);
    assert.equal(second.kind === 'given_up' && second.reason, 'overloaded');
    resolve(reply);
    assert.equal((await first).kind, 'answered');
  });
});
