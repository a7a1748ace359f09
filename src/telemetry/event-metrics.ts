import type { LabelValue } from './catalogue.ts';
import type { Instruments } from './instruments.ts';

/** Counts what became of the events that were handed to the bus. */
export function createEventMetrics({ counter }: Instruments) {
  const events = counter('learnflow_events_total');
  return (outcome: LabelValue<'learnflow_events_total', 'outcome'>) => events.labels(outcome).inc();
}
