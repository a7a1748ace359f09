import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AgentRequest } from '../../contract/agent.ts';
import type { Dispatch, DispatchResult } from './dispatch.ts';
import { withReplyCache } from './reply-cache.ts';

const ON = { 'response-caching': true } as const;
const QUESTION: AgentRequest = {
  request_id: 'r1',
  agent: 'concepts-agent',
  intent: 'concept_explanation',
  query: 'what is a tuple?',
};
const DEADLINE = { atMs: 1, signal: new AbortController().signal };

function open() {
  let nowMs = 0;
  let asked = 0;
  const dispatch: Dispatch = async ({ agent }): Promise<DispatchResult> => {
    asked += 1;
    return { kind: 'answered', reply: { agent, text: `answer ${asked}`, topics: [] }, attempts: [] };
  };
  const cached = withReplyCache(
    dispatch,
    { ttlMs: 100, maxEntries: 2 },
    () => nowMs,
    () => undefined,
  );
  const ask = async (more: Partial<AgentRequest> = {}, on = ON as { readonly 'response-caching': boolean }) => {
    const result = await cached({ ...QUESTION, ...more }, DEADLINE, on);
    return result.kind === 'answered' ? result.reply.text : result.reason;
  };
  return { ask, pass: (ms: number) => (nowMs += ms) };
}

describe('the cache of replies', () => {
  it('answers the same question of another student and conversation with the reply just given', async () => {
    const { ask } = open();
    await ask({ student_progress: { student_id: 'ada' }, session_context: { conversation_id: 'a' } });
    const again = await ask({
      request_id: 'r2',
      student_progress: { student_id: 'bob' },
      session_context: { conversation_id: 'b' },
    });
    assert.equal(again, 'answer 1');
  });

  it('asks again after its time, for what else the tutor was told, with code, for another tutor, and while it is off', async () => {
    const { ask, pass } = open();
    await ask();
    assert.equal(await ask({ student_progress: { completion: 0.9 } }), 'answer 2');
    assert.equal(await ask({ code: 'x = 1' }), 'answer 3');
    assert.equal(await ask({ agent: 'debug-agent' }), 'answer 4');
    assert.equal(await ask({}, { 'response-caching': false }), 'answer 5');
    assert.equal(await ask(), 'answer 1');
    pass(100);
    assert.equal(await ask(), 'answer 6');
  });

  it('keeps no more than it may, and forgets the oldest first', async () => {
    const { ask } = open();
    for (const query of ['a', 'b', 'c']) await ask({ query });
    assert.equal(await ask({ query: 'c' }), 'answer 3');
    assert.equal(await ask({ query: 'a' }), 'answer 4');
  });
});
