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
/** How often everything that waits is tried again, trouble or not, in milliseconds. */
const TRY_ALL_MS = 60_000;

/**
 * Asks again what a tutor failed to answer, once it is well: at start for what was left from before, after each time its
 * breaker was open, and after each request that was given up. Where nobody else asks it anything, one dead letter is the probe that finds out.
 */
export function startAutoReplay({ replay, breakerOf, agents, onFailure }: AutoReplayParts) {
  const troubled = new Set<AgentId>(agents);

  const expectTrouble = () => {
    for (const agent of agents) troubled.add(agent);
  };

  async function look(): Promise<void> {
    for (const agent of agents) {
      const breaker = breakerOf(agent);
      if (breaker !== 'closed') troubled.add(agent);
      if (breaker === 'open' || !troubled.has(agent)) continue;
      if (breaker === 'closed') troubled.delete(agent);
      await replay.replayRecovered(agent, breaker === 'closed' ? undefined : 1);
    }
  }

  const timer = setInterval(() => void look().catch(onFailure), LOOK_MS);
  const slowTimer = setInterval(expectTrouble, TRY_ALL_MS);
  return {
    /** Something was given up: look at every tutor again. */
    expectTrouble,
    close() {
      clearInterval(timer);
      clearInterval(slowTimer);
    },
  };
}
