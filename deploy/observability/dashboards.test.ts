import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { missingProgram } from '../../test/skip-aloud.ts';
import { DASHBOARDS } from './alert.ts';
import { ALL_ALERTS } from './all-alerts.ts';
import { ALL_DASHBOARDS } from './all-dashboards.ts';
import { namedMetrics } from './named-metrics.ts';
import { recordingRules } from './recording-rules.ts';
import { toYaml } from './render-rules.ts';
import { asWritten } from './timing.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'learnflow-dashboards-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const panels = ALL_DASHBOARDS.flatMap(({ id, panels }) => panels.map((panel) => ({ id, ...panel })));

describe('dashboards', () => {
  it('are the six that alerts link to', () => {
    assert.deepEqual(ALL_DASHBOARDS.map(({ id }) => id).sort(), [...DASHBOARDS].sort());
  });

  it('have queries that Prometheus reads', { skip: missingProgram('promtool') ?? false }, async () => {
    const rules = panels.flatMap(({ queries }, index) =>
      queries.map(({ expr }, query) => ({
        record: `panel_${index}:query_${query}`,
        expr: expr.replaceAll('$__rate_interval', '5m'),
      })),
    );
    assert.ok(rules.length > 50);
    const file = join(folder, 'queries.yaml');
    writeFileSync(file, toYaml({ groups: [{ name: 'queries', rules }] }));
    await run('promtool', ['check', 'rules', file]);
  });

  it('show every alert on a panel of the dashboard that it links to, and name no other alert', () => {
    const names = new Set(ALL_ALERTS.map(({ name }) => name));
    for (const panel of panels)
      for (const name of panel.alerts) assert.ok(names.has(name), `${panel.title} names ${name}`);
    for (const { name, dashboard, severity } of ALL_ALERTS) {
      if (severity === 'heartbeat') continue;
      assert.ok(
        panels.some(({ id, alerts }) => id === dashboard && alerts.includes(name)),
        `no panel of ${dashboard} shows ${name}`,
      );
    }
  });

  it('read only ratios that are recorded', () => {
    const recorded = new Set(recordingRules(asWritten).map(({ record }) => record));
    const { records } = namedMetrics(JSON.stringify(panels));
    assert.ok(records.length >= 4);
    for (const record of records) assert.ok(recorded.has(record), record);
  });

  it('are drawn as they were described: every query of every panel, two panels a row', () => {
    for (const { id, panels: rows } of ALL_DASHBOARDS) {
      const file = join(import.meta.dirname, 'rendered', 'dashboards', `${id}.json`);
      const drawn = JSON.parse(readFileSync(file, 'utf8')) as {
        panels: { title: string; targets: { expr: string }[]; gridPos: { x: number; y: number; w: number } }[];
      };
      assert.deepEqual(
        drawn.panels.map(({ title, targets }) => [title, targets.map(({ expr }) => expr)]),
        rows.map(({ title, queries }) => [title, queries.map(({ expr }) => expr)]),
      );
      const places = drawn.panels.map(({ gridPos: { x, y } }) => `${x},${y}`);
      assert.equal(new Set(places).size, places.length, 'two panels lie on one another');
    }
  });
});
