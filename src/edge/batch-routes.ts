import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { BatchItem, BatchQuery, BatchResponse } from '../../contract/batch.ts';
import { type TriageQuery, TriageQuerySchema } from '../../contract/triage-query.ts';
import { TriageError } from '../errors.ts';
import type { RequestLog } from '../telemetry/request-log.ts';
import type { Span } from '../telemetry/span.ts';
import { STATUS, toProblem, toTriageError } from './error-response.ts';
import type { TriageService } from './message.ts';
import { problemResponses, ref } from './openapi.ts';
import { toMessage } from './to-message.ts';

export interface BatchRouteParts {
  readonly service: TriageService;
  readonly nowMs: () => number;
  readonly newId: () => string;
  /** The logger of one message. */
  readonly logOf: (requestId: string) => RequestLog;
  /** Whether the route exists at this moment. */
  readonly isOffered: () => boolean;
  /** Whether the messages of a batch are worked on together. */
  readonly isConcurrent: () => boolean;
  /** Told why a message of a batch was not answered. */
  readonly onRefusal: (error: TriageError) => void;
}

/** What one message of a batch has to itself. */
interface Own {
  readonly requestId: string;
  readonly trace: Span;
  readonly log: RequestLog;
}

/** Many messages of one student at once, each answered in its place. */
export function addBatchRoutes(app: FastifyInstance, parts: BatchRouteParts): void {
  const { service, nowMs, newId, logOf, isOffered, isConcurrent, onRefusal } = parts;

  async function answer(request: FastifyRequest, query: unknown, { requestId, trace, log }: Own): Promise<BatchItem> {
    try {
      const validate = request.compileValidationSchema(TriageQuerySchema);
      if (!validate(query)) throw Object.assign(new Error('not valid'), { validation: validate.errors });
      const message = { ...toMessage(request, query as TriageQuery, nowMs()), requestId, trace };
      return { status: 200, response: await service.triage(message) };
    } catch (thrown) {
      const error = toTriageError(thrown);
      onRefusal(error);
      if (error.code === 'INTERNAL') log.error({ err: error.cause ?? error }, 'unexpected failure');
      return { status: STATUS[error.code], problem: toProblem(error, requestId) };
    }
  }

  /** Each has an id of its own, under which its student asks for it: it has a span and a log line of its own, too. */
  async function follow(request: FastifyRequest, query: unknown): Promise<BatchItem> {
    const startedAt = performance.now();
    const requestId = newId();
    const trace = request.trace.child('message', 'internal', { 'learnflow.request_id': requestId });
    const log = logOf(requestId);
    log.follow(trace);
    const item = await answer(request, query, { requestId, trace, log });
    trace.end(item.status >= 500 ? String(item.status) : undefined);
    const ms = Math.round(performance.now() - startedAt);
    log.info({ batch_request_id: request.id, status: item.status, ms }, 'a message of a batch was answered');
    return item;
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
      if (isConcurrent()) return { results: await Promise.all(requests.map((query) => follow(request, query))) };
      const results: BatchItem[] = [];
      for (const query of requests) results.push(await follow(request, query));
      return { results };
    },
  );
}
