import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CloudEvent } from '../../src/events/event-bus.ts';

/** A receiver of events that remembers how often each id came. */
export interface EventSink {
  readonly url: string;
  readonly countById: ReadonlyMap<string, number>;
  /** Ids in the order in which they first came, for each subject. */
  readonly bySubject: ReadonlyMap<string, readonly string[]>;
  close(): void;
}

export async function startEventSink(): Promise<EventSink> {
  const countById = new Map<string, number>();
  const bySubject = new Map<string, string[]>();
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const { id, subject } = JSON.parse(body) as CloudEvent;
      const count = countById.get(id) ?? 0;
      countById.set(id, count + 1);
      if (count === 0) bySubject.set(subject, [...(bySubject.get(subject) ?? []), id]);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/events`, countById, bySubject, close: () => server.close() };
}
