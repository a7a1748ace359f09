import { spawn } from 'node:child_process';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { stringify } from 'yaml';
import { findFreePorts } from '../../cli/dapr/free-ports.ts';
import { JOB } from '../../deploy/observability/objectives.ts';
import { renderRules } from '../../deploy/observability/render-rules.ts';
import { shortened } from '../../deploy/observability/timing.ts';
import { endServer, waitUntilOpen } from '../server-process.ts';
import { makeFolder } from './run-block.ts';

/** One alert as Prometheus has it now. */
export interface LiveAlert {
  readonly labels: Readonly<Record<string, string>> & { readonly alertname: string };
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: 'pending' | 'firing';
}

export interface TestPrometheus {
  readonly url: string;
  readonly alerts: () => Promise<LiveAlert[]>;
  /** Scrapes another process in place of the one before, as after a rollout; resolves once it has done so. */
  follow(metricsUrl: string): Promise<void>;
  stop(): Promise<void>;
}

const SITE = { documents: 'http://documents.test', grafana: 'http://grafana.test' };

/** A real Prometheus that scrapes one service once a second, with the windows of a live test. */
export async function startPrometheus(metricsUrl: string): Promise<TestPrometheus> {
  const folder = makeFolder('prometheus');
  const [port = 0] = await findFreePorts(1);
  const pointAt = (address: string) => {
    const file = join(folder, 'targets.json');
    // Never seen half written.
    writeFileSync(`${file}.new`, JSON.stringify([{ targets: [new URL(address).host] }]));
    renameSync(`${file}.new`, file);
  };
  writeFileSync(join(folder, 'rules.yaml'), renderRules(shortened, SITE));
  pointAt(metricsUrl);
  const config = {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '500ms' },
    rule_files: ['rules.yaml'],
    scrape_configs: [{ job_name: JOB, file_sd_configs: [{ files: ['targets.json'], refresh_interval: '1s' }] }],
  };
  writeFileSync(join(folder, 'prometheus.yaml'), stringify(config));
  const args = [
    `--config.file=${join(folder, 'prometheus.yaml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=error',
  ];
  const child = spawn('prometheus', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const url = `http://127.0.0.1:${port}`;
  await waitUntilOpen('Prometheus', child, () => isReady(`${url}/-/ready`));
  const readAlerts = async () => {
    const { data } = (await (await fetch(`${url}/api/v1/alerts`)).json()) as { data: { alerts: LiveAlert[] } };
    return data.alerts;
  };
  const untilScraped = async (address: string) => {
    const own = `up{instance="${new URL(address).host}"}`;
    const query = encodeURIComponent(`${own} == 1 unless on () up{instance!="${new URL(address).host}"}`);
    for (let isSeen = false; !isSeen; await wait(100)) {
      const answer = await fetch(`${url}/api/v1/query?query=${query}`);
      const { data } = (await answer.json()) as { data: { result: unknown[] } };
      isSeen = data.result.length > 0;
    }
  };
  await untilScraped(metricsUrl);
  // Before its first look at the service it says, rightly, that it sees none.
  for (let names: string[] = []; !names.includes('Watchdog') || names.includes('TargetDown'); await wait(100)) {
    names = (await readAlerts()).map(({ labels }) => labels.alertname);
  }
  return {
    url,
    alerts: readAlerts,
    async follow(address) {
      pointAt(address);
      await untilScraped(address);
    },
    async stop() {
      await endServer(child, 'SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whether a server says at this address that it is ready. */
export async function isReady(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}
