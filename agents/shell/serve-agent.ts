import type { IncomingHttpHeaders } from 'node:http';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { AgentRequest } from '../../contract/agent.ts';
import { AgentReplySchema, AgentRequestSchema } from '../../contract/agent.ts';
import type { AgentId } from '../../contract/intents.ts';
import { loadTutor } from './load-tutor.ts';

/** Room for the longest question with the largest program, escaped, in bytes. */
const MAX_BODY_BYTES = 1_048_576;

/** Who follows the questions of a tutor's process: told when one comes, and once it is answered. */
export type FollowQuestion = (headers: IncomingHttpHeaders) => (status: number, requestId: string | undefined) => void;

/** One tutor as a server: `POST /process` takes an AgentRequest and gives an AgentReply. */
export async function createAgentServer(agent: AgentId, follow?: FollowQuestion): Promise<FastifyInstance> {
  const { answer, warmUp } = await loadTutor(agent);
  await warmUp?.();
  const app = fastify({
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false } },
  });
  const followed = new WeakMap<FastifyRequest, ReturnType<FollowQuestion>>();
  app.post(
    '/process',
    {
      schema: { body: AgentRequestSchema, response: { 200: AgentReplySchema } },
      onRequest: async (request) => {
        const end = follow?.(request.headers);
        if (end !== undefined) followed.set(request, end);
      },
      onResponse: async (request, reply) => {
        const { request_id } = (request.body ?? {}) as Partial<AgentRequest>;
        followed.get(request)?.(reply.statusCode, request_id);
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
  app.get('/livez', async () => ({ status: 'alive' }));
  app.get('/readyz', async () => ({ status: 'ready' }));
  return app;
}
