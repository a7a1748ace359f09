import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { idSchema } from '../../contract/id-and-time.ts';
import { type Page, pageSchema } from '../../contract/page.ts';
import { type RequestRecord, RequestRecordSchema, STATUSES } from '../../contract/triage-response.ts';
import { TriageError } from '../errors.ts';
import type { Caller } from './authenticate.ts';
import { callerOf } from './authorize-routes.ts';
import { createOpenStreams } from './open-streams.ts';
import { problemResponses, ref } from './openapi.ts';
import { IdParams, pageQuery, splitQuery } from './page-query.ts';
import { sendEvents, wantsEvents } from './send-events.ts';

/** Requests as they are remembered. */
export interface RequestHistory {
  /** A request and whose it is, or undefined when there is none of that id. */
  findRequest(requestId: string): Promise<{ readonly studentId: string; readonly record: RequestRecord } | undefined>;
  listRequests(
    filter: { readonly studentId?: string | undefined; readonly status?: RequestRecord['status'] | undefined },
    page: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<Page<RequestRecord>>;
  /** The request as it stands, and again at each change, until it has come to its end. */
  followRequest(requestId: string, left: AbortSignal): AsyncIterable<RequestRecord>;
}

const ListQuery = pageQuery(
  Type.Object({
    status: Type.Optional(Type.Enum(STATUSES)),
    student_id: Type.Optional(idSchema({ description: 'For operators.' })),
  }),
);
type ListQuery = { status?: RequestRecord['status']; student_id?: string; limit?: string; cursor?: string };

/** What a student asked before: the list, and one request with its answer once there is one. */
export function addRequestRoutes(app: FastifyInstance, history: RequestHistory): void {
  const streams = createOpenStreams();
  app.get<{ Querystring: ListQuery }>(
    '/api/v1/requests',
    {
      schema: {
        summary: 'Requests, newest first: a student’s own, or any for an operator',
        tags: ['student', 'operator'],
        querystring: ListQuery,
        response: { 200: pageSchema(RequestRecordSchema), ...problemResponses(400, 401, 403, 503) },
      },
    },
    (request) => {
      const { filter, page } = splitQuery(request.query);
      const studentId = studentInView(callerOf(request), filter.student_id);
      return history.listRequests({ studentId, status: filter.status }, page);
    },
  );

  app.get<{ Params: Static<typeof IdParams> }>(
    '/api/v1/requests/:id',
    {
      schema: {
        summary:
          'One request: where it stands, and its answer once there is one; as an event stream, when there is one',
        tags: ['student', 'operator'],
        params: IdParams,
        response: { 200: ref('RequestRecord'), ...problemResponses(400, 401, 403, 404, 429, 503) },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { id } = request.params;
      const stored = await history.findRequest(id);
      // Another student's request is as unknown as one that never was: its existence is not theirs to learn.
      if (stored === undefined || (caller.role === 'student' && stored.studentId !== caller.studentId)) {
        throw new TriageError('NOT_FOUND', 'No request of yours has that id.');
      }
      if (!wantsEvents(request.headers.accept)) return stored.record;
      // Who has left meanwhile is not told that they have.
      if (reply.raw.destroyed) return reply.hijack();
      reply.raw.once('close', streams.enter(caller.studentId));
      return sendEvents(reply, (left) => toEvents(history.followRequest(id, left)));
    },
  );
}

function studentInView({ role, studentId }: Caller, wanted: string | undefined): string | undefined {
  if (role !== 'student') return wanted;
  if (wanted === undefined || wanted === studentId) return studentId;
  throw new TriageError('FORBIDDEN', 'student_id is not the student the token names.');
}

async function* toEvents(records: AsyncIterable<RequestRecord>) {
  for await (const record of records) yield { event: 'request', id: record.status, data: record };
}
