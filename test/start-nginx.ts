import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findFreePorts } from '../cli/dapr/free-ports.ts';
import { missingProgram } from './skip-aloud.ts';

/** An nginx of our own before several services, one after the other. */
export interface TestNginx {
  readonly url: string;
  stop(): Promise<void>;
}

/** Why tests with nginx cannot run here, or undefined where they can. Throws where everything is required. */
export function missingNginx(): string | undefined {
  return missingProgram('nginx', '-v');
}

/**
 * @param ports of the services on this machine
 * @param directives more of nginx's own, for what is handed on
 */
export async function startNginx(ports: readonly number[], directives = ''): Promise<TestNginx> {
  const [port = 0] = await findFreePorts(1);
  const dir = mkdtempSync(join(tmpdir(), 'learnflow-nginx-'));
  const file = join(dir, 'nginx.conf');
  writeFileSync(
    file,
    `
    daemon off;
    worker_processes 1;
    pid ${dir}/pid;
    error_log ${dir}/error.log;
    events { worker_connections 1024; }
    http {
      access_log off;
      client_body_temp_path ${dir}/body;
      proxy_temp_path ${dir}/proxy;
      fastcgi_temp_path ${dir}/fastcgi;
      uwsgi_temp_path ${dir}/uwsgi;
      scgi_temp_path ${dir}/scgi;
      upstream services { ${ports.map((one) => `server 127.0.0.1:${one} max_fails=1 fail_timeout=1s;`).join(' ')} }
      server {
        listen 127.0.0.1:${port};
        location / {
          # A message that was handed to a service is never handed to a second: only its sender may send it again.
          proxy_next_upstream error timeout;
          proxy_connect_timeout 1s;
          proxy_pass http://services;
          ${directives}
        }
      }
    }`,
  );
  const server: ChildProcess = spawn('nginx', ['-c', file, '-p', dir], { stdio: 'ignore' });
  const failed = once(server, 'exit').then(() => Promise.reject(new Error('nginx did not start')));
  await Promise.race([failed, waitUntilOpen(port)]);
  failed.catch(() => undefined);
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      const exited = once(server, 'exit');
      server.kill('SIGTERM');
      await exited;
      rmSync(dir, { recursive: true, force: true });
    },
  };
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
