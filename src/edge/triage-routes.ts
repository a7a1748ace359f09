import type { FastifyInstance } from 'fastify';
import type { TriageQuery } from '../../contract/triage-query.ts';
import { TriageError } from '../errors.ts';
import { callerOf } from './authorize-routes.ts';
import type { TriageService } from './message.ts';
import { problemResponses, ref } from './openapi.ts';
import { streamTriage } from './stream-triage.ts';
import { toMessage } from './to-message.ts';

export interface TriageRouteParts {
  readonly service: TriageService;
  readonly nowMs: () => number;
}

/** The student's routes: ask, see what would be decided, fetch an answer. */
export function addTriageRoutes(app: FastifyInstance, { service, nowMs }: TriageRouteParts): void {
  app.post(
    '/api/v1/triage',
    {
      schema: {
        summary: 'Ask a question and get the right tutor’s answer',
        description: 'With `Accept: text/event-stream`: the event `decision` at once, then `reply` or `error`.',
        tags: ['student'],
        body: ref('TriageQuery'),
        response: { 200: ref('TriageResponse'), ...problemResponses(400, 401, 403, 413, 415, 502, 503, 504) },
      },
    },
    (request, reply) => {
      const message = toMessage(request, request.body as TriageQuery, nowMs());
      const wantsEvents = request.headers.accept?.includes('text/event-stream') === true;
      return wantsEvents ? streamTriage(message, service, reply) : service.triage(message);
    },
  );

  app.post(
    '/api/v1/classify',
    {
      schema: {
        summary: 'See how a message would be routed, and why; nothing is sent to a tutor or recorded',
        tags: ['student'],
        body: ref('TriageQuery'),
        response: { 200: ref('ClassifyResponse'), ...problemResponses(400, 401, 403, 413, 415) },
      },
    },
    async (request) => service.classify(toMessage(request, request.body as TriageQuery, nowMs())),
  );

  app.get<{ Params: { id: string } }>(
    '/api/v1/requests/:id',
    {
      schema: {
        summary: 'One request: where it stands, and its answer once there is one',
        tags: ['student', 'operator'],
        params: { type: 'object', properties: { id: { type: 'string', maxLength: 64 } }, required: ['id'] },
        response: { 200: ref('RequestRecord'), ...problemResponses(401, 403, 404, 503) },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const stored = await service.findRequest(request.params.id);
      // Another student's request is as unknown as one that never was: its existence is not theirs to learn.
      if (stored === undefined || (caller.role === 'student' && stored.studentId !== caller.studentId)) {
        throw new TriageError('NOT_FOUND', 'No request of yours has that id.');
      }
      return stored.record;
    },
  );
}
