import type { FastifyInstance } from 'fastify';
import type { SecuritySummary } from '../../contract/security-summary.ts';
import { problemResponses, ref } from './openapi.ts';

/** What has been refused and noticed, for operators. */
export function addSecurityRoutes(app: FastifyInstance, readSummary: () => SecuritySummary): void {
  app.get(
    '/api/v1/security/summary',
    {
      schema: {
        summary: 'What this process has refused and noticed since it started',
        tags: ['operator'],
        response: { 200: ref('SecuritySummary'), ...problemResponses(401, 403, 429) },
      },
    },
    async () => readSummary(),
  );
}
