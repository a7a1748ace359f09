import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from 'pino';
import { readTraceparent } from '../../contract/trace-context.ts';
import type { Tracing } from './open-tracing.ts';
import { beginServerSpan, endServerSpan } from './server-span.ts';
import { NO_SPAN } from './span.ts';

interface Answered {
  readonly status: number;
  /** As it came: whoever asks may say anything. */
  readonly requestId: unknown;
  /** What the tutor threw. */
  readonly error: unknown;
}

/** The form of ours. Anything else would be text of somebody's in a log line, and in a trace. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * What a tutor's process tells of each question: a span in the trace of who asked, and a log line with its ids. Whoever
 * asks without a trace has tracing off: none is begun here.
 */
export function createFollowQuestions(tracing: Tracing, logger: Logger) {
  return (headers: IncomingHttpHeaders) => {
    const startedAt = performance.now();
    const traceparent = String(headers.traceparent);
    const sent = { traceparent, tracestate: headers.tracestate?.toString() };
    const request = { method: 'POST', route: '/process', scheme: 'http', protocolVersion: '1.1', sent };
    const span = readTraceparent(traceparent) === undefined ? NO_SPAN : beginServerSpan(tracing, request);
    return ({ status, requestId: said, error }: Answered) => {
      const requestId = typeof said === 'string' && UUID.test(said) ? said : undefined;
      if (requestId !== undefined) span.set({ 'learnflow.request_id': requestId });
      endServerSpan(span, status);
      const ms = Math.round(performance.now() - startedAt);
      logger[status < 500 ? 'info' : 'warn'](
        { request_id: requestId, ...span.ids, status, ms, err: error },
        'answered',
      );
    };
  };
}
