import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type LedgerRow, summariseTokens } from './summarise-tokens.ts';

const asked = (input: number, output: number) => ({
  input_tokens: input,
  output_tokens: output,
  source: 'provider' as const,
});
const none = { input_tokens: 0, output_tokens: 0, source: 'none' as const };
const alone = { input: 1_000, output: 20 };

async function* rows(): AsyncGenerator<LedgerRow> {
  yield { usage: asked(300, 12), reference: alone, wasEscalated: true, hasDisagreement: true };
  yield { usage: asked(500, 8), reference: alone, wasEscalated: true, hasDisagreement: false };
  yield { usage: asked(200, 10), reference: undefined, wasEscalated: true, hasDisagreement: false };
  yield { usage: none, reference: alone, wasEscalated: false, hasDisagreement: undefined };
}
const opinion = (model: 'code_review' | 'syntax_help' | null) => ({
  request_id: 'r',
  at: '2026-01-01T00:00:00.000Z',
  skill: 'syntax_help' as const,
  model,
  usage: asked(100, 5),
});
const opinions = [opinion('code_review'), opinion('syntax_help'), opinion('syntax_help'), opinion(null)];

describe('summariseTokens', () => {
  it('prices input and output apart, comparisons among what was used', async () => {
    const { cost } = await summariseTokens(rows(), opinions, { input: 0.15, output: 0.6 });
    // Used: 300 + 500 + 200 + 4 * 100 = 1,400 in, 12 + 8 + 10 + 4 * 5 = 50 out; alone: 3 * 1,000 in, 3 * 20 out.
    assert.equal(cost.used?.toFixed(9), '0.000240000');
    assert.equal(cost.model_router?.toFixed(9), '0.000486000');
    assert.deepEqual((await summariseTokens(rows(), [], undefined)).cost, { used: null, model_router: null });
  });

  it('tells how often the model differs: of those it decided, and of those it was asked to compare', async () => {
    const { disagreement, shadow, escalated, efficiency } = await summariseTokens(rows(), opinions, undefined);
    assert.equal(disagreement, 1 / 3);
    assert.deepEqual(shadow, { messages: 4, disagreement: 1 / 3, tokens: 420 });
    assert.equal(escalated, 0.75);
    // Of the three whose text is kept 312 + 508 were used, and 420 to compare.
    assert.deepEqual(efficiency, { cascade: 1 - 1_240 / 3_060, skill_alone: 1 });
    const nothing = await summariseTokens((async function* () {})(), [], undefined);
    assert.deepEqual([nothing.disagreement, nothing.shadow.disagreement], [null, null]);
  });
});
