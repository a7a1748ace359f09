import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const LOGGED_WITHIN_MS = 10_000;
const CLI = new URL('../cli/learnflow.js', import.meta.url).pathname;

/** The real service in a process of its own, on free ports and a fresh folder. */
export interface TestService {
  readonly url: string;
  readonly metricsUrl: string;
  readonly dataDir: string;
  readonly process: ChildProcess;
  /** Everything the service has written to stderr so far. */
  readonly log: () => string;
  /**
   * Waits until what it has written to stderr says this, and resolves with all of it: a line may come a moment after the
   * answer that it tells of.
   * @throws {Error} with what it wrote instead, after ten seconds
   */
  logged(says: string | ((log: string) => boolean)): Promise<string>;
  /** A development token, made by the real command. */
  token(student?: string, ...options: string[]): Promise<string>;
  /** Ends the service and resolves with its exit code; the folder goes too, unless it is kept. */
  stop(options?: { signal?: NodeJS.Signals; keepData?: boolean }): Promise<number | null>;
}

/**
 * Starts `learnflow serve` and waits until it says that it is ready.
 * @throws {Error} with what it wrote, when it ends before that
 */
export async function startService(
  env: Record<string, string> = {},
  dataDir = mkdtempSync(join(tmpdir(), 'learnflow-test-')),
  port = 0,
): Promise<TestService> {
  const args = [CLI, 'serve', '--port', String(port), '--metrics-port', '0', '--data-dir', dataDir, '--json'];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let log = '';
  child.stderr.on('data', (chunk) => {
    log += chunk;
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const firstLine = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>;
  const first = await Promise.race([firstLine, exited]);
  if (typeof first[0] !== 'string') throw new Error(`the service ended with ${first[0]} before it was ready:\n${log}`);
  const { url, metrics_url } = JSON.parse(first[0]) as { url: string; metrics_url: string };

  return {
    url,
    metricsUrl: metrics_url,
    dataDir,
    process: child,
    log: () => log,
    async logged(says) {
      const isSaid = () => (typeof says === 'string' ? log.includes(says) : says(log));
      const late = AbortSignal.timeout(LOGGED_WITHIN_MS);
      while (!isSaid()) {
        if (late.aborted || child.stderr.readableEnded) throw new Error(`the log does not say ${says}:\n${log}`);
        await Promise.race([once(child.stderr, 'data'), once(child.stderr, 'end'), once(late, 'abort')]);
      }
      return log;
    },
    token: (student = 'ada', ...options) =>
      runCli('token', '--student', student, '--data-dir', dataDir, ...options).then(({ stdout }) => stdout.trim()),
    async stop({ signal = 'SIGTERM', keepData = false } = {}) {
      child.kill(signal);
      const [code] = await exited;
      if (!keepData) rmSync(dataDir, { recursive: true, force: true });
      return code;
    },
  };
}

/** Runs one `learnflow` command; rejects with `code`, `stdout` and `stderr` when it fails. */
export function runCli(...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, [CLI, ...args], { maxBuffer: 64 * 1_048_576 });
}

/** One JSON request to a service. */
export async function call(
  service: { readonly url: string },
  path: string,
  {
    token,
    body,
    method,
    headers = {},
  }: { token?: string; body?: unknown; method?: string; headers?: Record<string, string> } = {},
) {
  const response = await fetch(`${service.url}${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /[/+]json(;|$)/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
}
