import { Counter, type Registry } from 'prom-client';

/** Counts what the cache of replies was asked. */
export function createCacheMetrics(registry: Registry): (outcome: 'hit' | 'miss') => void {
  const counter = new Counter({
    name: 'learnflow_reply_cache_total',
    help: 'Questions looked up in the cache of replies, by whether a reply was there.',
    labelNames: ['outcome'] as const,
    registers: [registry],
  });
  for (const outcome of ['hit', 'miss']) counter.labels(outcome).inc(0);
  return (outcome) => counter.labels(outcome).inc();
}
