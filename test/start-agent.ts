import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const CLI = new URL('../cli/learnflow.js', import.meta.url).pathname;

/** A process of Node that listens. */
export interface ListeningProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** Everything it has written to stderr so far, which is passed on, too. */
  readonly log: () => string;
}

/**
 * Starts a program that says in its first line where it listens: the address alone, or JSON with its `url`.
 * @throws {Error} when it ends before; what it has to say of that is on stderr
 */
export async function startListening(...args: string[]): Promise<ListeningProcess> {
  return startListeningWith({}, ...args);
}

async function startListeningWith(env: Record<string, string>, ...args: string[]): Promise<ListeningProcess> {
  const options = { env: { LEARNFLOW_LOG_LEVEL: 'warn', ...process.env, ...env } };
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let log = '';
  child.stderr.on('data', (text) => {
    log += text;
  });
  child.stderr.pipe(process.stderr);
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${args.join(' ')} ended with ${code ?? signal} before it was ready`);
  });
  const firstLine = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>;
  const [line] = await Promise.race([firstLine, ended]);
  ended.catch(() => undefined);
  return { url: line.startsWith('{') ? (JSON.parse(line) as { url: string }).url : line, child, log: () => log };
}

/** A real tutor as a process of its own, on a free port unless `options` say another. */
export function startAgent(
  name: string,
  env: Record<string, string> = {},
  ...options: string[]
): Promise<ListeningProcess> {
  return startListeningWith(env, CLI, 'agent', name, '--port', '0', '--json', ...options);
}
