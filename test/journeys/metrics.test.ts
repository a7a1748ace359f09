import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { CATALOGUE, type MetricRow } from '../../src/telemetry/catalogue.ts';
import { seriesOf } from '../../src/telemetry/instruments.ts';
import { updateMetricsPage } from '../../src/telemetry/write-metrics-table.ts';
import { missingProgram } from '../skip-aloud.ts';
import { call, startService, type TestService } from '../start-service.ts';

/** All series of a service whose routes have each been answered in every way they declare, histograms with each bucket. */
const MAX_SERIES = 2_000;

/** The samples of a text of metrics, by series. */
function readSamples(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

describe('journey: metrics', () => {
  let service: TestService;
  let atStart: string;
  const scrape = async () => (await fetch(service.metricsUrl)).text();
  const read = async (series: string) => readSamples(await scrape()).get(series);
  before(async () => {
    service = await startService();
    atStart = await scrape();
  });
  after(() => service.stop());

  it('are those of the catalogue, no more and no less', () => {
    const live = [...atStart.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => `${name} ${type}`);
    const rows = Object.entries<MetricRow>(CATALOGUE).map(([name, { type }]) => `${name} ${type}`);
    assert.deepEqual(live.sort(), rows.sort());
    for (const [name, { help }] of Object.entries<MetricRow>(CATALOGUE))
      assert.ok(atStart.includes(`# HELP ${name} ${help}\n`), name);
  });

  it('have every series of closed labels from the start', () => {
    const samples = readSamples(atStart);
    let looked = 0;
    for (const [name, row] of Object.entries<MetricRow>(CATALOGUE)) {
      for (const labels of seriesOf(row)) {
        const inside = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
        const text = inside.length === 0 ? '' : `{${inside.join(',')}}`;
        assert.ok(samples.has(`${name}${row.type === 'histogram' ? '_count' : ''}${text}`), `${name}${text}`);
        looked += 1;
      }
    }
    assert.ok(looked > 400, `${looked} series looked for`);
    assert.equal(
      samples.get(
        'learnflow_http_requests_total{route="/api/v1/triage",method="POST",status="503",outcome="server_error"}',
      ),
      0,
    );
  });

  it('count what one question does', async () => {
    const token = await service.token();
    const { status, json } = await call(service, '/api/v1/triage', {
      token,
      body: { query: 'How am I doing so far?' },
    });
    assert.equal(status, 200);
    const agent = json.decision.target_agent;
    const samples = readSamples(await scrape());
    const expected = {
      'learnflow_http_requests_total{route="/api/v1/triage",method="POST",status="200",outcome="success"}': 1,
      [`learnflow_dispatches_total{agent="${agent}",outcome="answered"}`]: 1,
      [`learnflow_dispatch_attempts_total{agent="${agent}",outcome="answered"}`]: 1,
      [`learnflow_dispatch_attempt_seconds_count{agent="${agent}"}`]: 1,
      'learnflow_journey_seconds_count{end="answered"}': 1,
      learnflow_decision_seconds_count: 1,
      'learnflow_decision_confidence_count{decided_by="model"}': 1,
      'learnflow_journal_ack_seconds_count{operation="accept"}': 1,
      'learnflow_journal_ack_seconds_count{operation="settle"}': 1,
      learnflow_http_requests_under_way: 0,
      learnflow_ready: 1,
    };
    for (const [series, value] of Object.entries(expected)) assert.equal(samples.get(series), value, series);
    while ((await read('learnflow_events_total{outcome="delivered"}')) !== 1) await new Promise(setImmediate);
  });

  it('stay as many, whatever is asked', async () => {
    const token = await service.token();
    const count = async () => readSamples(await scrape()).size;
    const ask = async (round: string) => {
      for (let n = 0; n < 20; n++) {
        await call(service, `/no/such/${round}/${n}`, { token });
        await call(service, `/api/v1/requests/${round}-${n}`, { token });
        await call(service, '/api/v1/triage', { token, method: 'PUT', body: {} });
        await call(service, '/api/v1/classify', { token, body: { query: `what is a list ${round} ${n}` } });
        await call(service, '/api/v1/classify', { token: `bad-${n}`, body: {}, headers: { 'x-request-id': `${n}` } });
      }
    };
    await ask('first');
    const before = await count();
    await ask('second');
    assert.equal(await count(), before);
    assert.ok(before <= MAX_SERIES, `${before} series`);
  });

  it('are what promtool calls clean', { skip: missingProgram('promtool') ?? false }, async () => {
    const { status, stderr, stdout } = spawnSync('promtool', ['check', 'metrics'], { input: await scrape() });
    assert.equal(`${stdout}${stderr}`, '');
    assert.equal(status, 0);
  });

  it('are listed in docs/monitoring.md as the catalogue has them', () => {
    const page = readFileSync('docs/monitoring.md', 'utf8');
    assert.equal(page, updateMetricsPage(page));
  });
});
