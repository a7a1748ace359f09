import { PassThrough } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { TriageResponse } from '../../contract/triage-response.ts';
import { toProblem, toTriageError } from './error-response.ts';
import type { Message, TriageService } from './message.ts';
import { sendEvents } from './send-events.ts';

/** A comment line this often keeps proxies from closing a stream that waits, in milliseconds. */
const KEEP_ALIVE_MS = 5_000;

/**
 * Answers with server-sent events: `decision` as soon as it is made and recorded, then `reply` with the whole response,
 * or `error` with the problem. What fails before the decision is an ordinary problem document: the stream never began.
 */
export async function streamTriage(
  message: Message,
  service: TriageService,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const stream = new PassThrough();
  const { promise: decided, resolve: begin } = Promise.withResolvers<void>();
  const send = (event: string, content: unknown) => {
    if (!stream.writableEnded)
      stream.write(`event: ${event}\nid: ${message.requestId}/${event}\ndata: ${JSON.stringify(content)}\n\n`);
  };
  let isDecided = false;
  const onDecision: NonNullable<Message['onDecision']> = (decision) => {
    isDecided = true;
    send('decision', { request_id: message.requestId, decision });
    begin();
  };
  const journey = service.triage({ ...message, onDecision });
  // Rejects when the journey ends before there was a decision to tell.
  await Promise.race([decided, journey]);

  const keepAlive = setInterval(() => stream.write(': waiting\n\n'), KEEP_ALIVE_MS);
  journey
    .then(
      (response) => {
        // An answer kept under an idempotency key was decided long ago.
        if (!isDecided) onDecision(response.decision);
        send('reply', response);
      },
      (thrown: unknown) => {
        reply.failure = toTriageError(thrown);
        send('error', toProblem(reply.failure, message.requestId));
      },
    )
    .finally(() => {
      clearInterval(keepAlive);
      stream.end();
    });
  return reply
    .header('cache-control', 'no-store')
    .header('x-accel-buffering', 'no')
    .type('text/event-stream; charset=utf-8')
    .send(stream);
}

/** The same events for an answer that was given before, under its idempotency key. */
export function streamEarlier(response: TriageResponse, reply: FastifyReply): FastifyReply {
  const { request_id, decision } = response;
  return sendEvents(reply, async function* tell() {
    yield { event: 'decision', id: `${request_id}/decision`, data: { request_id, decision } };
    yield { event: 'reply', id: `${request_id}/reply`, data: response };
  });
}
