import assert from 'node:assert/strict';
import { it } from 'node:test';
import { NO_SPAN } from '../telemetry/span.ts';
import type { Completion, ModelClient } from './model-client.ts';
import { createModelRouter } from './model-router.ts';
import type { PromptDesk } from './prompt-desk.ts';
import { createTokenBudget } from './token-budget.ts';

const QUERY = { query: 'hm', removed: {}, suspicions: [] };
const ANSWER: Completion = {
  kind: 'completed',
  content: '{"intent":"code_review","confidence":0.9}',
  usage: undefined,
  model: 'test',
};
const BROKE: Completion = { kind: 'broke', failure: 'failed', wasRead: false, retryAfterMs: undefined };

it('the model router survives the loss of its tokenizer, at the probe of an open breaker too', async () => {
  let nowMs = 0;
  let completion: Completion = BROKE;
  const client: ModelClient = {
    endpoint: { baseUrl: 'http://127.0.0.1/v1', model: 'test' },
    complete: async () => completion,
    close: async () => undefined,
  };
  const desk: PromptDesk = {
    prepare: async () => ({ messages: [], inputTokens: 100 }),
    count: () => Promise.reject(new Error('the worker has ended')),
    measure: async () => 0,
    close: async () => undefined,
  };
  const settings = {
    timeoutMs: 60_000,
    breaker: { failuresToOpen: 1, openMs: 1_000 },
    bulkhead: { maxConcurrent: 1, maxQueued: 0 },
  };
  const moves: string[] = [];
  const budget = createTokenBudget({ dailyTokens: 1_000, studentDailyTokens: 1_000 }, () => 0);
  const router = createModelRouter(client, desk, budget, settings, () => nowMs, {
    asked: () => undefined,
    breakerMoved: (to) => moves.push(to),
    budgetRefused: () => undefined,
  });
  const deadline = { atMs: 60_000, signal: new AbortController().signal };
  const ask = () => router.ask(QUERY, { studentId: 'ada', deadline, trace: NO_SPAN }, 'first');

  assert.equal((await ask()).kind, 'undecided');
  completion = ANSWER;
  nowMs = 1_000;
  const { kind, usage } = await ask();
  // What it costs at most, where it cannot be counted.
  assert.deepEqual([kind, usage], ['decided', { input_tokens: 100, output_tokens: 64, source: 'tokenizer' }]);
  assert.deepEqual(moves, ['open', 'half_open', 'closed']);
  assert.equal(budget.left(), 1_000 - 164);
});
