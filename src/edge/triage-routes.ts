import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { TriageQuery } from '../../contract/triage-query.ts';
import { callerOf } from './authorize-routes.ts';
import { readIdempotencyKey } from './idempotency-key.ts';
import type { TriageService } from './message.ts';
import { problemResponses, ref } from './openapi.ts';
import { wantsEvents } from './send-events.ts';
import { streamEarlier, streamTriage } from './stream-triage.ts';
import { toMessage } from './to-message.ts';

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
      const message = { ...toMessage(request, request.body as TriageQuery, nowMs()), idempotency };
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
    async (request) => service.classify(toMessage(request, request.body as TriageQuery, nowMs())),
  );
}
