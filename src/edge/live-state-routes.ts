import type { FastifyInstance } from 'fastify';
import type { Agents, CircuitBreakers } from '../../contract/agent-status.ts';
import type { FlagsReport } from '../../contract/flag-status.ts';
import { idSchema } from '../../contract/id-and-time.ts';
import { problemResponses, ref } from './openapi.ts';

/** Live state, as operators' routes show it. */
export interface LiveState {
  breakers(): CircuitBreakers;
  agents(): Agents;
  /** @param studentId whom targeted flags are evaluated for */
  flags(studentId: string | undefined): Promise<FlagsReport>;
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
  app.get<{ Querystring: { student?: string } }>(
    '/api/v1/flags',
    {
      schema: {
        summary: 'The feature flags as this process holds them; with `student`, as they stand for that student',
        tags: ['operator'],
        querystring: {
          type: 'object',
          properties: { student: idSchema() },
          additionalProperties: false,
        },
        response: { 200: ref('Flags'), ...problemResponses(400, 401, 403) },
      },
    },
    async (request) => state.flags(request.query.student),
  );
}
