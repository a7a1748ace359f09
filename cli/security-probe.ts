import type { Target } from './security-target.ts';

/** One attack: what a service without a hole answers, and what this one does. */
export interface Probe {
  /** The entry of the list it comes from: OWASP API 2023, OWASP LLM 2025, an RFC. */
  readonly source: string;
  readonly attack: string;
  /** What `run` must come back with. */
  readonly expected: string;
  run(target: Target): Promise<string>;
}

export function probe(source: string, attack: string, expected: string, run: Probe['run']): Probe {
  return { source, attack, expected, run };
}
