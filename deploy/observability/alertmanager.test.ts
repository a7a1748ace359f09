import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { missingProgram } from '../../test/skip-aloud.ts';
import { ALL_ALERTS } from './all-alerts.ts';
import { labelsOf } from './render-rules.ts';
import { CONTACTS, readSite, SiteError } from './site.ts';

const run = promisify(execFile);
const HERE = import.meta.dirname;
const CONFIG = join(HERE, 'rendered', 'alertmanager.yaml');
const skip = missingProgram('amtool') ?? false;
const folder = mkdtempSync(join(tmpdir(), 'learnflow-site-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** The receivers that amtool finds for an alert with these labels. */
async function receiversOf(labels: Readonly<Record<string, string>>): Promise<string[]> {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  const { stdout } = await run('amtool', ['config', 'routes', 'test', `--config.file=${CONFIG}`, ...pairs]);
  return stdout.trim().split(',');
}

describe('Alertmanager', () => {
  it('takes the configuration', { skip }, async () => {
    const { stdout } = await run('amtool', ['check-config', CONFIG]);
    assert.match(stdout, /SUCCESS/);
  });

  const WANTED = {
    'page operations': ['on-call'],
    'page security': ['on-call', 'security'],
    'ticket operations': ['operations'],
    'ticket security': ['security'],
    'ticket classification': ['classification'],
    'heartbeat operations': ['heartbeat'],
  };

  it('tells the right people of every alert there is', { skip }, async () => {
    for (const alert of ALL_ALERTS) {
      const { severity, owner, ...labels } = labelsOf(alert);
      const wanted: readonly string[] | undefined = WANTED[`${severity} ${owner}` as keyof typeof WANTED];
      assert.ok(wanted, `nobody is named for a ${severity} of ${owner}`);
      assert.deepEqual(await receiversOf({ alertname: alert.name, severity, owner, ...labels }), wanted, alert.name);
    }
  });

  it('tells operations of an alert it has never heard of', { skip }, async () => {
    assert.deepEqual(await receiversOf({ alertname: 'SomethingNew' }), ['operations']);
  });
});

describe('the contacts of a deployment', () => {
  const write = (content: object) => {
    const file = join(folder, 'site.json');
    writeFileSync(file, JSON.stringify(content));
    return file;
  };
  const complete = () => ({
    contacts: Object.fromEntries(CONTACTS.map((name) => [name, { name: 'Someone', webhook: 'https://hook.test/x' }])),
    documents: 'https://docs.test',
    grafana: 'https://grafana.test',
  });

  it('are accepted when all are named', () => {
    assert.equal(readSite(write(complete())).contacts.on_call.name, 'Someone');
  });

  for (const contact of CONTACTS) {
    it(`are refused while ${contact} has no address or no name`, () => {
      const site = complete();
      site.contacts[contact] = { name: ' ', webhook: '' };
      assert.throws(
        () => readSite(write(site)),
        (error) =>
          error instanceof SiteError &&
          error.message.includes(`contacts.${contact}.name`) &&
          error.message.includes(`contacts.${contact}.webhook: is empty`),
      );
    });
  }

  it('are all still wanted in the example: rendering it fails and names every one', async () => {
    const example = join(HERE, 'site.example.json');
    const rendering = run(process.execPath, [join(HERE, 'write.ts'), '--site', example, '--out', folder]);
    const { code, stderr } = await rendering.then(
      () => assert.fail('it was rendered without a contact'),
      (error: { code: number; stderr: string }) => error,
    );
    assert.equal(code, 1);
    for (const contact of CONTACTS) assert.match(stderr, new RegExp(`contacts\\.${contact}\\.webhook: is empty`));
  });
});
