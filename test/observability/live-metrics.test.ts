import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { namedMetrics } from '../../deploy/observability/named-metrics.ts';
import { recordingRules } from '../../deploy/observability/recording-rules.ts';
import { asWritten } from '../../deploy/observability/timing.ts';
import { type BadAgent, startBadAgent } from '../start-bad-agent.ts';
import { call, startService, type TestService } from '../start-service.ts';

const SOURCES = [
  ...globSync('deploy/observability/rendered/**/*.{json,yaml}'),
  ...globSync('docs/{runbooks,deployment,operations}/**/*.md'),
  'docs/slo.md',
  'docs/monitoring.md',
];

describe('metrics that documents, dashboards and alerts speak of', () => {
  let service: TestService;
  let tutor: BadAgent;
  before(async () => {
    tutor = await startBadAgent();
    const agents = ['debug', 'concepts', 'exercise', 'progress', 'review'].map((name) => `${name}-agent=${tutor.url}`);
    service = await startService({ LEARNFLOW_AGENTS: agents.join(','), LEARNFLOW_LOG_LEVEL: 'error' });
  });
  after(async () => {
    tutor.stop();
    await service.stop();
  });

  it('are each told by a service that runs, or recorded from what it tells', async () => {
    const live = await (await fetch(service.metricsUrl)).text();
    const told = new Set([...live.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
    const namesOf = (start: string) => [...told].filter((name) => name?.startsWith(start));
    const recorded = new Set(recordingRules(asWritten).map(({ record }) => record));
    let looked = 0;
    for (const source of SOURCES) {
      const { metrics, records } = namedMetrics(readFileSync(source, 'utf8'));
      // Documents also name the beginning of a name, where a command looks for several.
      const isTold = (name: string) => told.has(name) || (source.endsWith('.md') && namesOf(name).length > 1);
      for (const name of metrics) assert.ok(isTold(name), `${source} speaks of ${name}, which nothing tells`);
      for (const name of records) assert.ok(recorded.has(name), `${source} speaks of ${name}, which nothing records`);
      looked += metrics.length;
    }
    assert.ok(looked > 100, `only ${looked} names were read`);
  });

  it('count a stream that began well and then failed among the failures', async () => {
    await tutor.setMode('refusal');
    const body = { query: 'why does it fail', session_context: { chosen_intent: 'syntax_help' } };
    const headers = { accept: 'text/event-stream' };
    const answer = await call(service, '/api/v1/triage', { token: await service.token(), body, headers });
    assert.equal(answer.status, 200);
    assert.match(answer.text, /event: error/);
    const live = await (await fetch(service.metricsUrl)).text();
    const route = 'route="/api/v1/triage",method="POST"';
    assert.match(
      live,
      new RegExp(`^learnflow_http_requests_total\\{${route},status="502",outcome="server_error"\\} 1$`, 'm'),
    );
    assert.match(live, /^learnflow_refusals_total\{code="AGENT_FAILED"\} 1$/m);
  });
});
