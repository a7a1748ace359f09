import { PassThrough } from 'node:stream';
import type { FastifyReply } from 'fastify';

export interface ServerSentEvent {
  readonly event: string;
  readonly id?: string;
  readonly data: object;
}

/** A line that says nothing, often enough that no proxy takes the silence for an end, in milliseconds. */
const KEEP_ALIVE_MS = 15_000;

/**
 * Answers with a stream of server-sent events.
 * @param start makes the events; its signal fires when the client has left
 */
export function sendEvents(
  reply: FastifyReply,
  start: (left: AbortSignal) => AsyncIterable<ServerSentEvent>,
): FastifyReply {
  const stream = new PassThrough();
  const left = new AbortController();
  const keepAlive = setInterval(() => stream.write(': still here\n\n'), KEEP_ALIVE_MS);
  stream.once('close', () => {
    clearInterval(keepAlive);
    left.abort();
  });
  const write = async () => {
    for await (const { event, id, data } of start(left.signal)) {
      stream.write(`event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`);
    }
    stream.end();
  };
  write().catch((error: unknown) => stream.destroy(error instanceof Error ? error : new Error(String(error))));
  return reply
    .headers({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
    .type('text/event-stream')
    .send(stream);
}

/** Whether a client asked for a stream of events. */
export function wantsEvents(accept: string | undefined): boolean {
  return accept?.includes('text/event-stream') === true;
}
