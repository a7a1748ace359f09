import type { ChildProcess } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePorts } from '../../cli/dapr/free-ports.ts';
import { type RunningProgram, startProgram } from '../../cli/dapr/start-program.ts';
import { AGENTS, type AgentId } from '../../contract/intents.ts';
import { createTokens } from '../create-tokens.ts';
import { startDapr, type TestDapr, type TestSidecar } from '../stack/start-dapr.ts';
import { startKafka, type TestKafka } from '../stack/start-kafka.ts';
import { startPostgres, type TestPostgres } from '../start-postgres.ts';
import { startRedis, type TestRedis } from '../start-redis.ts';
import { startService, type TestService } from '../start-service.ts';
import { createStartedParts } from '../started-parts.ts';

const REPLICAS = 3;
const DATABASE = 'fleet';
const API_TOKEN = 'what a sidecar wants to see from its app';
const APP_TOKEN = 'what a sidecar shows to its app';
/** The tutor whose process also counts events. */
const SUBSCRIBER: AgentId = 'progress-agent';

/** An app and its sidecar. Both can be killed, and come back on the ports they had. */
interface Member<App> {
  app: App;
  sidecar: TestSidecar;
  restartApp(): Promise<void>;
  restartSidecar(): Promise<void>;
}

/** The whole system on this machine: nothing in it is a stand-in. */
export interface Fleet {
  readonly kafka: TestKafka;
  readonly postgres: TestPostgres;
  readonly services: readonly Member<TestService>[];
  readonly agents: ReadonlyMap<AgentId, Member<RunningProgram>>;
  /** File in which the subscriber counts events. */
  readonly ledgerFile: string;
  readonly makeToken: Awaited<ReturnType<typeof createTokens>>;
  /** Processes of services, tutors and sidecars that have ended: none, unless one was killed and is not back. */
  listDead(): string[];
  /** Rows of the services' store. */
  read<Row>(sql: string): Promise<Row[]>;
  stop(): Promise<void>;
}

/**
 * Three services and five tutors, each behind its own sidecar, on Kafka, PostgreSQL and Redis.
 * @throws {Error} when a part does not start; those that did are stopped first
 */
export async function startFleet(): Promise<Fleet> {
  const { keep, atEnd, stop } = createStartedParts();
  try {
    const dir = mkdtempSync(join(tmpdir(), 'learnflow-fleet-'));
    atEnd(() => rmSync(dir, { recursive: true, force: true }));
    const ledgerFile = join(dir, 'activity.db');
    const postgres = keep(await startPostgres());
    const redis = keep(await startRedis());
    const kafka = keep(await startKafka());
    const dapr = keep(await startDapr({ kafka }));

    const agents = new Map<AgentId, Member<RunningProgram>>();
    atEnd(() => Promise.allSettled([...agents.values()].map(({ app }) => app.stop('SIGKILL'))));
    for (const agent of AGENTS) agents.set(agent, await startAgent(agent, dapr, ledgerFile));

    const store = await postgres.database(DATABASE);
    const folders = Array.from({ length: REPLICAS }, (_, at) => join(dir, `service-${at}`));
    const [keyFolder = dir] = folders;
    mkdirSync(keyFolder, { recursive: true, mode: 0o700 });
    const makeToken = await createTokens(keyFolder);
    const services: Member<TestService>[] = [];
    atEnd(() => Promise.allSettled(services.map(({ app }) => app.stop({ signal: 'SIGKILL' }))));
    for (const folder of folders) services.push(await startReplica(folder, keyFolder, dapr, redis, store));

    return {
      kafka,
      postgres,
      services,
      agents,
      ledgerFile,
      makeToken,
      listDead() {
        const members = [...agents, ...services.map((service, at) => [`service ${at}`, service] as const)];
        return members.flatMap(([name, { app, sidecar }]) => [
          ...(hasEnded(app.process) ? [name] : []),
          ...(hasEnded(sidecar.process) ? [`the sidecar of ${name}`] : []),
        ]);
      },
      async read<Row>(sql: string) {
        const results = await postgres.run(`SET search_path = learnflow; ${sql}`, DATABASE);
        return (results as unknown as { rows: Row[] }[])[1]?.rows ?? [];
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

async function startAgent(agent: AgentId, dapr: TestDapr, ledgerFile: string): Promise<Member<RunningProgram>> {
  const ledger = agent === SUBSCRIBER ? ['--ledger', ledgerFile] : [];
  const start = (port: number) =>
    startProgram(['agent', agent, '--port', String(port), ...ledger], {
      APP_API_TOKEN: APP_TOKEN,
      LEARNFLOW_LOG_LEVEL: 'error',
    });
  const [port = 0] = await findFreePorts(1);
  const app = await start(port);
  const options = { appPort: app.port, appToken: APP_TOKEN, healthPath: '/livez' };
  const sidecar = await dapr.startSidecar(agent, options).catch(async (error: unknown) => {
    await app.stop('SIGKILL');
    throw error;
  });
  const member: Member<RunningProgram> = {
    app,
    sidecar,
    async restartApp() {
      member.app = await start(app.port);
    },
    async restartSidecar() {
      member.sidecar = await dapr.startSidecar(agent, { ...options, ports: member.sidecar.ports });
    },
  };
  return member;
}

async function startReplica(
  folder: string,
  keyFolder: string,
  dapr: TestDapr,
  redis: TestRedis,
  store: string,
): Promise<Member<TestService>> {
  if (folder !== keyFolder) {
    mkdirSync(folder, { mode: 0o700 });
    // All replicas trust one issuer.
    copyFileSync(join(keyFolder, 'development-key.json'), join(folder, 'development-key.json'));
  }
  const [port = 0] = await findFreePorts(1);
  const options = { appPort: port, apiToken: API_TOKEN, appToken: APP_TOKEN, healthPath: '/livez' };
  const sidecar = await dapr.startSidecar('triage-service', options);
  const { host } = new URL(sidecar.origin);
  const env = {
    LEARNFLOW_STORE: store,
    LEARNFLOW_RATE_LIMIT: redis.url,
    LEARNFLOW_AGENTS: `dapr://${host}`,
    LEARNFLOW_EVENTS: `dapr://${host}/learning-pubsub`,
    LEARNFLOW_DAPR_API_TOKEN: API_TOKEN,
    LEARNFLOW_DAPR_APP_TOKEN: APP_TOKEN,
    LEARNFLOW_LOG_LEVEL: 'error',
    LEARNFLOW_MESSAGES_PER_MINUTE: '1000000',
    LEARNFLOW_MESSAGES_PER_HOUR: '1000000',
  };
  const member: Member<TestService> = {
    app: await startService(env, folder, port),
    sidecar,
    async restartApp() {
      member.app = await startService(env, folder, port);
    },
    async restartSidecar() {
      member.sidecar = await dapr.startSidecar('triage-service', { ...options, ports: member.sidecar.ports });
    },
  };
  return member;
}
