import { Piscina } from 'piscina';
import type { Label } from '../../contract/intents.ts';
import type { SanitizedQuery } from '../sanitize/sanitize-query.ts';
import type { Prompt, PromptLimits } from './build-prompt.ts';
import type { PromptJob } from './prompt-worker.ts';

/** Writes and counts prompts off the thread that serves requests: the tokenizer is large, and slow on hostile text. */
export interface PromptDesk {
  prepare(query: SanitizedQuery): Promise<Prompt>;
  count(text: string): Promise<number>;
  /** Tokens a decision by the model router would have taken: its real prompt and the shortest answer. */
  measure(query: SanitizedQuery, intent: Label): Promise<number>;
  close(): Promise<void>;
}

export function createPromptDesk(limits: PromptLimits): PromptDesk {
  const pool = new Piscina<PromptJob, Prompt | number>({
    filename: new URL('./prompt-worker.ts', import.meta.url).href,
    minThreads: 1,
    maxThreads: 1,
    maxQueue: 256,
    atomics: 'disabled',
    recordTiming: false,
  });
  return {
    prepare: (query) => pool.run({ kind: 'prepare', query, limits }) as Promise<Prompt>,
    count: (text) => pool.run({ kind: 'count', text }) as Promise<number>,
    measure: (query, intent) => pool.run({ kind: 'measure', query, limits, intent }) as Promise<number>,
    close: () => pool.destroy(),
  };
}
