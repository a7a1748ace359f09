import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

/** The one app that asks tutors. */
const CALLER = 'triage-service';
/** Probes come from whoever runs the process, not through the sidecar. */
const OPEN = new Set(['/livez', '/readyz']);

/**
 * Lets only this process's own sidecar in: it shows the token, in constant time; and lets only triage-service ask, which
 * the sidecar names after it has checked who is calling.
 */
export function requireSidecar(app: FastifyInstance, appToken: string): void {
  const expected = digest(appToken);
  app.addHook('onRequest', async (request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    if (OPEN.has(path)) return undefined;
    const shown = request.headers['dapr-api-token'];
    if (typeof shown !== 'string' || !timingSafeEqual(digest(shown), expected)) {
      return reply.code(401).send({ error: 'only the sidecar may call' });
    }
    if (path === '/process' && request.headers['dapr-caller-app-id'] !== CALLER) {
      return reply.code(403).send({ error: `only ${CALLER} may ask` });
    }
    return undefined;
  });
}

/** Of one length whatever was shown, which is what comparing in constant time needs. */
const digest = (text: string) => createHash('sha256').update(text).digest();
