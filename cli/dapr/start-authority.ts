import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Whose certificates count, for sidecars and their authority. */
export const TRUST_DOMAIN = 'learnflow';
const CONFIGURATION = 'apiVersion: dapr.io/v1alpha1\nkind: Configuration\nmetadata: {name: authority}\nspec: {}\n';

/** Dapr's certificate authority, which gives each sidecar the certificate that names its app. */
export interface Authority {
  readonly address: string;
  readonly trustAnchors: string;
}

export interface RunningAuthority extends Authority {
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/**
 * Starts Dapr's certificate authority with a key of its own in `folder`, an empty one.
 *
 * It watches that folder and starts over, refusing connections meanwhile, some seconds after it wrote its key there;
 * a sidecar that asks in that moment ends. So one process writes the key, and the one that serves finds it.
 * @param ports three free ports: the authority, its health, its metrics
 */
export async function startAuthority(
  sentry: string,
  folder: string,
  ports: readonly number[],
): Promise<RunningAuthority> {
  const writer = await startSentry(sentry, folder, ports);
  await writer.stop();
  return startSentry(sentry, folder, ports);
}

async function startSentry(sentry: string, folder: string, ports: readonly number[]): Promise<RunningAuthority> {
  const [port, health, metrics] = ports;
  const configuration = join(folder, 'configuration.yaml');
  writeFileSync(configuration, CONFIGURATION);
  const args = [
    `--config=${configuration}`,
    `--issuer-credentials=${folder}`,
    `--trust-domain=${TRUST_DOMAIN}`,
    `--port=${port}`,
    `--healthz-port=${health}`,
    `--metrics-port=${metrics}`,
    '--listen-address=127.0.0.1',
    '--healthz-listen-address=127.0.0.1',
    '--metrics-listen-address=127.0.0.1',
  ];
  const child = spawn(sentry, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NAMESPACE: 'default' },
  });
  let log = '';
  for (const output of [child.stdout, child.stderr]) {
    output.on('data', (chunk) => {
      log += chunk;
    });
  }
  while (!(await isHealthy(`http://127.0.0.1:${health}/healthz`))) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`the certificate authority ended:\n${log}`);
    await wait(50);
  }
  return {
    address: `127.0.0.1:${port}`,
    trustAnchors: readFileSync(join(folder, 'ca.crt'), 'utf8'),
    process: child,
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

async function isHealthy(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}
