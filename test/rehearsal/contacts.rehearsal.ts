import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findFreePorts } from '../../cli/dapr/free-ports.ts';
import { toAlertmanagerConfig } from '../../deploy/observability/alertmanager.ts';
import { toYaml } from '../../deploy/observability/render-rules.ts';
import { CONTACTS, type Contact } from '../../deploy/observability/site.ts';
import { waitUntilOpen } from '../server-process.ts';
import { makeFolder } from './run-block.ts';
import { isReady } from './start-prometheus.ts';

const run = promisify(execFile);
/** As short as Alertmanager takes them. */
const AT_ONCE = { group_wait: '100ms', group_interval: '1s', repeat_interval: '1h' };

describe('rehearsal: who is told', () => {
  const folder = makeFolder('contacts');
  /** Names of the alerts that reached each contact. */
  const heard = new Map<string, string[]>(CONTACTS.map((contact) => [contact, []]));
  let receivers: Server;
  let alertmanager: ChildProcess;
  let url: string;

  before(async () => {
    receivers = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        const { alerts } = JSON.parse(body) as { alerts: { labels: { alertname: string } }[] };
        for (const { labels } of alerts) heard.get(request.url?.slice(1) ?? '')?.push(labels.alertname);
        response.end();
      });
    }).listen(0, '127.0.0.1');
    await once(receivers, 'listening');
    const to = `http://127.0.0.1:${(receivers.address() as AddressInfo).port}`;
    const contacts = Object.fromEntries(
      CONTACTS.map((contact) => [contact, { name: contact, webhook: `${to}/${contact}` }]),
    ) as Record<Contact, { name: string; webhook: string }>;
    writeFileSync(join(folder, 'alertmanager.yaml'), toYaml(toAlertmanagerConfig({ contacts }, AT_ONCE)));
    const [port = 0] = await findFreePorts(1);
    url = `http://127.0.0.1:${port}`;
    const args = [
      `--config.file=${join(folder, 'alertmanager.yaml')}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
      '--log.level=error',
    ];
    alertmanager = spawn('prometheus-alertmanager', args, { stdio: 'inherit' });
    await waitUntilOpen('Alertmanager', alertmanager, () => isReady(`${url}/-/ready`));
  });
  after(async () => {
    alertmanager?.kill('SIGKILL');
    receivers?.closeAllConnections();
    receivers?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const raise = (...labels: string[]) => run('amtool', ['alert', 'add', `--alertmanager.url=${url}`, ...labels]);
  const untilHeard = async (contact: string, name: string) => {
    while (heard.get(contact)?.includes(name) !== true) await wait(50);
  };

  it('a test alert reaches every contact, and only those it is for', async () => {
    const tests = {
      TestPage: { labels: ['severity=page', 'owner=security'], reaches: ['on_call', 'security'] },
      TestTicket: { labels: ['severity=ticket', 'owner=operations'], reaches: ['operations'] },
      TestRouting: { labels: ['severity=ticket', 'owner=classification'], reaches: ['classification'] },
      TestHeartbeat: { labels: ['severity=heartbeat', 'owner=operations'], reaches: ['heartbeat'] },
    };
    for (const [name, { labels }] of Object.entries(tests)) await raise(`alertname=${name}`, ...labels);
    for (const [name, { reaches }] of Object.entries(tests))
      for (const contact of reaches) await untilHeard(contact, name);
    const reached = Object.values(tests).flatMap(({ reaches }) => reaches);
    assert.deepEqual([...new Set(reached)].sort(), [...CONTACTS].sort(), 'a contact was not tried');
    for (const [name, { reaches }] of Object.entries(tests)) {
      const told = CONTACTS.filter((contact) => heard.get(contact)?.includes(name));
      assert.deepEqual(told.toSorted(), reaches.toSorted(), name);
    }
  });

  it('a breaker is silent while a page already speaks of the failures, and a flapping one while it is open', async () => {
    await raise('alertname=ErrorRateHigh', 'severity=page', 'owner=operations');
    await untilHeard('on_call', 'ErrorRateHigh');
    await raise('alertname=BreakerOpen', 'severity=ticket', 'owner=operations', 'agent=debug-agent');
    await raise('alertname=BreakerFlapping', 'severity=ticket', 'owner=operations', 'agent=debug-agent');
    // Told of what comes later, nobody was told of what came before.
    await raise('alertname=OutboxStuck', 'severity=ticket', 'owner=operations');
    await untilHeard('operations', 'OutboxStuck');
    const { stdout } = await run('amtool', [
      'alert',
      'query',
      '--inhibited',
      `--alertmanager.url=${url}`,
      '-o',
      'json',
    ]);
    const silent = (JSON.parse(stdout) as { labels: { alertname: string } }[]).map(({ labels }) => labels.alertname);
    assert.deepEqual(silent.sort(), ['BreakerFlapping', 'BreakerOpen']);
    assert.ok(!heard.get('operations')?.some((name) => name.startsWith('Breaker')));
  });
});
