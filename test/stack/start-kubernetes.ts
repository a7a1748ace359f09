import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { findFreePorts } from '../../cli/dapr/free-ports.ts';
import { missingProgram } from '../skip-aloud.ts';
import { missingPart, requirePart } from './build-part.ts';
import { KUBERNETES } from './parts.ts';

/** An API server of our own with its etcd: what it is told it checks and keeps, and nothing is ever run. */
export interface TestKubernetes {
  /** For `kubectl --kubeconfig`. */
  readonly kubeconfig: string;
  /** Calls the API as an administrator. */
  call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Answer>;
  /** The program that is `kubectl` when that is its first argument. */
  readonly program: string;
  stop(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Why tests with an API server cannot run here, or undefined where they can. Throws where everything is required. */
export function missingKubernetes(): string | undefined {
  return missingPart(KUBERNETES) ?? missingProgram('etcd');
}

/** How long both servers may take to be ready, in milliseconds, on a machine that is busy with other tests. */
const START_DEADLINE_MS = 120_000;

/** @param withControllers whether deployments make pods, jobs are counted, and namespaces end */
export async function startKubernetes({ withControllers = false } = {}): Promise<TestKubernetes> {
  const program = join(requirePart(KUBERNETES), 'kubernetes');
  const folder = mkdtempSync(join(tmpdir(), 'learnflow-kubernetes-'));
  const [etcdPort = 0, peerPort = 0, port = 0, controllerPort = 0] = await findFreePorts(4);
  const processes: ChildProcess[] = [];
  const start = (name: string, command: string, args: readonly string[]) => {
    const log = openSync(join(folder, `${name}.log`), 'w');
    processes.push(spawn(command, args, { stdio: ['ignore', log, log] }));
  };
  const stop = async () => {
    for (const one of processes.reverse()) {
      if (one.exitCode !== null || one.signalCode !== null || one.pid === undefined) continue;
      one.kill('SIGKILL');
      await once(one, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  };

  const etcd = `http://127.0.0.1:${etcdPort}`;
  const token = randomBytes(16).toString('hex');
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(join(folder, 'sa.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(join(folder, 'sa.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
  writeFileSync(join(folder, 'tokens.csv'), `${token},admin,admin,system:masters\n`);
  const peer = `http://127.0.0.1:${peerPort}`;
  start('etcd', 'etcd', [
    ...['--data-dir', join(folder, 'etcd'), '--listen-client-urls', etcd, '--advertise-client-urls', etcd],
    ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', `default=${peer}`],
    // What is kept here lives for seconds.
    '--unsafe-no-fsync',
  ]);
  start('kube-apiserver', program, [
    'kube-apiserver',
    `--etcd-servers=${etcd}`,
    `--secure-port=${port}`,
    '--bind-address=127.0.0.1',
    `--cert-dir=${folder}`,
    `--token-auth-file=${join(folder, 'tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${join(folder, 'sa.pub')}`,
    `--service-account-signing-key-file=${join(folder, 'sa.key')}`,
    '--service-cluster-ip-range=10.0.0.0/24',
    // Tokens for pods come from a controller that does not run here.
    '--disable-admission-plugins=ServiceAccount',
  ]);

  const server = `https://127.0.0.1:${port}`;
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, toKubeconfig(server, join(folder, 'apiserver.crt'), token));
  let agent: Agent | undefined;
  const call: TestKubernetes['call'] = async (method, path, body) => {
    agent ??= new Agent({ connect: { ca: readFileSync(join(folder, 'apiserver.crt')) } });
    const answer = await request(`${server}${path}`, {
      method,
      dispatcher: agent,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, body: text.startsWith('{') ? JSON.parse(text) : text };
  };
  const deadlineMs = Date.now() + START_DEADLINE_MS;
  while ((await call('GET', '/readyz').catch(() => undefined))?.status !== 200) {
    const ended = processes.some(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null);
    if (ended || Date.now() > deadlineMs) {
      const log = readFileSync(join(folder, 'kube-apiserver.log'), 'utf8').slice(-2_000);
      await stop();
      throw new Error(`the API server did not become ready:\n${log}`);
    }
    await wait(100);
  }
  if (withControllers) {
    start('kube-controller-manager', program, [
      'kube-controller-manager',
      `--kubeconfig=${kubeconfig}`,
      `--secure-port=${controllerPort}`,
      '--bind-address=127.0.0.1',
      `--cert-dir=${folder}`,
      '--leader-elect=false',
      `--service-account-private-key-file=${join(folder, 'sa.key')}`,
    ]);
  }
  return {
    kubeconfig,
    program,
    call,
    async stop() {
      await agent?.close();
      await stop();
    },
  };
}

function toKubeconfig(server: string, authority: string, token: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server, 'certificate-authority': authority } }],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'admin' } }],
    'current-context': 'test',
  });
}
