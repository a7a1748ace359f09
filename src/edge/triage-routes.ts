import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { TriageQuery } from '../../contract/triage-query.ts';
import { TriageError } from '../errors.ts';
import { callerOf } from './authorize-routes.ts';
import { readIdempotencyKey } from './idempotency-key.ts';
import type { Message, TriageService } from './message.ts';
import { problemResponses, ref } from './openapi.ts';
import { wantsEvents } from './send-events.ts';
import { streamEarlier, streamTriage } from './stream-triage.ts';

/** How far the caller's clock may be from ours, in milliseconds. */
const MAX_CLOCK_DIFFERENCE_MS = 5 * 60_000;

export interface TriageRouteParts {
  readonly service: TriageService;
  readonly nowMs: () => number;
}

const IdempotencyHeader = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ description: 'Sent again within 24 hours under the same key, a message is answered once.' }),
  ),
});

/** The student's routes: ask, and see what would be decided. */
export function addTriageRoutes(app: FastifyInstance, { service, nowMs }: TriageRouteParts): void {
  app.post(
    '/api/v1/triage',
    {
      schema: {
        summary: 'Ask a question and get the right tutor’s answer',
        description: 'With `Accept: text/event-stream`: the event `decision` at once, then `reply` or `error`.',
        tags: ['student'],
        headers: IdempotencyHeader,
        body: ref('TriageQuery'),
        response: {
          200: ref('TriageResponse'),
          ...problemResponses(400, 401, 403, 409, 413, 415, 422, 429, 502, 503, 504),
        },
      },
    },
    async (request, reply) => {
      const idempotency = readIdempotencyKey(request.headers['idempotency-key'], {
        studentId: callerOf(request).studentId,
        route: 'POST /api/v1/triage',
        body: request.body as TriageQuery,
      });
      // Before the timestamp is judged: who asks again for an answer sends the message as it was.
      const earlier = idempotency && (await service.recall(idempotency));
      const isStream = wantsEvents(request.headers.accept);
      if (earlier !== undefined) return isStream ? streamEarlier(earlier, reply) : earlier;
      const message = { ...toMessage(request, nowMs()), idempotency };
      return isStream ? streamTriage(message, service, reply) : service.triage(message);
    },
  );

  app.post(
    '/api/v1/classify',
    {
      schema: {
        summary: 'See how a message would be routed, and why; nothing is sent to a tutor or recorded',
        tags: ['student'],
        body: ref('TriageQuery'),
        response: { 200: ref('ClassifyResponse'), ...problemResponses(400, 401, 403, 413, 415, 429, 503) },
      },
    },
    async (request) => service.classify(toMessage(request, nowMs())),
  );
}

function toMessage(request: FastifyRequest, nowMs: number): Message {
  const query = request.body as TriageQuery;
  const { studentId } = callerOf(request);
  if (query.student_progress?.student_id !== undefined && query.student_progress.student_id !== studentId) {
    throw new TriageError('FORBIDDEN', 'student_progress.student_id is not the student the token names.', {
      errors: [{ path: '/student_progress/student_id', message: 'must be the subject of the token' }],
    });
  }
  if (query.timestamp !== undefined && Math.abs(Date.parse(query.timestamp) - nowMs) > MAX_CLOCK_DIFFERENCE_MS) {
    throw new TriageError('INVALID_REQUEST', 'timestamp is more than five minutes from now.', {
      errors: [{ path: '/timestamp', message: 'must be within five minutes of now' }],
    });
  }
  return { requestId: request.id, studentId, query, deadline: request.deadline };
}
