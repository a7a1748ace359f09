import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Actor } from '../../contract/audit.ts';
import {
  type Feedback,
  type FeedbackExample,
  FeedbackExampleSchema,
  FeedbackReceiptSchema,
  FeedbackSchema,
} from '../../contract/feedback.ts';
import { type Page, pageSchema } from '../../contract/page.ts';
import { TriageError } from '../errors.ts';
import { callerOf } from './authorize-routes.ts';
import { problemResponses } from './openapi.ts';
import { type PageQuery, pageQuery, splitQuery } from './page-query.ts';
import type { RequestHistory } from './request-routes.ts';

export interface FeedbackBox {
  recordFeedback(feedback: Feedback, actor: Actor, nowMs: number): Promise<string | undefined>;
  listFeedback(page: { readonly limit: number; readonly cursor?: string | undefined }): Promise<Page<FeedbackExample>>;
}

export interface FeedbackRouteParts {
  readonly box: FeedbackBox;
  readonly history: Pick<RequestHistory, 'findRequest'>;
  readonly nowMs: () => number;
  /** Told of each opinion that was kept. */
  readonly heard: (feedback: Feedback) => void;
}

/** What people say of answers, and the examples that can be made of it. */
export function addFeedbackRoutes(app: FastifyInstance, { box, history, nowMs, heard }: FeedbackRouteParts): void {
  app.post<{ Body: Feedback }>(
    '/api/v1/feedback',
    {
      schema: {
        summary: 'Say whether an answer helped, or which intent would have been right',
        tags: ['student'],
        body: FeedbackSchema,
        response: { 201: FeedbackReceiptSchema, ...problemResponses(400, 401, 403, 404, 503) },
      },
    },
    async (request, reply) => {
      const { role, studentId } = callerOf(request);
      const stored = await history.findRequest(request.body.request_id);
      const isTheirs = role !== 'student' || stored?.studentId === studentId;
      const id = isTheirs ? await box.recordFeedback(request.body, { role, id: studentId }, nowMs()) : undefined;
      if (id === undefined) throw new TriageError('NOT_FOUND', 'No request of yours has that id.');
      heard(request.body);
      return reply.code(201).send({ feedback_id: id, request_id: request.body.request_id });
    },
  );

  app.get<{ Querystring: PageQuery }>(
    '/api/v1/feedback',
    {
      schema: {
        summary: 'Feedback with the message it is about, as examples to be reviewed',
        tags: ['operator'],
        querystring: pageQuery(Type.Object({})),
        response: { 200: pageSchema(FeedbackExampleSchema), ...problemResponses(400, 401, 403, 503) },
      },
    },
    (request) => box.listFeedback(splitQuery(request.query).page),
  );
}
