import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { missingData, readData, STUDENT_MESSAGES } from '../evaluation-data.ts';
import { answering, type FakeModel, startFakeModel } from '../fake-model.ts';
import { missingPostgres, startPostgres } from '../start-postgres.ts';
import { call, runCli, startService, type TestService } from '../start-service.ts';

const run = promisify(execFile);
const CLI = new URL('../../cli/learnflow.js', import.meta.url).pathname;

async function report(service: TestService, prices?: string) {
  const args = [CLI, 'tokens', 'report', '--json', '--data-dir', service.dataDir];
  const env = { ...process.env, ...(prices !== undefined && { LEARNFLOW_LLM_PRICES: prices }) };
  return JSON.parse((await run(process.execPath, args, { env })).stdout);
}

describe('journey: the token ledger', () => {
  let model: FakeModel;
  let service: TestService;
  before(async () => {
    model = await startFakeModel(answering('exercise_request'));
    service = await startService({
      LEARNFLOW_LLM_BASE_URL: model.baseUrl,
      LEARNFLOW_LLM_THRESHOLD: '0.6',
      LEARNFLOW_LLM_PRICES: 'gpt-4o-mini=0.15/0.60',
    });
  });
  after(async () => {
    await service.stop();
    await model.close();
  });

  it('adds up what was used and what the model router alone would have used', async () => {
    const token = await service.token('ada');
    const ask = (query: string) => call(service, '/api/v1/triage', { token, body: { query } });
    const unsure = await ask('hmm so that thing from before, you know, the other one');
    assert.deepEqual(unsure.json.usage, { input_tokens: 300, output_tokens: 12, source: 'provider' });
    for (const query of ['What is a tuple?', 'what does <|endoftext|> mean in python?', 'How am I doing so far?']) {
      assert.equal((await ask(query)).json.usage.source, 'none');
    }
    const { messages, used, model_router, efficiency, escalated, counted_by } = await report(service);
    assert.equal(messages, 4);
    assert.equal(used.mean, 312 / 4);
    assert.ok(model_router.mean > 150 && model_router.p95 >= model_router.mean);
    assert.ok(Math.abs(efficiency.cascade - (1 - 312 / (4 * model_router.mean))) < 1e-9);
    assert.equal(efficiency.skill_alone, 1);
    assert.equal(escalated, 0.25);
    assert.deepEqual(counted_by, { none: 3, provider: 1, tokenizer: 0 });
  });

  it('prices both where the model has a price, and says so where it has none', async () => {
    const { stdout } = await runCli('tokens', 'report', '--data-dir', service.dataDir);
    assert.match(stdout, /no price set/);
    assert.match(stdout, /read from {2}nothing kept in /);
    // A dollar a token of one kind, and nothing for the other, counts them.
    const input = (await report(service, 'gpt-4o-mini=1000000/0')).cost;
    const output = (await report(service, 'gpt-4o-mini=0/1000000')).cost;
    assert.deepEqual([input.used, output.used], [300, 12]);
    const { cost, model_router } = await report(service, 'gpt-4o-mini=0.15/0.60');
    assert.equal(input.model_router + output.model_router, 4 * model_router.mean);
    // 300 * 0.15 + 12 * 0.60 = 52.2 millionths of a dollar.
    assert.ok(Math.abs(cost.used - 52.2e-6) < 1e-12, `${cost.used}`);
    const alone = (input.model_router * 0.15 + output.model_router * 0.6) / 1e6;
    assert.ok(Math.abs(cost.model_router - alone) < 1e-12, `${cost.model_router}`);
    assert.match(stdout, /specified: 1,500/);
  });
});

describe('journey: the token ledger of opinions asked for to compare', () => {
  it('counts them, their cost and how they differ, and says where it read them', async (context) => {
    const model = await startFakeModel(answering('exercise_request'));
    context.after(() => model.close());
    const service = await startService({
      LEARNFLOW_LLM_BASE_URL: model.baseUrl,
      LEARNFLOW_LLM_THRESHOLD: '0.1',
      LEARNFLOW_LLM_SHADOW_SHARE: '1',
    });
    context.after(() => service.stop({ keepData: false }));
    const token = await service.token('zoe');
    for (const query of ['What is the difference between a list and a tuple?', 'Give me an exercise on loops please']) {
      const { json } = await call(service, '/api/v1/triage', { token, body: { query } });
      assert.equal(json.usage.source, 'none');
    }
    // The model is asked beside the student's way: the report is read until both opinions are in it.
    let seen = await report(service, 'gpt-4o-mini=0.15/0.60');
    while (seen.shadow.messages < 2) seen = await report(service, 'gpt-4o-mini=0.15/0.60');
    assert.deepEqual(seen.shadow, { messages: 2, disagreement: 0.5, tokens: 624 });
    assert.ok(Math.abs(seen.cost.used - 104.4e-6) < 1e-12, `${seen.cost.used}`);
    const file = `${service.dataDir}/shadow-opinions.jsonl`;
    assert.deepEqual(seen.shadow_files, [file]);
    assert.doesNotMatch(readFileSync(file, 'utf8'), /zoe|tuple|loops/);
  });
});

describe('journey: the token ledger on PostgreSQL', { skip: missingPostgres() ?? false }, () => {
  it('adds up the same', async (context) => {
    const postgres = await startPostgres();
    context.after(() => postgres.stop());
    const model = await startFakeModel(answering('exercise_request'));
    context.after(() => model.close());
    const store = { LEARNFLOW_STORE: await postgres.database('ledger') };
    const env = { ...store, LEARNFLOW_LLM_BASE_URL: model.baseUrl, LEARNFLOW_LLM_THRESHOLD: '0.6' };
    const service = await startService(env);
    context.after(() => service.stop());
    const token = await service.token('ada');
    for (const query of ['hmm so that thing from before, you know, the other one', 'What is a tuple?']) {
      assert.equal((await call(service, '/api/v1/triage', { token, body: { query } })).status, 200);
    }
    const args = [CLI, 'tokens', 'report', '--json', '--data-dir', service.dataDir];
    const { stdout } = await run(process.execPath, args, { env: { ...process.env, ...store } });
    const { messages, used, escalated, model_router } = JSON.parse(stdout);
    assert.deepEqual([messages, used.mean, escalated], [2, 312 / 2, 0.5]);
    assert.ok(model_router.mean > 150);
  });
});

describe('journey: the token ledger over real messages', {
  skip: missingData(STUDENT_MESSAGES),
}, () => {
  it('saves at least 98.7 % of the tokens of the model router, at the threshold that ships', async () => {
    const model = await startFakeModel(answering('concept_explanation'));
    const service = await startService({
      LEARNFLOW_LLM_BASE_URL: model.baseUrl,
      LEARNFLOW_MESSAGES_PER_MINUTE: '10000',
    });
    try {
      const token = await service.token('ada');
      for (const { text } of readData<{ text: string }>(STUDENT_MESSAGES)) {
        const query = [...text].slice(0, 5_000).join('');
        assert.equal((await call(service, '/api/v1/triage', { token, body: { query } })).status, 200);
      }
      const { messages, efficiency, escalated } = await report(service);
      assert.ok(messages >= 655);
      assert.ok(efficiency.cascade >= 0.987, `${efficiency.cascade}`);
      assert.ok(escalated > 0, 'the model was never asked');
    } finally {
      await service.stop();
      await model.close();
    }
  });
});
