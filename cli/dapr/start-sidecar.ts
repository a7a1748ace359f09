import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Sidecar } from '../../src/dapr/sidecar.ts';
import { watchSidecar } from '../../src/dapr/watch-sidecar.ts';
import { type Authority, TRUST_DOMAIN } from './start-authority.ts';

/** Everyone of the fleet, as Dapr names them. */
const NAMESPACE = 'learnflow';
/** How long a sidecar may take until it can call and publish, in milliseconds: Kafka may be on its way too. */
const START_LIMIT_MS = 60_000;

export interface SidecarSettings {
  /** Path of the program. */
  readonly daprd: string;
  readonly appId: string;
  /** Port of the app on 127.0.0.1; without it nothing is delivered to the app. */
  readonly appPort?: number;
  readonly resources: string;
  readonly configuration: string;
  /** Four free ports: HTTP, gRPC, between sidecars, metrics. */
  readonly ports: readonly number[];
  readonly authority?: Authority;
  /** What apps must show to this sidecar, and what it shows to its app. */
  readonly apiToken?: string;
  readonly appToken?: string;
  /** Path that tells whether the app is well. */
  readonly healthPath?: string;
}

export interface RunningSidecar extends Sidecar {
  readonly process: ChildProcess;
  /** What it has logged so far. */
  readonly log: () => string;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/**
 * Starts a sidecar that listens on 127.0.0.1 alone, and waits until it can call and publish.
 * @throws {Error} with what it logged, when it ends or is not ready in time
 */
export async function startSidecar(settings: SidecarSettings): Promise<RunningSidecar> {
  const child = spawn(settings.daprd, toArguments(settings), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: toEnvironment(settings),
  });
  let log = '';
  for (const output of [child.stdout, child.stderr]) {
    output.on('data', (chunk) => {
      log = (log + chunk).slice(-65_536);
    });
  }
  const { apiToken, ports } = settings;
  const sidecar = { origin: `http://127.0.0.1:${ports[0]}`, apiToken };
  const watch = watchSidecar(sidecar, START_LIMIT_MS);
  const ended = once(child, 'exit').then(() => {
    throw new Error(`the sidecar of ${settings.appId} ended`);
  });
  try {
    await Promise.race([watch.seen, ended]);
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`the sidecar of ${settings.appId} did not start:\n${log}`, { cause: error });
  } finally {
    await watch.close();
    ended.catch(() => undefined);
  }
  return {
    ...sidecar,
    process: child,
    log: () => log,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await once(child, 'exit');
    },
  };
}

function toArguments({ appId, appPort, resources, configuration, ports, authority, healthPath }: SidecarSettings) {
  const [http, grpc, internal, metrics] = ports;
  return [
    `--app-id=${appId}`,
    ...(appPort === undefined ? [] : [`--app-port=${appPort}`]),
    ...(healthPath === undefined
      ? []
      : ['--enable-app-health-check', `--app-health-check-path=${healthPath}`, '--app-health-probe-interval=1']),
    `--resources-path=${resources}`,
    `--config=${configuration}`,
    `--dapr-http-port=${http}`,
    `--dapr-grpc-port=${grpc}`,
    `--dapr-internal-grpc-port=${internal}`,
    `--metrics-port=${metrics}`,
    '--dapr-listen-addresses=127.0.0.1',
    '--dapr-internal-grpc-listen-address=127.0.0.1',
    '--metrics-listen-address=127.0.0.1',
    '--log-level=info',
    ...(authority === undefined
      ? []
      : [
          '--enable-mtls',
          `--sentry-address=${authority.address}`,
          `--control-plane-trust-domain=${TRUST_DOMAIN}`,
          '--control-plane-namespace=default',
        ]),
  ];
}

function toEnvironment({ authority, apiToken, appToken }: SidecarSettings): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NAMESPACE,
    DAPR_HOST_IP: '127.0.0.1',
    ...(authority !== undefined && { DAPR_TRUST_ANCHORS: authority.trustAnchors }),
    ...(apiToken !== undefined && { DAPR_API_TOKEN: apiToken }),
    ...(appToken !== undefined && { APP_API_TOKEN: appToken }),
  };
}
