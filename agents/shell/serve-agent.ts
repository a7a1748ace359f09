import fastify, { type FastifyInstance } from 'fastify';
import type { AgentRequest } from '../../contract/agent.ts';
import { AgentReplySchema, AgentRequestSchema } from '../../contract/agent.ts';
import type { AgentId } from '../../contract/intents.ts';
import type { ActivityLedger } from './activity-ledger.ts';
import { addEventRoutes } from './event-routes.ts';
import { loadTutor } from './load-tutor.ts';
import { requireSidecar } from './sidecar-check.ts';

/** Room for the longest question with the largest program, escaped, in bytes. */
const MAX_BODY_BYTES = 1_048_576;

export interface AgentServerOptions {
  /** What the sidecar shows; with it nobody but the sidecar gets in. */
  readonly appToken?: string | undefined;
  /** Counts the events that the sidecar delivers; without it there is no route for them. */
  readonly ledger?: ActivityLedger | undefined;
  readonly onFailure?: (error: unknown) => void;
}

/**
 * One tutor as a server: `POST /process` takes an AgentRequest and gives an AgentReply. Behind a Dapr sidecar it is a
 * Dapr app: `/livez` is its health, and subscriptions are declared in `deploy/dapr/`, so it names none itself.
 */
export async function createAgentServer(agent: AgentId, options: AgentServerOptions = {}): Promise<FastifyInstance> {
  const { appToken, ledger, onFailure = () => undefined } = options;
  const { answer, warmUp } = await loadTutor(agent);
  await warmUp?.();
  const app = fastify({
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false } },
  });
  if (appToken !== undefined) requireSidecar(app, appToken);
  app.post(
    '/process',
    { schema: { body: AgentRequestSchema, response: { 200: AgentReplySchema } } },
    async (request) => {
      const question = request.body as AgentRequest;
      if (question.agent !== agent) {
        throw Object.assign(new Error(`this is ${agent}, not ${question.agent}`), { statusCode: 400 });
      }
      return answer(question);
    },
  );
  if (ledger !== undefined) addEventRoutes(app, ledger, onFailure);
  app.get('/dapr/subscribe', async () => []);
  app.get('/livez', async () => ({ status: 'alive' }));
  app.get('/readyz', async () => ({ status: 'ready' }));
  return app;
}
