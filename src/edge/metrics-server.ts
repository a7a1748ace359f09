import fastify, { type FastifyInstance } from 'fastify';
import type { Metrics } from '../telemetry/metrics.ts';

/** A client that has not sent its whole request by then is cut off, in milliseconds. */
const REQUEST_TIMEOUT_MS = 5_000;
/** How often Node looks for clients that are too slow, in milliseconds. */
const SLOW_CLIENT_LOOK_MS = 500;
/** Nothing here takes a body. */
const MAX_BODY_BYTES = 1_024;

/** `/metrics` on a port of its own, so that what is public stays apart from what is for the platform. */
export function createMetricsServer(metrics: Metrics, isOn: () => boolean): FastifyInstance {
  const app = fastify({
    logger: false,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: REQUEST_TIMEOUT_MS, connectionsCheckingInterval: SLOW_CLIENT_LOOK_MS },
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: true,
  });
  app.get('/metrics', async (_request, reply) => {
    if (!isOn()) return reply.code(404).send('prometheus-metrics is off');
    reply.type(metrics.registry.contentType);
    return metrics.registry.metrics();
  });
  return app;
}
