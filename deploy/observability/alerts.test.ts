import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { missingProgram } from '../../test/skip-aloud.ts';
import { ALL_ALERTS } from './all-alerts.ts';
import { JOB } from './objectives.ts';
import { renderProof, renderRuleAlone } from './render-proof.ts';
import { renderRules } from './render-rules.ts';
import { renderFiles } from './rendered-files.ts';
import { readSite } from './site.ts';
import { asWritten, shortened, toSeconds } from './timing.ts';

const run = promisify(execFile);
const HERE = import.meta.dirname;
const skip = missingProgram('promtool') ?? false;
const folder = mkdtempSync(join(tmpdir(), 'learnflow-alerts-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const site = readSite(join(HERE, 'site.local.json'));

/** What promtool says of one file of tests; undefined when it has nothing to say against it. */
async function complaintOf(name: string, rules: string, proof: string): Promise<string | undefined> {
  writeFileSync(join(folder, `${name}.rules.yaml`), rules);
  writeFileSync(join(folder, `${name}.test.yaml`), proof);
  try {
    await run('promtool', ['test', 'rules', `${name}.test.yaml`], { cwd: folder });
    return undefined;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return `${stdout}${stderr}`;
  }
}

describe('alerts, each in promtool', () => {
  ALL_ALERTS.forEach((alert, index) => {
    const variant = Object.values(alert.labels ?? {}).join('/');
    const { holds: calm, holdsToo = [] } = alert.proof;
    const calms =
      calm === undefined ? ['never: it is the heartbeat'] : [calm, ...holdsToo].map(({ because }) => because);
    const holds = calms.join('; or ');
    it(`${alert.name} ${variant} fires, and holds when: ${holds}`, { skip }, async () => {
      const name = `${alert.name}-${index}`;
      const complaint = await complaintOf(name, renderRuleAlone(alert), renderProof(alert, `${name}.rules.yaml`));
      assert.equal(complaint, undefined);
    });
  });

  it('would be caught with a threshold that nothing reaches', { skip }, async () => {
    const alert = ALL_ALERTS.find(({ name }) => name === 'ErrorRateHigh');
    assert.ok(alert);
    const deaf = { ...alert, expr: () => alert.expr(asWritten).replace('> 0.05', '> 0.5') };
    const complaint = await complaintOf('deaf', renderRuleAlone(deaf), renderProof(alert, 'deaf.rules.yaml'));
    assert.match(complaint ?? '', /FAILED/);
  });

  it('would be caught with a threshold that everything reaches', { skip }, async () => {
    const alert = ALL_ALERTS.find(({ name }) => name === 'ErrorRateHigh');
    assert.ok(alert);
    const nervous = { ...alert, expr: () => alert.expr(asWritten).replace('> 0.05', '> 0.01') };
    const complaint = await complaintOf('nervous', renderRuleAlone(nervous), renderProof(alert, 'nervous.rules.yaml'));
    assert.match(complaint ?? '', /FAILED/);
  });
});

describe('alert rules', () => {
  it('are the ones that are committed', () => {
    for (const [name, content] of Object.entries(renderFiles(site))) {
      const committed = readFileSync(join(HERE, 'rendered', name), 'utf8');
      assert.equal(committed, content, `rendered/${name} is not what the tables say: npm run observability`);
    }
  });

  it('pass promtool, as written and with the windows of a live test', { skip }, async () => {
    for (const [name, timing] of Object.entries({ asWritten, shortened })) {
      const file = join(folder, `${name}.yaml`);
      writeFileSync(file, renderRules(timing, site));
      await run('promtool', ['check', 'rules', '--lint=all', '--lint-fatal', file]);
    }
  });

  it('are read by the Prometheus of a laptop, under the job they speak of', { skip }, async () => {
    const config = readFileSync(join(HERE, 'compose', 'prometheus.yaml'), 'utf8');
    assert.ok(config.includes(`job_name: ${JOB}\n`));
    writeFileSync(join(folder, 'prometheus.yaml'), config);
    writeFileSync(join(folder, 'rules.yaml'), renderRules(asWritten, site));
    const { stdout } = await run('promtool', ['check', 'config', join(folder, 'prometheus.yaml')]);
    assert.match(stdout, /1 rule files found/);
  });

  it('keep longer windows longer when they are shortened', () => {
    const windows = ['1m', '2m', '5m', '15m', '30m', '1h', '2h', '6h', '12h', '1d', '3d', '7d'] as const;
    const lengths = windows.map((window) => Number.parseInt(shortened(window), 10));
    assert.deepEqual(
      lengths,
      lengths.toSorted((one, other) => one - other),
    );
    assert.equal(new Set(lengths).size, windows.length);
    assert.ok((lengths.at(-1) ?? 0) < 60_000 && toSeconds('7d') === 604_800);
  });

  it('have one owner, one dashboard and one runbook for each name', () => {
    for (const group of Object.values(Object.groupBy(ALL_ALERTS, ({ name }) => name))) {
      const named = new Set(group?.map(({ owner, dashboard }) => `${owner} ${dashboard}`));
      assert.equal(named.size, 1, group?.[0]?.name);
    }
  });
});
