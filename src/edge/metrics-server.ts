import fastify, { type FastifyInstance } from 'fastify';
import type { Metrics } from '../telemetry/metrics.ts';

/** `/metrics` on a port of its own, so that what is public stays apart from what is for the platform. */
export function createMetricsServer(metrics: Metrics, isOn: () => boolean): FastifyInstance {
  const app = fastify({ logger: false });
  app.get('/metrics', async (_request, reply) => {
    if (!isOn()) return reply.code(404).send('prometheus-metrics is off');
    reply.type(metrics.registry.contentType);
    return metrics.registry.metrics();
  });
  return app;
}
