import { type ChildProcess, execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findFreePorts } from '../../cli/dapr/free-ports.ts';
import { endServer, isPortOpen, waitUntilOpen } from '../server-process.ts';
import { type Part, requirePart } from './build-part.ts';

/** Kafka from Maven Central: jars, nothing is compiled. */
export const KAFKA: Part = {
  name: 'kafka',
  tools: ['mvn', 'java'],
  command: (into) => ['mvn', '-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${into}`],
};

/** A broker of our own: one node that is also its controller, on a free port, in a folder of its own. */
export interface TestKafka {
  /** `host:port` for clients that show name and password (SCRAM-SHA-512), over TLS. */
  readonly address: string;
  /** `host:port` for clients of this machine that show nothing. */
  readonly plainAddress: string;
  readonly login: { readonly username: string; readonly password: string; readonly caCertificate: string };
  /** Everything in a topic from its beginning, read without Dapr. */
  readTopic(topic: string): Promise<readonly { readonly key: string; readonly value: string }[]>;
  /** Ends the broker at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same port with what it had written. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** @param partitions of a topic that is made by its first use; the order of events holds inside one */
export async function startKafka(partitions = 6): Promise<TestKafka> {
  const jars = requirePart(KAFKA);
  const [port = 0, internalPort = 0, controllerPort = 0] = await findFreePorts(3);
  const dir = mkdtempSync(join(tmpdir(), 'learnflow-kafka-'));
  const settings = join(dir, 'server.properties');
  const password = randomBytes(16).toString('hex');
  const caCertificate = makeCertificate(dir, password);
  writeFileSync(settings, toSettings({ dir, port, internalPort, controllerPort, partitions, password }));
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
  const user = `SCRAM-SHA-512=[name=${USERNAME},password=${password}]`;
  const format = spawnSync(
    'java',
    java('kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', settings, '--add-scram', user),
  );
  if (format.status !== 0) throw new Error(`Kafka's folder cannot be made: ${format.stderr}`);

  let server: ChildProcess;
  const start = async () => {
    const output = openSync(log, 'a');
    server = spawn('java', java('kafka.Kafka', settings), { stdio: ['ignore', output, output] });
    await waitUntilOpen(
      'Kafka',
      server,
      () => isPortOpen(port),
      () => readFileSync(log, 'utf8'),
    );
  };
  const kill = () => endServer(server, 'SIGKILL');
  await start();
  return {
    address: `127.0.0.1:${port}`,
    plainAddress: `127.0.0.1:${internalPort}`,
    login: { username: USERNAME, password, caCertificate },
    async readTopic(topic) {
      const servers = ['--bootstrap-server', `127.0.0.1:${internalPort}`, '--topic', topic];
      const run = async (mainClass: string, ...args: readonly string[]) => {
        const options = { maxBuffer: 64 * 1_048_576 };
        const { stdout } = await promisify(execFile)('java', java(mainClass, ...servers, ...args), options);
        return stdout.split('\n').filter((line) => line !== '');
      };
      // A reader that waits for silence stops too early where the machine is busy: this one knows how many there are.
      const ends = await run('org.apache.kafka.tools.GetOffsetShell').catch((error: { stderr?: string }) => {
        // Nothing was ever written to it.
        if (/Could not match any topic-partitions/.test(error.stderr ?? '')) return [];
        throw error;
      });
      const count = ends.reduce((sum, line) => sum + Number(line.split(':')[2]), 0);
      if (count === 0) return [];
      const all = ['--from-beginning', '--max-messages', String(count), '--timeout-ms', '120000'];
      const lines = await run(
        'org.apache.kafka.tools.consumer.ConsoleConsumer',
        ...all,
        '--property',
        'print.key=true',
      );
      if (lines.length !== count) throw new Error(`${lines.length} of ${count} records of ${topic} could be read`);
      return lines.map((line) => {
        const at = line.indexOf('\t');
        return { key: line.slice(0, at), value: line.slice(at + 1) };
      });
    },
    kill,
    restart: start,
    async stop() {
      await kill();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const CLUSTER_ID = 'bGVhcm5mbG93LXRyaWFnZQ';
const USERNAME = 'learnflow';
const KEY_STORE = 'broker.p12';

/** A key for the broker, and the certificate that names its address, which clients are given to trust. */
function makeCertificate(dir: string, password: string): string {
  const store = ['-keystore', join(dir, KEY_STORE), '-storetype', 'PKCS12', '-storepass', password, '-alias', 'broker'];
  const key = ['-keyalg', 'EC', '-dname', 'CN=127.0.0.1', '-ext', 'san=ip:127.0.0.1', '-validity', '2'];
  execFileSync('keytool', ['-genkeypair', ...store, ...key], { stdio: 'pipe' });
  return execFileSync('keytool', ['-exportcert', '-rfc', ...store], { stdio: 'pipe' }).toString();
}

interface BrokerSettings {
  readonly dir: string;
  readonly port: number;
  readonly internalPort: number;
  readonly controllerPort: number;
  readonly partitions: number;
  readonly password: string;
}

function toSettings({ dir, port, internalPort, controllerPort, partitions, password }: BrokerSettings): string {
  const clients = 'listener.name.clients';
  return [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${controllerPort}`,
    `listeners=CLIENTS://127.0.0.1:${port},INTERNAL://127.0.0.1:${internalPort},CONTROLLER://127.0.0.1:${controllerPort}`,
    `advertised.listeners=CLIENTS://127.0.0.1:${port},INTERNAL://127.0.0.1:${internalPort}`,
    'listener.security.protocol.map=CLIENTS:SASL_SSL,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT',
    `${clients}.sasl.enabled.mechanisms=SCRAM-SHA-512`,
    `${clients}.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;`,
    `${clients}.ssl.keystore.type=PKCS12`,
    `${clients}.ssl.keystore.location=${join(dir, KEY_STORE)}`,
    `${clients}.ssl.keystore.password=${password}`,
    `${clients}.ssl.key.password=${password}`,
    'inter.broker.listener.name=INTERNAL',
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
