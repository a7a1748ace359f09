import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { TriageError } from '../errors.ts';
import { toProblem } from './error-response.ts';

/** What the HTTP parser gave up on, as an error. */
function toBrokenRequest({ code }: NodeJS.ErrnoException): TriageError {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new TriageError('HEADERS_TOO_LARGE', 'The headers are larger than 16 KiB.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new TriageError('REQUEST_TIMED_OUT', 'The request had not arrived whole in time.');
  return new TriageError('INVALID_REQUEST', 'This is not HTTP.', { violation: 'unreadable' });
}

/**
 * Answers what never became a request: headers too large, a client too slow, bytes that are not HTTP.
 * @returns what it was told; undefined when nobody was there any more
 */
export function answerBrokenRequest(
  failure: NodeJS.ErrnoException,
  socket: Socket,
  requestId: string,
): TriageError | undefined {
  if (failure.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return undefined;
  }
  const error = toBrokenRequest(failure);
  const problem = toProblem(error, requestId);
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  // Ends when the answer is out; a client that sends on would otherwise see a reset before it could read it.
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
  return error;
}

const LINGER_MS = 500;
