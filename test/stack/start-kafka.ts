import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Part, requirePart } from './build-part.ts';
import { findFreePorts } from './free-port.ts';

/** Kafka from Maven Central: jars, nothing is compiled. */
export const KAFKA: Part = {
  name: 'kafka',
  tools: ['mvn', 'java'],
  command: (into) => ['mvn', '-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${into}`],
};

/** A broker of our own: one node that is also its controller, on a free port, in a folder of its own. */
export interface TestKafka {
  /** `host:port` for clients. */
  readonly broker: string;
  readonly pid: () => number;
  /** Ends the broker at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same port with what it had written. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** @param partitions of a topic that is made by its first use; the order of events holds inside one */
export async function startKafka(partitions = 6): Promise<TestKafka> {
  const jars = requirePart(KAFKA);
  const [port = 0, controllerPort = 0] = await findFreePorts(2);
  const dir = mkdtempSync(join(tmpdir(), 'learnflow-kafka-'));
  const settings = join(dir, 'server.properties');
  writeFileSync(settings, toSettings({ dir, port, controllerPort, partitions }));
  const log = join(dir, 'kafka.log');
  const java = (mainClass: string, ...args: readonly string[]) => [
    '-Xms256m',
    '-Xmx512m',
    '-XX:+UseSerialGC',
    '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
    '-cp',
    `${jars}/*`,
    mainClass,
    ...args,
  ];
  const format = spawnSync('java', java('kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', settings));
  if (format.status !== 0) throw new Error(`Kafka's folder cannot be made: ${format.stderr}`);

  let server: ChildProcess;
  const start = async () => {
    const output = openSync(log, 'a');
    server = spawn('java', java('kafka.Kafka', settings), { stdio: ['ignore', output, output] });
    const ended = once(server, 'exit').then(() =>
      Promise.reject(new Error(`Kafka ended: ${readFileSync(log, 'utf8')}`)),
    );
    await Promise.race([ended, waitUntilOpen(port)]);
    ended.catch(() => undefined);
  };
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  };
  await start();
  return {
    broker: `127.0.0.1:${port}`,
    pid: () => server.pid ?? 0,
    kill,
    restart: start,
    async stop() {
      await kill();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const CLUSTER_ID = 'bGVhcm5mbG93LXRyaWFnZQ';

interface BrokerSettings {
  readonly dir: string;
  readonly port: number;
  readonly controllerPort: number;
  readonly partitions: number;
}

function toSettings({ dir, port, controllerPort, partitions }: BrokerSettings): string {
  return [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${controllerPort}`,
    `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name=PLAINTEXT',
    'controller.listener.names=CONTROLLER',
    `log.dirs=${dir}/log`,
    `num.partitions=${partitions}`,
    'offsets.topic.num.partitions=4',
    'offsets.topic.replication.factor=1',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'group.initial.rebalance.delay.ms=0',
    // What the broker took survives the death of its process, as with the replicas of a real cluster; only a power cut
    // would need more.
    '',
  ].join('\n');
}

async function waitUntilOpen(port: number): Promise<void> {
  for (;;) {
    const socket = createConnection(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await wait(50);
  }
}
