import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { findFreePorts } from '../../cli/dapr/free-ports.ts';
import type { TestImage } from './build-test-image.ts';

/** A container as Kubernetes would run it. */
export interface RunningImage {
  readonly url: string;
  /** From the start of the process to its first answer on /livez, in milliseconds. */
  readonly startMs: number;
  /** Memory that is resident now, in bytes: the process's own, and with the files it has mapped (Node itself, mostly). */
  memory(): { readonly ownBytes: number; readonly allBytes: number };
  /** Everything that it wrote on its standard error. */
  readonly log: () => string;
  /** Runs another script in the same container, as the same user. */
  exec(...command: readonly string[]): { readonly status: number | null; readonly stdout: string };
  stop(): Promise<number | null>;
}

/** Generous: on a machine that is busy with other tests a start takes ten times as long. */
const START_DEADLINE_MS = 180_000;

/**
 * Runs a role of an image with its user, its environment and a root that nobody can write, in a mount namespace of its
 * own. Of the programs of its base only Node is left: no shell.
 */
export async function runImage(
  { config, root }: TestImage,
  args: (port: number) => readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<RunningImage> {
  const [port = 0, metricsPort = 0] = await findFreePorts(2);
  const given = { ...env, LEARNFLOW_PORT: String(port), LEARNFLOW_METRICS_PORT: String(metricsPort) };
  const variables = [...config.Env, ...Object.entries(given).map(([name, value]) => `${name}=${value}`)];
  const start = performance.now();
  const inside = (command: readonly string[]) =>
    [
      'env',
      '-i',
      ...variables,
      '/usr/sbin/chroot',
      `--userspec=${config.User}`,
      root,
      '/usr/local/bin/node',
      ...command,
    ] as const;
  const [, ...entry] = config.Entrypoint;
  const child: ChildProcess = spawn(
    'unshare',
    ['--mount', 'sh', '-euc', CONTAINER, root, ...inside([...entry, ...args(port)])],
    // What it prints for a newcomer holds a token.
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  child.stderr?.on('data', (chunk) => {
    log += chunk;
  });
  const url = `http://127.0.0.1:${port}`;
  while (!(await isAlive(url))) {
    if (child.exitCode !== null || performance.now() - start > START_DEADLINE_MS) {
      child.kill('SIGKILL');
      throw new Error(`the container did not start:\n${log}`);
    }
    await wait(10);
  }
  return {
    url,
    startMs: performance.now() - start,
    memory() {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      const read = (field: string) => Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) * 1_024;
      return { ownBytes: read('RssAnon'), allBytes: read('VmRSS') };
    },
    log: () => log,
    exec: (...command) =>
      spawnSync('nsenter', [`--mount=/proc/${child.pid}/ns/mnt`, ...inside(command)], { encoding: 'utf8' }),
    async stop() {
      if (child.exitCode !== null) return child.exitCode;
      child.kill('SIGTERM');
      const [code] = (await once(child, 'exit')) as [number | null];
      return code;
    },
  };
}

/** What a runtime does before it starts the process: read-only root, /tmp and the volume to write, devices; and no shell. */
const CONTAINER = `
  root=$0
  mount --make-rprivate /
  mount --bind "$root" "$root"
  mount -t tmpfs -o size=64m,mode=1777 tmpfs "$root/tmp"
  mount -t tmpfs -o size=64m,uid=1000,gid=1000,mode=700 tmpfs "$root/var/lib/learnflow"
  mount --rbind /dev "$root/dev"
  mount -t proc proc "$root/proc"
  mount -o remount,bind,ro "$root"
  for programs in "$root/usr/bin" "$root/usr/sbin"; do mount -t tmpfs -o ro tmpfs "$programs"; done
  exec "$@"`;

async function isAlive(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/livez`)).ok;
  } catch {
    return false;
  }
}
