import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { AGENTS } from '../../contract/intents.ts';
import { type ListeningProcess, startAgent } from '../start-agent.ts';
import { type BadAgent, startBadAgent } from '../start-bad-agent.ts';
import { call, startService, type TestService } from '../start-service.ts';

/** Short, so that a fault takes seconds and not half a minute, and long enough for a well tutor on a loaded machine. */
const ENV = {
  LEARNFLOW_ATTEMPT_TIMEOUT_MS: '800',
  LEARNFLOW_BREAKER_OPEN_MS: '2000',
  LEARNFLOW_DEADLINE_MS: '8000',
};

const ask = { syntax_help: 'debug-agent', concept_explanation: 'concepts-agent' } as const;

describe('faults: tutors as processes of their own', () => {
  let service: TestService;
  let token: string;
  const tutors = new Map<string, ListeningProcess>();
  const bad = new Map<string, BadAgent>();

  before(async () => {
    const addresses = await Promise.all(
      AGENTS.map(async (agent) => {
        if (agent === 'debug-agent' || agent === 'concepts-agent') bad.set(agent, await startBadAgent());
        else tutors.set(agent, await startAgent(agent));
        return `${agent}=${(bad.get(agent) ?? tutors.get(agent))?.url}`;
      }),
    );
    service = await startService({ ...ENV, LEARNFLOW_AGENTS: addresses.join(',') });
    token = await service.token('ada');
  });

  after(async () => {
    await service.stop();
    for (const tutor of bad.values()) tutor.stop();
    for (const { child } of tutors.values()) child.kill('SIGKILL');
  });

  const setMode = (agent: string, mode: string) => bad.get(agent)?.setMode(mode);
  const countCalls = (agent: string) => bad.get(agent)?.countCalls();
  const triage = (intent: keyof typeof ask | 'exercise_request') =>
    call(service, '/api/v1/triage', { token, body: { query: 'help', session_context: { chosen_intent: intent } } });

  /** Lets the tutor be well again and waits until its breaker has closed. */
  async function heal(agent: 'debug-agent' | 'concepts-agent') {
    await setMode(agent, 'well');
    const intent = agent === 'debug-agent' ? 'syntax_help' : 'concept_explanation';
    for (let time = 0; time < 60; time++) {
      if ((await triage(intent)).status === 200) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail(`${agent} did not come back`);
  }

  for (const [mode, status, code, reason, calls] of [
    ['error', 502, 'AGENT_FAILED', 'exhausted', 4],
    ['busy', 502, 'AGENT_FAILED', 'exhausted', 4],
    ['refusal', 502, 'AGENT_FAILED', 'agent_rejected', 1],
    ['silence', 504, 'AGENT_TIMED_OUT', 'timed_out', 4],
    ['headersOnly', 504, 'AGENT_TIMED_OUT', 'timed_out', 4],
    ['garbage', 502, 'AGENT_FAILED', 'exhausted', 4],
    ['otherAgent', 502, 'AGENT_FAILED', 'exhausted', 4],
    ['tenMegabytes', 502, 'AGENT_FAILED', 'exhausted', 4],
    ['cutOff', 502, 'AGENT_FAILED', 'exhausted', 4],
  ] as const) {
    it(`says ${status} ${reason} when a tutor gives ${mode}, and keeps the question`, async () => {
      await setMode('debug-agent', mode);
      const { status: seen, json, headers } = await triage('syntax_help');
      assert.deepEqual([seen, json.code], [status, code]);
      assert.match(json.detail, new RegExp(reason));
      assert.ok(Number(headers.get('retry-after')) > 0);
      assert.equal(await countCalls('debug-agent'), calls);
      const kept = await call(service, json.instance, { token });
      assert.deepEqual([kept.json.status, kept.json.dead_letter_id], ['dead_lettered', json.dead_letter_id]);
      await heal('debug-agent');
    });
  }

  it('opens the breaker, refuses at once, probes, and closes, all of it visible to operators', async () => {
    const operator = await service.token('op', '--role', 'operator');
    const stateOf = async () => {
      const { json } = await call(service, '/api/v1/circuit-breakers', { token: operator });
      return json.circuit_breakers.find(({ agent }: { agent: string }) => agent === 'debug-agent').state;
    };
    await setMode('debug-agent', 'error');
    const statuses = [];
    for (let time = 0; time < 4; time++) statuses.push((await triage('syntax_help')).status);
    assert.deepEqual(statuses, [502, 503, 503, 503]);
    assert.equal(await countCalls('debug-agent'), 5);
    assert.equal(await stateOf(), 'open');
    await heal('debug-agent');
    assert.equal(await stateOf(), 'closed');
    assert.equal((await call(service, '/api/v1/agents', { token })).status, 403);
  });

  it('keeps the others answering while two tutors are down', async () => {
    await Promise.all([setMode('debug-agent', 'silence'), setMode('concepts-agent', 'error')]);
    const [debug, concepts, exercise] = await Promise.all([
      triage('syntax_help'),
      triage('concept_explanation'),
      triage('exercise_request'),
    ]);
    assert.deepEqual([debug.status, concepts.status, exercise.status], [504, 502, 200]);
    await Promise.all([heal('debug-agent'), heal('concepts-agent')]);
  });

  it('says that a tutor whose process is dead cannot be reached', async () => {
    const { child } = tutors.get('exercise-agent') as ListeningProcess;
    child.kill('SIGKILL');
    await once(child, 'exit');
    const { status, json } = await triage('exercise_request');
    assert.deepEqual([status, json.code], [502, 'AGENT_FAILED']);
  });

  it('streams the decision first, then one reply, however many attempts it took', async () => {
    const read = async () => {
      const { text } = await call(service, '/api/v1/triage', {
        token,
        body: { query: 'help', session_context: { chosen_intent: 'syntax_help' } },
        headers: { accept: 'text/event-stream' },
      });
      return [...text.matchAll(/^event: (\w+)$/gm)].map(([, event]) => event);
    };
    assert.deepEqual(await read(), ['decision', 'reply']);
    await setMode('debug-agent', 'error');
    assert.deepEqual(await read(), ['decision', 'error']);
    await heal('debug-agent');
  });
});
