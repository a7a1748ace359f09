import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { ALL_DASHBOARDS } from '../../deploy/observability/all-dashboards.ts';
import { secondsIn, shortened } from '../../deploy/observability/timing.ts';
import { startService, type TestService } from '../start-service.ts';
import { rehearse, type World } from './rehearse.ts';
import { type Load, startLoad } from './start-load.ts';
import { startPrometheus } from './start-prometheus.ts';

/** As many as a lesson has, in a quarter of an hour of a live test; an alert asks for 300. */
const PER_SECOND = 60;
/** A week and the quarter of an hour that is compared, in milliseconds of a live test. */
const weekMs = (secondsIn(shortened, '7d') + secondsIn(shortened, '15m')) * 1_000;

/** What Prometheus answers to a query. */
interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data: { readonly result: readonly { readonly metric: Readonly<Record<string, string>> }[] };
}

describe('rehearsal: students who do not come through', () => {
  let service: TestService;
  let load: Load;
  let world: World;
  let taughtSince: number;
  const teach = () => {
    load = startLoad(service, PER_SECOND);
    load.path = '/api/v1/classify';
    // Left to the classifier, whose confidence is on a panel too.
    load.ask = (count) => ({ query: `what is a list (${count})` });
  };

  before(async () => {
    service = await startService({ LEARNFLOW_LOG_LEVEL: 'fatal' });
    teach();
    taughtSince = performance.now();
    world = { prometheus: await startPrometheus(service.metricsUrl), desk: { service, flagsFile: 'flags.json' } };
  });
  after(async () => {
    await load?.stop();
    await world?.prometheus.stop();
    await service?.stop();
  });

  it('while lessons go on, every panel of every dashboard has something to draw', async () => {
    let looked = 0;
    // Several scrapes must lie in the shortest window.
    await wait(10_000);
    for (const { title, queries } of ALL_DASHBOARDS.flatMap(({ panels }) => panels)) {
      for (const { expr, legend } of queries) {
        const query = encodeURIComponent(expr.replaceAll('$__rate_interval', '1m').replace(/ offset 7d\b/, ''));
        const answer = await fetch(`${world.prometheus.url}/api/v1/query?query=${query}`);
        const { status, error, data } = (await answer.json()) as Answer;
        assert.equal(status, 'success', `${title}: ${error}`);
        // What shows only what is not 0 is empty in a healthy service.
        assert.ok(data.result.length > 0 || expr.endsWith(' > 0'), `${title}: nothing answers ${expr}`);
        const lines = data.result.map(({ metric }) =>
          legend.replace(/\{\{(\w+)\}\}/g, (_all, name) => metric[name] ?? '?'),
        );
        assert.ok(!lines.some((line) => line.includes('?')), `${title}: ${legend}`);
        assert.equal(new Set(lines).size, lines.length, `${title}: two lines have one name: ${lines}`);
        looked += 1;
      }
    }
    assert.ok(looked > 60, `only ${looked} queries were asked`);
  });

  // A week is a minute here, and is waited for.
  it('a gateway that lets nobody in', async (t) => {
    await wait(Math.max(0, taughtSince + weekMs - performance.now()));
    await rehearse(t, world, {
      runbook: 'answers-stopped',
      breakIt: () => load.stop(),
      must: ['AnswersStopped'],
      mend: teach,
    });
  });
});
