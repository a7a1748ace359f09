import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const CLI = new URL('../cli/learnflow.js', import.meta.url).pathname;

/** A process of Node that listens. */
export interface ListeningProcess {
  readonly url: string;
  readonly child: ChildProcess;
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
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], ...options });
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${args.join(' ')} ended with ${code ?? signal} before it was ready`);
  });
  const firstLine = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>;
  const [line] = await Promise.race([firstLine, ended]);
  ended.catch(() => undefined);
  return { url: line.startsWith('{') ? (JSON.parse(line) as { url: string }).url : line, child };
}

/** A real tutor as a process of its own, on a free port. */
export function startAgent(name: string, env: Record<string, string> = {}): Promise<ListeningProcess> {
  return startListeningWith(env, CLI, 'agent', name, '--port', '0', '--json');
}
