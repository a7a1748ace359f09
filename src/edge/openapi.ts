import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { AgentsSchema, CircuitBreakersSchema } from '../../contract/agent-status.ts';
import { BatchQuerySchema, BatchResponseSchema } from '../../contract/batch.ts';
import { FlagsSchema } from '../../contract/flag-status.ts';
import { ProblemSchema } from '../../contract/problem.ts';
import { SecuritySummarySchema } from '../../contract/security-summary.ts';
import { TriageQuerySchema } from '../../contract/triage-query.ts';
import { ClassifyResponseSchema, RequestRecordSchema, TriageResponseSchema } from '../../contract/triage-response.ts';

const SCHEMAS = {
  TriageQuery: TriageQuerySchema,
  TriageResponse: TriageResponseSchema,
  ClassifyResponse: ClassifyResponseSchema,
  RequestRecord: RequestRecordSchema,
  CircuitBreakers: CircuitBreakersSchema,
  Agents: AgentsSchema,
  Flags: FlagsSchema,
  BatchQuery: BatchQuerySchema,
  BatchResponse: BatchResponseSchema,
  SecuritySummary: SecuritySummarySchema,
  Problem: ProblemSchema,
} as const;

/** A shared schema of the contract, by name. */
export function ref(name: keyof typeof SCHEMAS): { $ref: string } {
  return { $ref: `${name}#` };
}

/** The problem documents a route may answer with. */
export function problemResponses(...statuses: number[]) {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: 'Problem details (RFC 9457)',
        content: { 'application/problem+json': { schema: ref('Problem') } },
      },
    ]),
  );
}

/** Describes every route registered afterwards: OpenAPI 3.1 at /openapi.json, a readable page at /docs. */
export async function describeRoutes(app: FastifyInstance, version: string): Promise<void> {
  for (const [$id, schema] of Object.entries(SCHEMAS)) app.addSchema({ ...schema, $id });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'LearnFlow Triage',
        version,
        description: "Takes a Python student's message and brings back the right tutor's answer.",
      },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
      security: [{ bearer: [] }],
      tags: [
        { name: 'student', description: 'What students ask' },
        { name: 'operator', description: 'What operators see and do' },
        { name: 'platform', description: 'What the platform probes' },
      ],
    },
    refResolver: { buildLocalReference: (json) => String(json.$id) },
  });
  const css = [{ filename: 'theme.css', content: '.swagger-ui .topbar { display: none }' }];
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true, theme: { title: 'LearnFlow Triage', css } });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
}
