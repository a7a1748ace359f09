import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { BatchItem, BatchQuery, BatchResponse } from '../../contract/batch.ts';
import { type TriageQuery, TriageQuerySchema } from '../../contract/triage-query.ts';
import { TriageError } from '../errors.ts';
import { STATUS, toProblem, toTriageError } from './error-response.ts';
import type { TriageService } from './message.ts';
import { problemResponses, ref } from './openapi.ts';
import { toMessage } from './to-message.ts';

export interface BatchRouteParts {
  readonly service: TriageService;
  readonly nowMs: () => number;
  readonly newId: () => string;
  /** Whether the route exists at this moment. */
  readonly isOffered: () => boolean;
  /** Whether the messages of a batch are worked on together. */
  readonly isConcurrent: () => boolean;
  /** Told why a message of a batch was not answered. */
  readonly onRefusal: (error: TriageError) => void;
}

/** Many messages of one student at once, each answered in its place. */
export function addBatchRoutes(app: FastifyInstance, parts: BatchRouteParts): void {
  const { service, nowMs, newId, isOffered, isConcurrent, onRefusal } = parts;

  async function answer(request: FastifyRequest, query: unknown): Promise<BatchItem> {
    const requestId = newId();
    try {
      const validate = request.compileValidationSchema(TriageQuerySchema);
      if (!validate(query)) throw Object.assign(new Error('not valid'), { validation: validate.errors });
      const message = { ...toMessage(request, query as TriageQuery, nowMs()), requestId };
      return { status: 200, response: await service.triage(message) };
    } catch (thrown) {
      const error = toTriageError(thrown);
      onRefusal(error);
      if (error.code === 'INTERNAL') request.log.error({ err: error.cause ?? error }, 'unexpected failure');
      return { status: STATUS[error.code], problem: toProblem(error, requestId) };
    }
  }

  app.post<{ Body: BatchQuery }>(
    '/api/v1/triage/batch',
    {
      config: { countMessages: (body) => (body as BatchQuery).requests.length },
      preValidation: async () => {
        if (!isOffered()) throw new TriageError('NOT_FOUND', 'No such address. The list is at /docs.');
      },
      schema: {
        summary: 'Ask up to a hundred questions; each is answered in its place',
        description: 'Exists while the flag batch-processing is on. All of them share one deadline.',
        tags: ['student'],
        body: ref('BatchQuery'),
        response: { 200: ref('BatchResponse'), ...problemResponses(400, 401, 403, 404, 413, 415, 429, 503) },
      },
    },
    async (request): Promise<BatchResponse> => {
      const { requests } = request.body;
      if (isConcurrent()) return { results: await Promise.all(requests.map((query) => answer(request, query))) };
      const results: BatchItem[] = [];
      for (const query of requests) results.push(await answer(request, query));
      return { results };
    },
  );
}
