import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DeliveryStatus } from '../../contract/learning-event.ts';
import type { CloudEvent } from '../../src/events/event-bus.ts';

/** A Dapr app that takes events: what came, in the order in which it came, and how it was answered. */
export interface TestSubscriber {
  readonly port: number;
  readonly deliveries: readonly CloudEvent[];
  /** How the next deliveries are answered. */
  answer: (event: CloudEvent) => DeliveryStatus;
  /** Resolves with the deliveries of an event, once there are so many. */
  waitFor(id: string, times?: number): Promise<readonly CloudEvent[]>;
  close(): void;
}

export async function startSubscriber(): Promise<TestSubscriber> {
  const deliveries: CloudEvent[] = [];
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      if (request.url !== '/events') return response.writeHead(request.url === '/livez' ? 200 : 404).end();
      const event = JSON.parse(body) as CloudEvent;
      deliveries.push(event);
      for (const look of waiting) look();
      return response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ status: subscriber.answer(event) }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const subscriber: TestSubscriber = {
    port: (server.address() as AddressInfo).port,
    deliveries,
    answer: () => 'SUCCESS',
    waitFor(id, times = 1) {
      return new Promise((resolve) => {
        const look = () => {
          const own = deliveries.filter((event) => event.id === id);
          if (own.length < times) return;
          waiting.delete(look);
          resolve(own);
        };
        waiting.add(look);
        look();
      });
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return subscriber;
}
