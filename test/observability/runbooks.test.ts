import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
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

  it('are followed in rehearsals, in which every alert must fire on a real Prometheus', () => {
    const rehearsals = globSync('test/rehearsal/*.rehearsal.ts').map((file) => readFileSync(file, 'utf8'));
    const namedBy = (pattern: RegExp) =>
      new Set(
        rehearsals
          .flatMap((text) => [...text.matchAll(pattern)])
          .flatMap(([, names = '']) => [...names.matchAll(/'([\w-]+)'/g)].map(([, name = '']) => name)),
      );
    const wanted = ALL_ALERTS.filter(({ severity }) => severity !== 'heartbeat');
    assert.deepEqual([...namedBy(/\bmust: \[([^\]]*)\]/g)].sort(), [...new Set(wanted.map(({ name }) => name))].sort());
    const followed = namedBy(/\b(?:runbook|besides): (\[[^\]]*\]|'[^']*')/g);
    const unread = wanted.map((alert) => runbookOf(alert)).filter((file) => !followed.has(basename(file, '.md')));
    assert.deepEqual(unread, []);
  });

  it('stand in lists that say what the tables say', () => {
    for (const page of Object.keys(PAGES) as (keyof typeof PAGES)[]) {
      const text = readFileSync(page, 'utf8');
      assert.equal(text, updatePage(page, text), `${page}: npm run observability`);
    }
  });
});
