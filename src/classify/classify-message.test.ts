import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Classification } from '../../contract/decision.ts';
import { chooseRoute } from '../../skills/triage-logic/choose-route.ts';
import { FLAG_NAMES, type FlagName, type FlagSnapshot, rowOf } from '../flags.ts';
import type { SanitizedQuery } from '../sanitize/sanitize-query.ts';
import { NO_SPAN } from '../telemetry/span.ts';
import { type ClassifyContext, createClassify, type ModelPart } from './classify-message.ts';
import type { ModelDecision, Purpose } from './model-router.ts';
import { createReleasedModels } from './released-models.ts';
import { readShippedModel } from './trained-model.ts';

const QUERY: SanitizedQuery = {
  query: 'What is the difference between a list and a tuple?',
  removed: {},
  suspicions: [],
};
const { detect } = createReleasedModels(readShippedModel());
const USAGE = { input_tokens: 200, output_tokens: 10, source: 'provider' } as const;
const REVIEW: ModelDecision = { kind: 'decided', intent: 'code_review', confidence: 0.8, usage: USAGE };
const LATE: ModelDecision = { kind: 'undecided', failure: 'timed_out', usage: USAGE };

function flagsWith(changes: Partial<Record<FlagName, boolean>>, isOnFor?: FlagSnapshot['isOnFor']): FlagSnapshot {
  const on = Object.fromEntries(
    FLAG_NAMES.map((name) => [name, changes[name] ?? rowOf(name).shipped === 'on']),
  ) as Record<FlagName, boolean>;
  return { revision: 'test', on, shaping: { 'skill-library': 'on' }, isOnFor: isOnFor ?? ((name) => on[name]) };
}

function open(decision: ModelDecision, part: Partial<ModelPart> = {}) {
  const asked: Purpose[] = [];
  const shadowed: [string, string][] = [];
  const { promise: compared, resolve } = Promise.withResolvers<void>();
  const classify = createClassify(detect, {
    router: {
      async ask(_query, _asker, purpose) {
        asked.push(purpose);
        return decision;
      },
    },
    threshold: () => 1,
    routeThreshold: 0.5,
    shadowShare: 0,
    shadowTimeoutMs: 1_000,
    draw: () => 0.5,
    nowMs: Date.now,
    shadowed(_requestId, skill, model) {
      shadowed.push([skill, model.kind === 'decided' ? model.intent : model.failure]);
      resolve();
    },
    ...part,
  });
  const run = async (flags: FlagSnapshot, query = QUERY) => {
    const deadline = { atMs: Date.now() + 1_000, signal: AbortSignal.timeout(1_000) };
    const context: ClassifyContext = { requestId: 'r1', studentId: 'ada', deadline, flags, trace: NO_SPAN };
    return classify(query, context);
  };
  return { run, classify, asked, shadowed, compared };
}

const sumOf = ({ scores }: Classification) => scores.reduce((sum, { confidence }) => sum + confidence, 0);

describe('the cascade', () => {
  it('decides at once, without a promise, where no model is configured', () => {
    const deadline = { atMs: 0, signal: new AbortController().signal };
    const context = { requestId: 'r1', studentId: 'ada', deadline, flags: flagsWith({}), trace: NO_SPAN };
    const found = createClassify(detect)(QUERY, context);
    assert.ok(!(found instanceof Promise));
    assert.equal(found.classification.intent, 'concept_explanation');
  });

  it('asks the model below its threshold alone', async () => {
    const sure = open(REVIEW, { threshold: () => 0.1 });
    assert.equal((await sure.run(flagsWith({}))).classification.decided_by, 'model');
    assert.deepEqual(sure.asked, []);
    const unsure = open(REVIEW, { threshold: () => 1 });
    const { classification } = await unsure.run(flagsWith({}));
    assert.deepEqual([classification.decided_by, classification.intent], ['llm', 'code_review']);
    assert.equal(chooseRoute(classification).target_agent, 'review-agent');
    assert.ok(Math.abs(sumOf(classification) - 1) < 1e-9);
    assert.equal(classification.second_opinion?.intent, 'concept_explanation');
  });

  it('asks only for the students the flag allows, and the record says for whom it stood how', async () => {
    const { run, asked } = open(REVIEW);
    const flags = flagsWith({}, async (_name, student) => student === 'bob');
    const { classification, flags: shaping } = await run(flags);
    assert.deepEqual([classification.decided_by, shaping['openai-router'], asked.length], ['model', 'off', 0]);
  });

  it('lets what a student chose stand, whatever the flags say', async () => {
    const { run, asked } = open(REVIEW);
    const chosen = { ...QUERY, session_context: { chosen_intent: 'progress_check' } } as const;
    const { classification } = await run(flagsWith({ 'skill-library': false }), chosen);
    assert.deepEqual([classification.decided_by, asked.length], ['student', 0]);
  });

  it('keeps what a model that gave no decision has cost', async () => {
    const { classification } = await open(LATE).run(flagsWith({}));
    assert.deepEqual([classification.decided_by, classification.usage], ['model', USAGE]);
  });

  it('leaves a message to the review tutor when nobody may decide it', async () => {
    const { classification } = await open(LATE).run(flagsWith({ 'fallback-to-skill': false }));
    const { outcome, target_agent } = chooseRoute(classification);
    assert.deepEqual([outcome, target_agent], ['fallback', 'review-agent']);
  });

  it('asks about a share of sure messages only to compare, without using or awaiting the answer', async () => {
    const part = { threshold: () => 0.1, shadowShare: 0.6 };
    const { run, asked, shadowed, compared } = open(REVIEW, part);
    assert.equal((await run(flagsWith({}))).classification.decided_by, 'model');
    await compared;
    assert.deepEqual([asked, shadowed], [['shadow'], [['concept_explanation', 'code_review']]]);
    const none = open(REVIEW, { ...part, shadowShare: 0.4 });
    await none.run(flagsWith({}));
    assert.deepEqual(none.asked, []);
  });
});
