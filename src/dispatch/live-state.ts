import type { Agents, CircuitBreakers } from '../../contract/agent-status.ts';
import { AGENT_OF, type AgentId, INTENTS, type Intent } from '../../contract/intents.ts';
import type { AgentHealth } from './agent-guard.ts';

/** The breakers as operators see them. */
export function toCircuitBreakers(health: readonly AgentHealth[], nowMs: number): CircuitBreakers {
  return {
    circuit_breakers: health.map(({ agent, breaker, consecutiveFailures, opensInMs }) => ({
      agent,
      state: breaker,
      consecutive_failures: consecutiveFailures,
      ...(opensInMs !== undefined && { open_until: new Date(nowMs + opensInMs).toISOString() }),
    })),
  };
}

/** The tutors as operators see them. */
export function toAgents(health: readonly AgentHealth[], reached: (agent: AgentId) => string): Agents {
  return {
    agents: health.map(({ agent, breaker, active, waiting, limits }) => ({
      agent,
      serves: INTENTS.find((intent) => AGENT_OF[intent].agent === agent) as Intent,
      reached: reached(agent),
      breaker,
      active,
      max_active: limits.maxConcurrent,
      waiting,
      max_waiting: limits.maxQueued,
    })),
  };
}
