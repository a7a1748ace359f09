import { readTraceparent, writeTraceparent } from '../../contract/trace-context.ts';
import { createPassedSpan } from './passed-span.ts';
import type { Span, SpanAttributes, SpanRole } from './span.ts';
import { createTraceIds } from './trace-ids.ts';

/** What another process sent of its trace, as it came: nothing of it is believed to be well formed. */
export interface SentTrace {
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
}

/** Where spans begin that are part of no other span of this process. */
export interface Tracing {
  /** Continues a trace that another process sent, or begins one when it sent none, or none that is valid. */
  begin(name: string, role: SpanRole, attributes: SpanAttributes, sent: SentTrace): Span;
  /** Hands over what is not handed over yet, within two seconds. */
  close(): Promise<void>;
}

export interface TracingSettings {
  /** Base address of a collector that takes OTLP over HTTP; without one nothing is recorded. */
  readonly endpoint: string | undefined;
  /** Share of the traces begun here that are recorded, 0..1; a trace that came is recorded if its sender records it. */
  readonly ratio: number;
  readonly service: { readonly name: string; readonly version: string };
  /** Told what became of spans that were handed to the collector. */
  readonly exported: (outcome: 'sent' | 'lost', count: number, cause?: unknown) => void;
  /** Told of each span for which there was no room among those that wait for the collector. */
  readonly dropped: () => void;
}

/**
 * Opens tracing. The SDK weighs some twenty megabytes and is loaded only where there is a collector; without one, traces
 * are passed on and their ids are in the log.
 */
export async function openTracing(settings: TracingSettings): Promise<Tracing> {
  const { endpoint } = settings;
  if (endpoint === undefined) return { begin: createPassOn(), close: async () => {} };
  const { createOtlpTracing } = await import('./otlp-tracing.ts');
  return createOtlpTracing({ ...settings, endpoint });
}

/** Printable, and no longer than what every hop has to carry (W3C Trace Context 3.3.1.5). */
const TRACESTATE = /^[\x20-\x7e]{1,512}$/;

export function readTracestate(text: string | undefined): string | undefined {
  return text !== undefined && TRACESTATE.test(text) ? text : undefined;
}

function createPassOn(): Tracing['begin'] {
  const ids = createTraceIds();
  return (_name, _role, _attributes, sent) => {
    const parent = readTraceparent(sent.traceparent);
    if (parent === undefined) {
      const begun = { traceId: ids.newTraceId(), spanId: ids.newSpanId(), isSampled: false };
      return createPassedSpan(begun.traceId, begun.spanId, { traceparent: writeTraceparent(begun) });
    }
    const tracestate = readTracestate(sent.tracestate);
    const headers = { traceparent: writeTraceparent(parent), ...(tracestate !== undefined && { tracestate }) };
    return createPassedSpan(parent.traceId, parent.spanId, headers);
  };
}
