import type { LabelValue } from './catalogue.ts';
import type { Instruments } from './instruments.ts';

/** Counts what the cache of replies was asked. */
export function createCacheMetrics({ counter }: Instruments) {
  const lookups = counter('learnflow_reply_cache_total');
  return (outcome: LabelValue<'learnflow_reply_cache_total', 'outcome'>) => lookups.labels(outcome).inc();
}
