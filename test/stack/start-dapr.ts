import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePorts } from '../../cli/dapr/free-ports.ts';
import { startAuthority } from '../../cli/dapr/start-authority.ts';
import { type RunningSidecar, type SidecarSettings, startSidecar } from '../../cli/dapr/start-sidecar.ts';
import { type LocalServers, writeLocalResources } from '../../cli/dapr/write-local-resources.ts';
import { requirePart } from './build-part.ts';
import { DAPR } from './parts.ts';

/** What one sidecar is for; all the rest is the same for every one. */
export type TestSidecarOptions = Pick<SidecarSettings, 'appPort' | 'apiToken' | 'appToken' | 'healthPath'> & {
  /** Those of a sidecar that was killed, to take its place. */
  readonly ports?: readonly number[];
  /** Whose Configuration it has; by its app id unless told. */
  readonly like?: 'triage' | 'agent';
};

export interface TestSidecar extends RunningSidecar {
  readonly ports: readonly number[];
}

/** Dapr on this machine: real sidecars that load the files of `deploy/dapr/` and know each other by certificate. */
export interface TestDapr {
  startSidecar(appId: string, options?: TestSidecarOptions): Promise<TestSidecar>;
  /** Ends every sidecar that is left, and the authority. */
  stop(): Promise<void>;
}

/** @param servers Kafka and a receiver of spans, where the test has them */
export async function startDapr(servers: Pick<LocalServers, 'kafka' | 'otlp'> = {}): Promise<TestDapr> {
  const programs = requirePart(DAPR);
  const dir = mkdtempSync(join(tmpdir(), 'learnflow-dapr-'));
  const certificates = join(dir, 'authority');
  mkdirSync(certificates);
  const authority = await startAuthority(join(programs, 'sentry'), certificates, await findFreePorts(3));
  const namesFile = join(dir, 'names.db');
  const { resources, configurations } = writeLocalResources(dir, { ...servers, namesFile, hasIdentities: true });
  const sidecars: RunningSidecar[] = [];
  return {
    async startSidecar(appId, { ports: wanted, like = roleOf(appId), ...options } = {}) {
      const ports = wanted ?? (await findFreePorts(4));
      const sidecar = await startSidecar({
        daprd: join(programs, 'daprd'),
        appId,
        resources,
        configuration: configurations[like],
        ports,
        authority,
        ...options,
      });
      sidecars.push(sidecar);
      return { ...sidecar, ports };
    },
    async stop() {
      await Promise.all(sidecars.map((sidecar) => sidecar.stop('SIGKILL')));
      await authority.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const roleOf = (appId: string) => (appId === 'triage-service' ? 'triage' : 'agent');
