import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { runbookOf } from '../../deploy/observability/alert.ts';
import { ALL_ALERTS } from '../../deploy/observability/all-alerts.ts';
import { PAGES, updatePage } from '../../deploy/observability/write-pages.ts';
import { RUNBOOKS } from '../rehearsal/read-runbook.ts';

const HEADINGS = ['What students notice', 'Confirm', 'Do', 'Over when', 'If not'];
/** Answered when they are needed, without an alert. */
const UNALERTED = ['stuck-rollout', 'wrong-tutor', 'missing-answer', 'honest-student-refused', 'restore'];

describe('runbooks', () => {
  const runbookOfAlert = new Map(ALL_ALERTS.map((alert) => [runbookOf(alert), alert]));

  it('are there for every alert, and for what raises none', () => {
    const wanted = [...runbookOfAlert.keys(), ...UNALERTED.map((name) => `docs/runbooks/${name}.md`)];
    assert.deepEqual(
      RUNBOOKS.map(({ name }) => `docs/runbooks/${name}.md`),
      wanted.sort(),
    );
  });

  for (const { name, text, headings, blocks } of RUNBOOKS) {
    it(`${name} says everything, and who is meant`, () => {
      assert.deepEqual(headings, HEADINGS);
      assert.ok(blocks.length > 0, 'it has no command');
      const alert = runbookOfAlert.get(`docs/runbooks/${name}.md`);
      if (alert === undefined) return assert.match(text, /^# .+\n\nNo alert/);
      const severities = ALL_ALERTS.filter((other) => other.name === alert.name).map(({ severity }) => severity);
      const line = `Severity: ${[...new Set(severities)].join(' or ')} · Owner: ${alert.owner} · Dashboard: ${alert.dashboard}`;
      assert.ok(text.startsWith(`# ${alert.name}\n\n${line}\n`), `wanted: ${line}`);
    });
  }

  it('are of alerts that each must fire on a real Prometheus in a rehearsal', () => {
    const musts = globSync('test/rehearsal/*.rehearsal.ts').flatMap((file) => [
      ...readFileSync(file, 'utf8').matchAll(/\bmust: \[([^\]]*)\]/g),
    ]);
    const fired = new Set(musts.flatMap(([, names = '']) => [...names.matchAll(/'(\w+)'/g)].map(([, name]) => name)));
    const wanted = ALL_ALERTS.filter(({ severity }) => severity !== 'heartbeat').map(({ name }) => name);
    assert.deepEqual([...fired].sort(), [...new Set(wanted)].sort());
  });

  it('stand in lists that say what the tables say', () => {
    for (const page of Object.keys(PAGES) as (keyof typeof PAGES)[]) {
      const text = readFileSync(page, 'utf8');
      assert.equal(text, updatePage(page, text), `${page}: npm run observability`);
    }
  });
});
