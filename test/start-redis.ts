import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { missingProgram } from './skip-aloud.ts';

/** A Redis of our own, on a free port of this machine. */
export interface TestRedis {
  readonly url: string;
  readonly port: number;
  /** Ends the server at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Why tests with Redis cannot run here, or undefined where they can. Throws where everything is required. */
export function missingRedis(): string | undefined {
  return missingProgram('redis-server');
}

/** @param more arguments of the server; `--tls-port` in them takes the place of the port */
export async function startRedis(more: (port: number) => readonly string[] = () => []): Promise<TestRedis> {
  const port = await findFreePort();
  const dir = mkdtempSync(join(tmpdir(), 'learnflow-redis-'));
  let server: ChildProcess;
  const start = async () => {
    const args = [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      dir,
      ...more(port),
    ];
    server = spawn('redis-server', args, { stdio: 'ignore' });
    const failed = once(server, 'error').then(([error]) => Promise.reject(error as Error));
    await Promise.race([failed, waitUntilOpen(port)]);
  };
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill,
    restart: start,
    async stop() {
      await kill();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
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
    await wait(20);
  }
}
