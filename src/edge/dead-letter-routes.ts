import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Actor } from '../../contract/audit.ts';
import {
  type DeadLetter,
  type DeadLetterDetail,
  DeadLetterDetailSchema,
  type DeadLetterFilter,
  DeadLetterFilterSchema,
  DeadLetterSchema,
  ReplayDryRunSchema,
  ReplayProgressSchema,
  ReplayResultSchema,
} from '../../contract/dead-letter.ts';
import { type Page, pageSchema } from '../../contract/page.ts';
import { TriageError } from '../errors.ts';
import { callerOf } from './authorize-routes.ts';
import type { ReplayService } from './message.ts';
import { problemResponses } from './openapi.ts';
import { IdParams, type PageQuery, pageQuery, splitQuery } from './page-query.ts';
import { sendEvents, wantsEvents } from './send-events.ts';

/** Dead letters as operators see and end them. */
export interface DeadLetterDesk {
  listDeadLetters(
    filter: DeadLetterFilter,
    page: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<Page<DeadLetter>>;
  findDeadLetter(deadLetterId: string): Promise<DeadLetterDetail | undefined>;
  discardDeadLetter(deadLetterId: string, nowMs: number, actor: Actor): Promise<boolean>;
}

export interface DeadLetterRouteParts {
  readonly desk: DeadLetterDesk;
  readonly replay: ReplayService;
  readonly nowMs: () => number;
  /** Fires when the service ends: nobody is told any more. */
  readonly closing: AbortSignal;
}

const ReplayFilter = Type.Omit(DeadLetterFilterSchema, ['state'], { additionalProperties: false });
const DryRunQuery = Type.Object(
  { dry_run: Type.Optional(Type.Enum(['', 'true', 'false'] as const)) },
  { additionalProperties: false },
);

type ById = { Params: Static<typeof IdParams> };

/** What was given up: seen, asked again, or discarded. */
export function addDeadLetterRoutes(
  app: FastifyInstance,
  { desk, replay, nowMs, closing }: DeadLetterRouteParts,
): void {
  const tags = ['operator'];

  app.get<{ Querystring: DeadLetterFilter & PageQuery }>(
    '/api/v1/dead-letters',
    {
      schema: {
        summary: 'Dead letters, newest first',
        tags,
        querystring: pageQuery(DeadLetterFilterSchema),
        response: { 200: pageSchema(DeadLetterSchema), ...problemResponses(400, 401, 403, 503) },
      },
    },
    (request) => {
      const { filter, page } = splitQuery(request.query);
      return desk.listDeadLetters(filter, page);
    },
  );

  app.get<ById>(
    '/api/v1/dead-letters/:id',
    {
      schema: {
        summary: 'One dead letter: the request, what was tried, why it was given up',
        tags,
        params: IdParams,
        response: { 200: DeadLetterDetailSchema, ...problemResponses(400, 401, 403, 404, 503) },
      },
    },
    async (request) => (await desk.findDeadLetter(request.params.id)) ?? notFound(),
  );

  app.post<ById & { Querystring: Static<typeof DryRunQuery> }>(
    '/api/v1/dead-letters/:id/replay',
    {
      schema: {
        summary: 'Ask the tutor of one dead letter again; ?dry_run shows what would go where',
        tags,
        params: IdParams,
        querystring: DryRunQuery,
        response: {
          200: Type.Union([ReplayResultSchema, ReplayDryRunSchema]),
          ...problemResponses(400, 401, 403, 404, 409, 502, 503, 504),
        },
      },
    },
    (request) =>
      isDryRun(request.query)
        ? replay.planOne(request.params.id)
        : replay.replayOne(request.params.id, actorOf(request)),
  );

  app.post<{ Querystring: Static<typeof DryRunQuery>; Body: DeadLetterFilter }>(
    '/api/v1/dead-letters/replay',
    {
      schema: {
        summary: 'Ask again for all that match, at a bounded rate; ?dry_run shows what would go where',
        description: `With \`accept: text/event-stream\` the answer tells how it stands, event by event, until it has ended: with several
replicas that is the way to follow it, because only the one that runs it knows. A client that leaves does not end it.`,
        tags,
        querystring: DryRunQuery,
        body: ReplayFilter,
        response: { 200: ReplayDryRunSchema, 202: ReplayProgressSchema, ...problemResponses(400, 401, 403, 503) },
      },
    },
    async (request, reply) => {
      if (isDryRun(request.query)) return replay.planReplay(request.body);
      const progress = replay.replayMatching(request.body, actorOf(request));
      if (wantsEvents(request.headers.accept)) {
        return sendEvents(reply.code(202), async function* tell(left) {
          for await (const data of replay.followReplay(progress.replay_id, AbortSignal.any([left, closing]))) {
            yield { event: 'progress', data };
          }
        });
      }
      return reply.code(202).header('location', `/api/v1/dead-letters/replays/${progress.replay_id}`).send(progress);
    },
  );

  app.get<ById>(
    '/api/v1/dead-letters/replays/:id',
    {
      schema: {
        summary: 'How a replay of many stands, asked of the replica that runs it: its id ends with who that is',
        tags,
        params: IdParams,
        response: { 200: ReplayProgressSchema, ...problemResponses(400, 401, 403, 404) },
      },
    },
    async (request) => replay.findReplay(request.params.id),
  );

  app.delete<ById>(
    '/api/v1/dead-letters/:id',
    {
      schema: {
        summary: 'Discard a dead letter: it is kept, and will not be answered',
        tags,
        params: IdParams,
        response: { 200: DeadLetterDetailSchema, ...problemResponses(400, 401, 403, 404, 409, 503) },
      },
    },
    async (request) => {
      const { id } = request.params;
      const isDiscarded = await desk.discardDeadLetter(id, nowMs(), actorOf(request));
      const letter = (await desk.findDeadLetter(id)) ?? notFound();
      if (isDiscarded) return letter;
      throw new TriageError('DEAD_LETTER_NOT_WAITING', `This dead letter cannot be discarded: it is ${letter.state}.`);
    },
  );
}

function isDryRun({ dry_run = 'false' }: Static<typeof DryRunQuery>): boolean {
  return dry_run !== 'false';
}

function actorOf(request: FastifyRequest): Actor {
  const { role, studentId } = callerOf(request);
  return { role, id: studentId };
}

function notFound(): never {
  throw new TriageError('NOT_FOUND', 'There is no dead letter of that id.');
}
