import type { FastifyInstance } from 'fastify';
import type { Agents, CircuitBreakers } from '../../contract/agent-status.ts';
import { problemResponses, ref } from './openapi.ts';

/** Live state, as operators' routes show it. */
export interface LiveState {
  breakers(): CircuitBreakers;
  agents(): Agents;
}

export function addLiveStateRoutes(app: FastifyInstance, state: LiveState): void {
  app.get(
    '/api/v1/circuit-breakers',
    {
      schema: {
        summary: 'The circuit breaker of each tutor, as this process sees it',
        tags: ['operator'],
        response: { 200: ref('CircuitBreakers'), ...problemResponses(401, 403, 429) },
      },
    },
    async () => state.breakers(),
  );
  app.get(
    '/api/v1/agents',
    {
      schema: {
        summary: 'The tutors: how they are reached, how busy they are',
        tags: ['operator'],
        response: { 200: ref('Agents'), ...problemResponses(401, 403, 429) },
      },
    },
    async () => state.agents(),
  );
}
