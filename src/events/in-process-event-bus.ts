import type { CloudEvent, EventBus } from './event-bus.ts';

export type Subscriber = (event: CloudEvent) => void | Promise<void>;

/** A bus whose subscribers live in this process. An event is delivered once all of them have taken it. */
export interface InProcessEventBus extends EventBus {
  /** @returns unsubscribe */
  subscribe(subscriber: Subscriber): () => void;
}

export function createInProcessEventBus(): InProcessEventBus {
  const subscribers = new Set<Subscriber>();
  return {
    async publish(event) {
      await Promise.all([...subscribers].map(async (subscriber) => subscriber(event)));
    },
    subscribe(subscriber) {
      subscribers.add(subscriber);
      return () => subscribers.delete(subscriber);
    },
    close: async () => subscribers.clear(),
  };
}
