import type { IncomingHttpHeaders } from 'node:http';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { AgentRequest } from '../../contract/agent.ts';
import { AgentReplySchema, AgentRequestSchema } from '../../contract/agent.ts';
import type { AgentId } from '../../contract/intents.ts';
import type { ActivityLedger } from './activity-ledger.ts';
import { addEventRoutes, type FollowEvent } from './event-routes.ts';
import { loadTutor } from './load-tutor.ts';
import { requireSidecar } from './sidecar-check.ts';

/** Room for the longest question with the largest program, escaped, in bytes. */
const MAX_BODY_BYTES = 1_048_576;
/** A client that has not sent its whole request by then is cut off, in milliseconds. */
const REQUEST_TIMEOUT_MS = 5_000;
/** How often Node looks for clients that are too slow, in milliseconds. */
const SLOW_CLIENT_LOOK_MS = 500;

/** Who follows the questions of a tutor's process: told when one comes, and once it is answered. */
export type FollowQuestion = (headers: IncomingHttpHeaders) => (end: AnsweredQuestion) => void;

export interface AnsweredQuestion {
  readonly status: number;
  /** As it came, unread where the question was refused. */
  readonly requestId: unknown;
  /** What the tutor threw. */
  readonly error: unknown;
}

export interface AgentServerOptions {
  /** What the sidecar shows; with it nobody but the sidecar gets in. */
  readonly appToken?: string | undefined;
  /** Counts the events that the sidecar delivers; without it there is no route for them. */
  readonly ledger?: ActivityLedger | undefined;
  readonly followQuestion?: FollowQuestion;
  readonly followEvent?: FollowEvent;
}

/**
 * One tutor as a server: `POST /process` takes an AgentRequest and gives an AgentReply. Behind a Dapr sidecar it is a
 * Dapr app: `/livez` is its health, and subscriptions are declared in `deploy/dapr/`, so it names none itself.
 */
export async function createAgentServer(agent: AgentId, options: AgentServerOptions = {}): Promise<FastifyInstance> {
  const { appToken, ledger, followQuestion, followEvent } = options;
  const { answer, warmUp } = await loadTutor(agent);
  await warmUp?.();
  const app = fastify({
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: REQUEST_TIMEOUT_MS, connectionsCheckingInterval: SLOW_CLIENT_LOOK_MS },
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false } },
  });
  const followed = new WeakMap<FastifyRequest, ReturnType<FollowQuestion>>();
  const thrown = new WeakMap<FastifyRequest, unknown>();
  if (appToken !== undefined) requireSidecar(app, appToken);
  app.post(
    '/process',
    {
      schema: { body: AgentRequestSchema, response: { 200: AgentReplySchema } },
      onRequest: async (request) => {
        const end = followQuestion?.(request.headers);
        if (end !== undefined) followed.set(request, end);
      },
      onError: async (request, _reply, error) => {
        if (error.statusCode === undefined) thrown.set(request, error);
      },
      onResponse: async (request, reply) => {
        const { request_id } = (request.body ?? {}) as { readonly request_id?: unknown };
        const end = { status: reply.statusCode, requestId: request_id, error: thrown.get(request) };
        followed.get(request)?.(end);
      },
    },
    async (request) => {
      const question = request.body as AgentRequest;
      if (question.agent !== agent) {
        throw Object.assign(new Error(`this is ${agent}, not ${question.agent}`), { statusCode: 400 });
      }
      return answer(question);
    },
  );
  if (ledger !== undefined) addEventRoutes(app, ledger, followEvent);
  app.get('/dapr/subscribe', async () => []);
  app.get('/livez', async () => ({ status: 'alive' }));
  app.get('/readyz', async () => ({ status: 'ready' }));
  return app;
}
