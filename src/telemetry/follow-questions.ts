import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from 'pino';
import { readTraceparent } from '../../contract/trace-context.ts';
import type { Tracing } from './open-tracing.ts';
import { beginServerSpan, endServerSpan } from './server-span.ts';
import { NO_SPAN } from './span.ts';

interface Answered {
  readonly status: number;
  readonly requestId: string | undefined;
  /** What the tutor threw. */
  readonly error: unknown;
}

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
    return ({ status, requestId, error }: Answered) => {
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
