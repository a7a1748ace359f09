import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AGENTS, type AgentId } from '../../contract/intents.ts';
import type { DaprPrograms } from './find-daprd.ts';
import { findFreePorts } from './free-ports.ts';
import { type Authority, startAuthority } from './start-authority.ts';
import { type RunningProgram, startProgram } from './start-program.ts';
import { startSidecar } from './start-sidecar.ts';
import { writeLocalResources } from './write-local-resources.ts';

export interface FleetSettings {
  readonly dataDir: string;
  readonly port?: string | undefined;
  readonly metricsPort?: string | undefined;
  /** Sidecars for all; without them tutors are asked over plain HTTP. */
  readonly dapr?: DaprPrograms | undefined;
  /** `host:port` of a broker that takes anyone; with Dapr and without a broker events stay in the service. */
  readonly kafka?: string | undefined;
}

/** The service and its five tutors, each a process of its own. */
export interface LocalFleet {
  readonly service: RunningProgram;
  /** Resolves with the name of the first that ends without being told to. */
  readonly lost: Promise<string>;
  stop(): Promise<void>;
}

/** The tutor that counts what the class does, from events. */
const SUBSCRIBER: AgentId = 'progress-agent';

/**
 * Starts the fleet on this machine: tutors first, their sidecars, the service last.
 * @throws {Error} when one does not start; those that did are stopped first
 */
export async function startLocalFleet(settings: FleetSettings): Promise<LocalFleet> {
  const stops: (() => Promise<unknown>)[] = [];
  const { promise: lost, resolve: lose } = Promise.withResolvers<string>();
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  const keep = (name: string, running: RunningProgram | Awaited<ReturnType<typeof startSidecar>>) => {
    running.process.once('exit', () => lose(name));
    stops.push(() => running.stop());
  };
  try {
    mkdirSync(settings.dataDir, { recursive: true, mode: 0o700 });
    const sidecars = settings.dapr && (await prepareSidecars(settings.dapr, settings.kafka, stops));
    const env = sidecars === undefined ? {} : { APP_API_TOKEN: sidecars.appToken };
    const addresses = await Promise.all(
      AGENTS.map(async (agent) => {
        const ledger = agent === SUBSCRIBER ? ['--ledger', join(settings.dataDir, 'activity.db')] : [];
        const tutor = await startProgram(['agent', agent, ...ledger], env);
        keep(agent, tutor);
        if (sidecars !== undefined) keep(`the sidecar of ${agent}`, await sidecars.start(agent, 'agent', tutor.port));
        return `${agent}=${tutor.url}`;
      }),
    );
    const own = await sidecars?.start('triage-service', 'triage');
    if (own !== undefined) keep('the sidecar of the service', own);
    const { port, metricsPort, dataDir, kafka } = settings;
    const args = ['serve', '--data-dir', dataDir];
    if (port !== undefined) args.push('--port', port);
    if (metricsPort !== undefined) args.push('--metrics-port', metricsPort);
    const address = own && `dapr://${new URL(own.origin).host}`;
    const service = await startProgram(args, {
      LEARNFLOW_AGENTS: address ?? addresses.join(','),
      ...(address !== undefined && kafka !== undefined && { LEARNFLOW_EVENTS: `${address}/learning-pubsub` }),
      ...(sidecars !== undefined && { LEARNFLOW_DAPR_API_TOKEN: sidecars.apiToken }),
    });
    keep('the service', service);
    return { service, lost, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What all sidecars share: their files, the authority, and tokens made for this run. */
async function prepareSidecars(
  { daprd, sentry }: DaprPrograms,
  kafka: string | undefined,
  stops: (() => Promise<unknown>)[],
) {
  const dir = mkdtempSync(join(tmpdir(), 'learnflow-dapr-'));
  stops.push(async () => rmSync(dir, { recursive: true, force: true }));
  let authority: Authority | undefined;
  if (sentry !== undefined) {
    const folder = join(dir, 'authority');
    mkdirSync(folder);
    const running = await startAuthority(sentry, folder, await findFreePorts(3));
    stops.push(() => running.stop());
    authority = running;
  }
  const { resources, configurations } = writeLocalResources(dir, {
    namesFile: join(dir, 'names.db'),
    hasIdentities: authority !== undefined,
    ...(kafka !== undefined && { kafka: { address: kafka } }),
  });
  const [apiToken, appToken] = [randomBytes(24).toString('hex'), randomBytes(24).toString('hex')];
  const start = async (appId: string, role: keyof typeof configurations, appPort?: number) =>
    startSidecar({
      daprd,
      appId,
      resources,
      configuration: configurations[role],
      ports: await findFreePorts(4),
      ...(authority !== undefined && { authority }),
      ...(appPort === undefined ? { apiToken } : { appPort, appToken, healthPath: '/livez' }),
    });
  return { apiToken, appToken, start };
}
