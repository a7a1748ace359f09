import type { AgentId } from '../contract/intents.ts';
import type { Replay } from './replay.ts';

export interface AutoReplayParts {
  readonly replay: Pick<Replay, 'replayRecovered'>;
  /** How a tutor's breaker stands: `trying` once an open one would let a probe through. */
  readonly breakerOf: (agent: AgentId) => 'closed' | 'open' | 'trying';
  readonly agents: readonly AgentId[];
  readonly onFailure: (error: unknown) => void;
}

const LOOK_MS = 2_000;

/**
 * Asks again what a tutor failed to answer, once it is well: at start for what was left from before, and after each time
 * its breaker was open. Where nobody else asks it anything, one dead letter is the probe that finds out.
 */
export function startAutoReplay({ replay, breakerOf, agents, onFailure }: AutoReplayParts) {
  const troubled = new Set<AgentId>(agents);

  async function look(): Promise<void> {
    for (const agent of agents) {
      const breaker = breakerOf(agent);
      if (breaker === 'open') troubled.add(agent);
      if (breaker === 'open' || !troubled.has(agent)) continue;
      if (breaker === 'closed') troubled.delete(agent);
      await replay.replayRecovered(agent, breaker === 'closed' ? undefined : 1);
    }
  }

  const timer = setInterval(() => void look().catch(onFailure), LOOK_MS);
  return { look, close: () => clearInterval(timer) };
}
