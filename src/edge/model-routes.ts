import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Actor } from '../../contract/audit.ts';
import {
  type Activation,
  ActivationSchema,
  type ModelsReport,
  ModelsReportSchema,
  type TrainedModelEntry,
  TrainedModelSchema,
} from '../../contract/model-release.ts';
import { TriageError } from '../errors.ts';
import { callerOf } from './authorize-routes.ts';
import { problemResponses } from './openapi.ts';
import { IdParams } from './page-query.ts';

/** Trained models and which of them decides, as operators see and change them. */
export interface ModelDesk {
  report(): Promise<ModelsReport>;
  /** @throws {TriageError} MODEL_REFUSED for a file that is no usable model */
  add(file: Uint8Array, actor: Actor): Promise<{ readonly entry: TrainedModelEntry; readonly isNew: boolean }>;
  /**
   * @param percent for so many of a hundred students, 0 in shadow; undefined for all
   * @throws {TriageError} RELEASE_CONFLICT when somebody changed the release meanwhile
   */
  activate(modelId: string, percent: number | undefined, by: Change): Promise<ModelsReport>;
  /** @throws {TriageError} likewise */
  rollBack(by: Change): Promise<ModelsReport>;
}

/** Who changes the release, and of which revision they know; undefined when they take it as it is. */
export interface Change {
  readonly actor: Actor;
  readonly revision: number | undefined;
}

const ChangeQuery = Type.Object(
  {
    revision: Type.Optional(
      Type.String({
        pattern: '^[0-9]{1,15}$',
        description: 'The release that was looked at: refused with 409 when somebody has changed it since.',
      }),
    ),
  },
  { additionalProperties: false },
);

/** Room for a model forty times the size of ours. */
const MAX_MODEL_BYTES = 16 * 1_048_576;
const FILE_TYPE = 'application/octet-stream';

/** The release of trained models, without a restart. */
export async function addModelRoutes(app: FastifyInstance, desk: ModelDesk): Promise<void> {
  const tags = ['operator'];

  app.get(
    '/api/v1/models',
    {
      schema: {
        summary: 'Trained models, which of them decides, and how a candidate compares in this process',
        tags,
        response: { 200: ModelsReportSchema, ...problemResponses(401, 403, 503) },
      },
    },
    () => desk.report(),
  );

  // In a scope of its own: no other route takes bytes.
  await app.register(async (scope) => {
    scope.addContentTypeParser(
      FILE_TYPE,
      { parseAs: 'buffer', bodyLimit: MAX_MODEL_BYTES },
      async (_: unknown, body: Buffer) => body,
    );
    scope.post(
      '/api/v1/models',
      {
        bodyLimit: MAX_MODEL_BYTES,
        schema: {
          summary: 'Keep a trained model, its file as application/octet-stream; it decides nothing yet',
          tags,
          response: {
            200: TrainedModelSchema,
            201: TrainedModelSchema,
            ...problemResponses(400, 401, 403, 413, 415, 422, 503),
          },
        },
      },
      async (request, reply) => {
        if (!(request.body instanceof Uint8Array)) {
          throw new TriageError('UNSUPPORTED_MEDIA_TYPE', `Send the model's file as "Content-Type: ${FILE_TYPE}".`, {
            violation: 'media_type',
          });
        }
        const { entry, isNew } = await desk.add(request.body, actorOf(request));
        return reply.code(isNew ? 201 : 200).send(entry);
      },
    );
  });

  app.post<{ Params: Static<typeof IdParams>; Body: Activation; Querystring: Static<typeof ChangeQuery> }>(
    '/api/v1/models/:id/activate',
    {
      schema: {
        summary: 'Let a model decide for all; with `percent`, as the candidate for so many of a hundred, 0 in shadow',
        tags,
        params: IdParams,
        querystring: ChangeQuery,
        body: ActivationSchema,
        response: { 200: ModelsReportSchema, ...problemResponses(400, 401, 403, 404, 409, 422, 503) },
      },
    },
    (request) => desk.activate(request.params.id, request.body.percent, changeOf(request)),
  );

  app.post<{ Querystring: Static<typeof ChangeQuery> }>(
    '/api/v1/models/rollback',
    {
      schema: {
        summary: 'Go back: the candidate goes or, where there is none, the model before decides again',
        tags,
        querystring: ChangeQuery,
        response: { 200: ModelsReportSchema, ...problemResponses(400, 401, 403, 404, 409, 422, 503) },
      },
    },
    (request) => desk.rollBack(changeOf(request)),
  );
}

function changeOf(request: FastifyRequest<{ Querystring: Static<typeof ChangeQuery> }>): Change {
  const { revision } = request.query;
  return { actor: actorOf(request as FastifyRequest), revision: revision === undefined ? undefined : Number(revision) };
}

function actorOf(request: FastifyRequest): Actor {
  const { role, studentId } = callerOf(request);
  return { role, id: studentId };
}
