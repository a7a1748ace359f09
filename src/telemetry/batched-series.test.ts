import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Histogram, Registry } from 'prom-client';
import { CATALOGUE } from './catalogue.ts';
import { createInstruments, seriesOf } from './instruments.ts';
import { createMetrics } from './metrics.ts';

it('a metric that is read shows everything reported until then, and once', async () => {
  const { registry, countRequest } = createMetrics('test');
  for (let count = 0; count < 1_000; count++) countRequest('/api/v1/triage', 'POST', 200, 0.1);
  for (let read = 0; read < 2; read++) {
    const text = await registry.metrics();
    assert.match(text, /^learnflow_http_requests_total\{route="\/api\/v1\/triage",.*\} 1000$/m);
    assert.match(text, /^learnflow_http_request_seconds_count\{outcome="success"\} 1000$/m);
    assert.match(text, /^learnflow_http_request_seconds_bucket\{le="0.05",outcome="success"\} 0$/m);
    assert.match(text, /^learnflow_http_request_seconds_bucket\{le="0.15",outcome="success"\} 1000$/m);
  }
  countRequest('/api/v1/triage', 'POST', 503, 2);
  assert.match(await registry.metrics(), /^learnflow_http_request_seconds_sum\{outcome="server_error"\} 2$/m);
});

it('a series named beforehand is zero until something happens', async () => {
  const registry = new Registry();
  const answers = createInstruments(registry).counter('learnflow_http_requests_total');
  answers.labels('/x', 'GET', '200', 'success').inc(0);
  assert.match(await registry.metrics(), /\{route="\/x",method="GET",status="200",outcome="success"\} 0$/m);
  answers.labels('/x', 'GET', '200', 'success').inc();
  answers.labels('/x', 'GET', '404', 'client_error').inc(3);
  const text = await registry.metrics();
  assert.match(text, /status="200",outcome="success"\} 1$/m);
  assert.match(text, /status="404",outcome="client_error"\} 3$/m);
});

it('a histogram shows what prom-client makes of the same observations, however they are spread over reads', async () => {
  for (const name of ['learnflow_journal_ack_seconds', 'learnflow_decision_seconds'] as const) {
    const { help, buckets, labels } = CATALOGUE[name];
    const [ours, theirs] = [new Registry(), new Registry()];
    const batched = createInstruments(ours).histogram(name);
    const plain = new Histogram({
      name,
      help,
      buckets: [...buckets],
      labelNames: Object.keys(labels),
      registers: [theirs],
    });
    for (const series of seriesOf(CATALOGUE[name])) plain.zero(series);
    const values = [0, ...buckets, ...buckets.map((bound) => bound * 1.01), 1_000, 0.1 + 0.2];
    for (const [index, value] of values.entries()) {
      const series = 'operation' in labels ? [labels.operation[index % 2] as string] : [];
      batched.labels(...series).observe(value);
      plain.labels(...series).observe(value);
      if (index % 5 === 0) await ours.metrics();
    }
    const [shown, wanted] = [await ours.metrics(), await theirs.metrics()].map((text) => text.split('\n'));
    // Sums of the same numbers in another order may differ in their last digits.
    const rounded = (line: string) =>
      line.replace(/(_sum\S* )(\S+)/, (_, series, sum) => series + Number(sum).toFixed(9));
    assert.deepEqual(shown?.map(rounded), wanted?.map(rounded));
    assert.ok((shown?.length ?? 0) > buckets.length);
  }
});

it('what every request reports is counted once, however many notes of it wait', async () => {
  for (const requests of [1, 51, 52, 1_000]) {
    const { registry, ...metrics } = createMetrics('test');
    for (let count = 0; count < requests; count++) {
      const classification = { intent: 'syntax_help', confidence: 0.8, decided_by: 'model', evidence: [] } as never;
      metrics.countDecision(classification, { outcome: 'routed' } as never, 0.002);
      metrics.countAttempt('debug-agent', 'answered', 0.02);
      metrics.countDispatch('debug-agent', 'answered');
      metrics.observeJourney('answered', 0.03);
      metrics.countRequest('/api/v1/triage', 'POST', 200, 0.04);
    }
    const text = await registry.metrics();
    for (const series of [
      'learnflow_http_requests_total{route="/api/v1/triage",method="POST",status="200",outcome="success"}',
      'learnflow_http_request_seconds_bucket{le="0.05",outcome="success"}',
      'learnflow_decisions_total{intent="syntax_help",outcome="routed",decided_by="model"}',
      'learnflow_decision_confidence_bucket{le="0.8",decided_by="model"}',
      'learnflow_decision_seconds_bucket{le="0.0025"}',
      'learnflow_journey_seconds_bucket{le="0.05",end="answered"}',
      'learnflow_dispatches_total{agent="debug-agent",outcome="answered"}',
      'learnflow_dispatch_attempts_total{agent="debug-agent",outcome="answered"}',
      'learnflow_dispatch_attempt_seconds_bucket{le="0.025",agent="debug-agent"}',
    ])
      assert.ok(text.includes(`\n${series} ${requests}\n`), `${series} of ${requests}`);
    assert.ok(text.includes('\nlearnflow_decision_confidence_bucket{le="0.7",decided_by="model"} 0\n'));
  }
});
