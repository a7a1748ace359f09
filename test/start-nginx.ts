import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePorts } from '../cli/dapr/free-ports.ts';
import { endServer, isPortOpen, waitUntilOpen } from './server-process.ts';
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
  await waitUntilOpen('nginx', server, () => isPortOpen(port));
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      await endServer(server, 'SIGTERM');
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
