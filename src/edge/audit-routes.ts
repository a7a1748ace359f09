import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import {
  type Actor,
  type AuditEntry,
  AuditEntrySchema,
  type AuditFilter,
  AuditFilterSchema,
  type Erasure,
  ErasureSchema,
} from '../../contract/audit.ts';
import { MAX_PAGE_SIZE, type Page, pageSchema } from '../../contract/page.ts';
import { callerOf } from './authorize-routes.ts';
import { problemResponses } from './openapi.ts';
import { IdParams, type PageQuery, pageQuery, splitQuery } from './page-query.ts';

interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** What is kept of people, who may see it, and its end. */
export interface Archive {
  readAudit(filter: AuditFilter, page: PageRequest): Promise<Page<AuditEntry>>;
  recordAudit(entries: readonly { atMs: number; kind: 'export'; actor: Actor; studentId: string }[]): Promise<void>;
  exportStudent(studentId: string, page: PageRequest): Promise<Page<Readonly<Record<string, unknown>>>>;
  eraseStudent(studentId: string, nowMs: number, actor: Actor): Promise<Erasure>;
}

type ById = { Params: Static<typeof IdParams> };

/** The audit trail, and a student's right to all of their data and to its end. */
export function addAuditRoutes(
  app: FastifyInstance,
  { archive, nowMs }: { readonly archive: Archive; readonly nowMs: () => number },
): void {
  app.get<{ Querystring: AuditFilter & PageQuery }>(
    '/api/v1/audit',
    {
      schema: {
        summary: 'Decisions with their evidence, refusals and acts, newest first',
        tags: ['operator'],
        querystring: pageQuery(AuditFilterSchema),
        response: { 200: pageSchema(AuditEntrySchema), ...problemResponses(400, 401, 403, 503) },
      },
    },
    (request) => {
      const { filter, page } = splitQuery(request.query);
      return archive.readAudit(filter, page);
    },
  );

  app.get<ById>(
    '/api/v1/students/:id/export',
    {
      schema: {
        summary: 'Everything kept of a student, as JSON lines',
        tags: ['student', 'operator'],
        params: IdParams,
        response: { ...problemResponses(400, 401, 403, 503) },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await archive.recordAudit([{ atMs: nowMs(), kind: 'export', actor: actorOf(request), studentId: id }]);
      // The first page is read before the answer begins: a store that cannot be read is a problem, not an empty file.
      const first = await archive.exportStudent(id, { limit: MAX_PAGE_SIZE });
      return reply.type('application/jsonl').send(Readable.from(toLines(archive, id, first)));
    },
  );

  app.delete<ById>(
    '/api/v1/students/:id',
    {
      schema: {
        summary: 'Erase a student everywhere; a tombstone says when and by whom',
        tags: ['student', 'operator'],
        params: IdParams,
        response: { 200: ErasureSchema, ...problemResponses(400, 401, 403, 503) },
      },
    },
    (request) => {
      const actor = actorOf(request);
      // A tombstone that named the student who asked for it would be what they asked to be rid of.
      return archive.eraseStudent(request.params.id, nowMs(), actor.role === 'student' ? { role: 'student' } : actor);
    },
  );
}

async function* toLines(archive: Archive, studentId: string, first: Page<object>): AsyncGenerator<string> {
  for (let page = first; ; ) {
    for (const line of page.items) yield `${JSON.stringify(line)}\n`;
    if (page.next_cursor === undefined) return;
    page = await archive.exportStudent(studentId, { limit: MAX_PAGE_SIZE, cursor: page.next_cursor });
  }
}

function actorOf(request: FastifyRequest): Actor {
  const { role, studentId } = callerOf(request);
  return { role, id: studentId };
}
