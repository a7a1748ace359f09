import type { SentTrace, Tracing } from './open-tracing.ts';
import { NO_SPAN, type Span } from './span.ts';

/** What is known of an HTTP request when it begins. */
export interface ServedRequest {
  readonly method: string;
  /** The route's pattern; undefined for an address that is none. */
  readonly route: string | undefined;
  readonly scheme: string;
  readonly protocolVersion: string;
  readonly sent: SentTrace;
}

/** Probes come every few seconds and say nothing of anyone's request. */
const UNTRACED = /^\/(livez|readyz|startupz|docs|openapi\.json)/;

/**
 * Begins the span of an HTTP request, under the stable names of OpenTelemetry's conventions. The address itself is left
 * out where it may hold an id: `/students/:id` would put a student into a trace.
 */
export function beginServerSpan(
  tracing: Tracing,
  { method, route, scheme, protocolVersion, sent }: ServedRequest,
): Span {
  if (route !== undefined && UNTRACED.test(route)) return NO_SPAN;
  const attributes = {
    'http.request.method': method,
    'url.scheme': scheme,
    'network.protocol.version': protocolVersion,
    ...(route !== undefined && { 'http.route': route }),
    ...(route !== undefined && !/[:*]/.test(route) && { 'url.path': route }),
  };
  return tracing.begin(route === undefined ? method : `${method} ${route}`, 'server', attributes, sent);
}

/** Ends it with the answer: only what is the server's fault is an error of the span. */
export function endServerSpan(span: Span, status: number): void {
  span.set({ 'http.response.status_code': status });
  span.end(status >= 500 ? String(status) : undefined);
}
