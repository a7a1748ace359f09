import { startListening } from './start-agent.ts';

const SCRIPT = new URL('./faults/bad-agent.ts', import.meta.url).pathname;

/** A tutor's process that misbehaves as it is told to. */
export interface BadAgent {
  readonly url: string;
  setMode(mode: string): Promise<void>;
  /** Questions asked of it since the mode was set. */
  countCalls(): Promise<number>;
  /** Headers of the last question. */
  readHeaders(): Promise<Readonly<Record<string, string>>>;
  /** Most questions within any second since the mode was set. */
  mostInASecond(): Promise<number>;
  stop(): void;
}

export async function startBadAgent(): Promise<BadAgent> {
  const { url, child } = await startListening(SCRIPT);
  return {
    url,
    async setMode(mode) {
      await fetch(`${url}/mode`, { method: 'PUT', body: mode });
    },
    countCalls: async () => Number(await (await fetch(`${url}/calls`)).text()),
    readHeaders: async () => (await (await fetch(`${url}/headers`)).json()) as Record<string, string>,
    mostInASecond: async () => Number(await (await fetch(`${url}/rate`)).text()),
    stop: () => child.kill('SIGKILL'),
  };
}
