import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { answering, complete, type FakeModel, startFakeModel } from '../fake-model.ts';
import { missingPart } from '../stack/build-part.ts';
import { checkAllSpans } from '../stack/check-spans.ts';
import { COLLECTOR } from '../stack/parts.ts';
import { startCollector, type TestCollector } from '../stack/start-collector.ts';
import { call, startService, type TestService } from '../start-service.ts';

const CLIENT_SPAN = '00f067aa0ba902b7';
const UNSURE = 'hmm so the gazebo we spoke about';
let traces = 0;
const newTraceId = () => `face${String(++traces).padStart(28, '0')}`;

describe('journey: a trace in one process', { skip: missingPart(COLLECTOR) }, () => {
  let collector: TestCollector;
  let model: FakeModel;
  let service: TestService;
  let token: string;
  before(async () => {
    [collector, model] = await Promise.all([startCollector(), startFakeModel(answering('exercise_request'))]);
    service = await startService({
      LEARNFLOW_OTLP_ENDPOINT: collector.endpoint,
      LEARNFLOW_LLM_BASE_URL: model.baseUrl,
      LEARNFLOW_LLM_MODEL: 'sorter-1',
      // Everything is below it: every message is one the skill is not sure of.
      LEARNFLOW_LLM_THRESHOLD: '1',
      LEARNFLOW_LLM_TIMEOUT_MS: '2000',
    });
    token = await service.token('ada');
  });
  after(async () => {
    await service?.stop();
    await model?.close();
    await collector?.stop();
  });

  const ofTrace = (traceId: string) => collector.spans.filter((span) => span.traceId === traceId);
  const ask = async (body: object, headers: Record<string, string> = {}) => {
    const traceId = newTraceId();
    const traceparent = `00-${traceId}-${CLIENT_SPAN}-01`;
    const { status } = await call(service, '/api/v1/triage', { token, body, headers: { traceparent, ...headers } });
    assert.equal(status, 200);
    const isWhole = () => ofTrace(traceId).some(({ kind }) => kind === 'server');
    await collector.waitFor(isWhole);
    const one = (name: string) => {
      const [span, ...more] = ofTrace(traceId).filter((own) => own.name === name);
      assert.ok(span !== undefined && more.length === 0, `${1 + more.length} of ${name}`);
      return span;
    };
    return { traceId, one };
  };

  it('goes on in the worker thread of the tutor, below the attempt that asked it', async () => {
    const { one } = await ask({ query: 'why?', session_context: { chosen_intent: 'concept_explanation' } });
    const attempt = one('ask concepts-agent');
    const tutor = one('answer concepts-agent');
    assert.deepEqual([attempt.kind, attempt.parentSpanId], ['client', one('POST /api/v1/triage').spanId]);
    assert.deepEqual([tutor.kind, tutor.parentSpanId, tutor.isError], ['internal', attempt.spanId, false]);
    assert.equal(tutor.attributes['learnflow.agent'], 'concepts-agent');
    assert.ok(Number(tutor.attributes['thread.id']) > 0, 'it is not the thread that serves requests');
    // Both clocks begin at a whole millisecond.
    assert.ok(tutor.startedAtMs >= attempt.startedAtMs - 1 && tutor.endedAtMs <= attempt.endedAtMs + 1);
  });

  it('is not recorded in the worker either when its sender does not record it', async () => {
    const unrecorded = newTraceId();
    const traceparent = `00-${unrecorded}-${CLIENT_SPAN}-00`;
    const body = { query: 'why?', session_context: { chosen_intent: 'concept_explanation' } };
    const { status } = await call(service, '/api/v1/triage', { token, body, headers: { traceparent } });
    assert.equal(status, 200);
    await ask(body);
    assert.deepEqual(ofTrace(unrecorded), []);
  });

  it('says of a call of the language model what the conventions want, below the classification', async () => {
    model.mood = (_request, response) =>
      complete(response, '{"intent":"exercise_request","confidence":0.9}', undefined, 'sorter-1-2026-01-01');
    const { one } = await ask({ query: UNSURE });
    const called = one('chat sorter-1');
    assert.deepEqual([called.kind, called.parentSpanId, called.isError], ['client', one('classify').spanId, false]);
    const classify = one('classify');
    assert.ok(called.startedAtMs >= classify.startedAtMs - 1 && called.endedAtMs <= classify.endedAtMs + 1);
    assert.deepEqual(called.attributes, {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'sorter-1',
      'gen_ai.request.max_tokens': 64,
      'gen_ai.request.temperature': 0,
      'gen_ai.output.type': 'json',
      'gen_ai.response.model': 'sorter-1-2026-01-01',
      'gen_ai.usage.input_tokens': 300,
      'gen_ai.usage.output_tokens': 12,
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(model.baseUrl).port),
      'learnflow.purpose': 'escalation',
      'learnflow.tokens_counted_by': 'provider',
    });
  });

  it('says of a call that brought no decision why, and leaves out what a model may say of itself', async () => {
    model.mood = (_request, response) => complete(response, 'the gazebo?', undefined, 'the gazebo? why, I am a model');
    const unusable = (await ask({ query: UNSURE })).one('chat sorter-1');
    assert.deepEqual([unusable.isError, unusable.attributes['error.type']], [true, 'bad_answer']);
    assert.equal(unusable.attributes['gen_ai.usage.input_tokens'], 300);
    assert.ok(!('gen_ai.response.model' in unusable.attributes));

    model.mood = (_request, response) => response.writeHead(503).end('{}');
    const failed = (await ask({ query: UNSURE })).one('chat sorter-1');
    assert.deepEqual([failed.isError, failed.attributes['error.type']], [true, 'failed']);
    assert.ok(!('gen_ai.usage.input_tokens' in failed.attributes));

    model.mood = () => undefined;
    const late = (await ask({ query: UNSURE })).one('chat sorter-1');
    assert.deepEqual([late.isError, late.attributes['error.type']], [true, 'timed_out']);
    assert.equal(late.attributes['learnflow.tokens_counted_by'], 'tokenizer');
    assert.ok(late.endedAtMs - late.startedAtMs >= 1_500);
  });

  it('is not told to the language model, and neither is what came with it', async () => {
    model.mood = answering('exercise_request');
    const { one } = await ask({ query: UNSURE }, { tracestate: 'school=7', baggage: 'student=ada' });
    one('chat sorter-1');
    const told = Object.keys(model.headers.at(-1) ?? {});
    assert.ok(told.includes('content-type'));
    assert.deepEqual(
      told.filter((name) => /^(traceparent|tracestate|baggage)$/.test(name)),
      [],
    );
  });

  it('is made of the spans of the catalogue, those of tutor and model among them', async () => {
    const { faults, seen } = await checkAllSpans(collector);
    assert.deepEqual(faults, []);
    for (const name of ['answer <tutor>', 'chat <model>']) assert.ok(seen.includes(name), name);
  });

  it('quotes neither message nor answer', () => {
    const told = JSON.stringify(collector.spans);
    assert.match(told, /chat sorter-1/);
    assert.doesNotMatch(told, /gazebo|\bada\b/);
  });
});

describe('journey: a trace in one process that is switched off', { skip: missingPart(COLLECTOR) }, () => {
  it('leaves no span of tutor or model, and asks the worker as it does without tracing', async () => {
    const [collector, model] = await Promise.all([startCollector(), startFakeModel(answering('exercise_request'))]);
    const service = await startService({
      LEARNFLOW_OTLP_ENDPOINT: collector.endpoint,
      LEARNFLOW_LLM_BASE_URL: model.baseUrl,
      LEARNFLOW_LLM_THRESHOLD: '1',
      LEARNFLOW_FLAG_DISTRIBUTED_TRACING: 'off',
    });
    try {
      const token = await service.token('ada');
      const { json } = await call(service, '/api/v1/triage', { token, body: { query: UNSURE } });
      assert.deepEqual([json.status, json.decision.target_agent], ['answered', 'exercise-agent']);
      // Its end hands over all that is left, and what is handed over after that comes after it.
      assert.equal(await service.stop(), 0);
      await sendSpan(collector, 'the last');
      await collector.waitFor((spans) => spans.some(({ name }) => name === 'the last'));
      assert.equal(collector.spans.length, 1);
    } finally {
      service.process.kill();
      await model.close();
      await collector.stop();
    }
  });
});

async function sendSpan({ endpoint }: TestCollector, name: string): Promise<void> {
  const [traceId, spanId, time] = ['ab'.repeat(16), 'ab'.repeat(8), '1'];
  const span = { traceId, spanId, name, startTimeUnixNano: time, endTimeUnixNano: time };
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'test' } }] };
  const { ok } = await fetch(`${endpoint}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] }),
  });
  assert.ok(ok);
}
