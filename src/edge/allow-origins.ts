import type { FastifyInstance } from 'fastify';

/** How long a browser may keep the answer to its question, in seconds. */
const PREFLIGHT_SECONDS = 600;

/**
 * Lets pages of the origins listed call the API from a browser; of none when none is listed. Credentials stay off:
 * identity travels in a header that a page has to set itself.
 */
export function allowOrigins(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.addHook('onRequest', async (request, reply) => {
    reply.header('vary', 'Origin');
    const { origin } = request.headers;
    if (origin === undefined || !origins.includes(origin)) return;
    reply.header('access-control-allow-origin', origin);
    reply.header('access-control-expose-headers', 'RateLimit, RateLimit-Policy, Retry-After, X-Request-ID');
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return;
    await reply
      .code(204)
      .header('access-control-allow-methods', 'GET, POST, DELETE')
      .header('access-control-allow-headers', 'Authorization, Content-Type, Idempotency-Key, Accept')
      .header('access-control-max-age', String(PREFLIGHT_SECONDS))
      .send();
  });
}
