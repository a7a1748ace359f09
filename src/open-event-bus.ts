import type { Config } from './config.ts';
import { parseDaprAddress } from './dapr/sidecar.ts';
import { createDaprEventBus } from './events/dapr-event-bus.ts';
import type { EventBus } from './events/event-bus.ts';
import { createHttpEventBus } from './events/http-event-bus.ts';
import { createInProcessEventBus } from './events/in-process-event-bus.ts';

/** Where events go, as LEARNFLOW_EVENTS says. */
export function openEventBus({ events, daprApiToken }: Pick<Config, 'events' | 'daprApiToken'>): EventBus {
  if (events === 'in-process:') return createInProcessEventBus();
  if (!events.startsWith('dapr:')) return createHttpEventBus(events);
  const { origin, name } = parseDaprAddress(events);
  return createDaprEventBus({ origin, apiToken: daprApiToken }, name);
}
