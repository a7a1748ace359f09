import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const SCRIPT = new URL('./faults/bad-agent.ts', import.meta.url).pathname;

/** A tutor's process that misbehaves as it is told to. */
export interface BadAgent {
  readonly url: string;
  setMode(mode: string): Promise<void>;
  /** Questions asked of it since the mode was set. */
  countCalls(): Promise<number>;
  /** Most questions within any second since the mode was set. */
  mostInASecond(): Promise<number>;
  stop(): void;
}

export async function startBadAgent(): Promise<BadAgent> {
  const child = spawn(process.execPath, [SCRIPT], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return {
    url,
    async setMode(mode) {
      await fetch(`${url}/mode`, { method: 'PUT', body: mode });
    },
    countCalls: async () => Number(await (await fetch(`${url}/calls`)).text()),
    mostInASecond: async () => Number(await (await fetch(`${url}/rate`)).text()),
    stop: () => child.kill('SIGKILL'),
  };
}
