import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePorts } from '../cli/dapr/free-ports.ts';
import { endServer, isPortOpen, waitUntilOpen } from './server-process.ts';
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
  const [port = 0] = await findFreePorts(1);
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
    await waitUntilOpen('Redis', server, () => isPortOpen(port));
  };
  const kill = () => endServer(server, 'SIGKILL');
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
