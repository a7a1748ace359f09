import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const LEARNFLOW = new URL('../learnflow.js', import.meta.url).pathname;

/** A `learnflow` command that runs as a process of its own and said, with `--json`, that it is ready. */
export interface RunningProgram {
  readonly url: string;
  readonly port: number;
  readonly process: ChildProcess;
  /** Ends it and waits for its end; nothing happens to one that has ended. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/**
 * Starts `learnflow <args> --json` and waits for its first line.
 * @param env in addition to what this process has
 * @throws {Error} when it ends before it is ready; what it has to say of that is on stderr
 */
export async function startProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<RunningProgram> {
  const child = spawn(process.execPath, [LEARNFLOW, ...args, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`learnflow ${args[0]} ended with ${code} before it was ready`);
  });
  const line = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>;
  const [first] = await Promise.race([line, ended]);
  ended.catch(() => undefined);
  const { url } = JSON.parse(first) as { url: string };
  return {
    url,
    port: Number(new URL(url).port),
    process: child,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await once(child, 'exit');
    },
  };
}
