import { Agent, request } from 'undici';
import { type EventBus, toTraceHeaders } from './event-bus.ts';

/** How long a receiver may take to accept one event, in milliseconds. */
const TIMEOUT_MS = 5_000;

/** Sends each event to an address as a structured CloudEvent; any 2xx means that it was taken. */
export function createHttpEventBus(url: string): EventBus {
  const dispatcher = new Agent({ connections: 16, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
  return {
    async publish(event) {
      const { statusCode, body } = await request(url, {
        dispatcher,
        method: 'POST',
        headers: { 'content-type': 'application/cloudevents+json', ...toTraceHeaders(event) },
        body: JSON.stringify(event),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await body.dump();
      if (statusCode < 200 || statusCode > 299) throw new Error(`the receiver of events answered ${statusCode}`);
    },
    close: () => dispatcher.destroy(),
  };
}
