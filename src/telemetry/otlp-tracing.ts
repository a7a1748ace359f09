import {
  createTraceState,
  type Span as OtelSpan,
  ROOT_CONTEXT,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { readTraceparent, type TraceHeaders, writeTraceparent } from '../../contract/trace-context.ts';
import { readTracestate, type Tracing, type TracingSettings } from './open-tracing.ts';
import { createPassedSpan } from './passed-span.ts';
import type { PastWork, Span, SpanAttributes, SpanName, SpanRole } from './span.ts';

/** Longest the collector may take for one batch, and the end of the process for the last ones, in milliseconds. */
const EXPORT_TIMEOUT_MS = 2_000;
/** Spans leave together, at the latest after this long, in milliseconds. */
const BATCH_DELAY_MS = 1_000;
const BATCH = 512;
/** Spans that wait for a slow collector; more are dropped rather than kept in memory. */
const MAX_WAITING = 8_192;

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const satisfies Record<SpanRole, SpanKind>;

/** Records spans and hands them to a collector: OTLP over HTTP, as protocol buffers, in batches. */
export function createOtlpTracing(settings: TracingSettings & { readonly endpoint: string }): Tracing {
  const { endpoint, ratio, service, exported, dropped } = settings;
  let waiting = 0;
  const exporter = counting(
    new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces`, timeoutMillis: EXPORT_TIMEOUT_MS }),
    exported,
    (count) => {
      waiting -= count;
    },
  );
  const batches = new BatchSpanProcessor({
    exporter,
    maxQueueSize: MAX_WAITING,
    maxExportBatchSize: BATCH,
    scheduledDelayMillis: BATCH_DELAY_MS,
    exportTimeoutMillis: EXPORT_TIMEOUT_MS,
  });
  // The SDK drops what it has no room for without telling anyone: room is kept here, so that it can be counted.
  const counted: SpanProcessor = {
    onStart() {},
    onEnd(span) {
      if (waiting >= MAX_WAITING) return dropped();
      waiting++;
      batches.onEnd(span);
    },
    forceFlush: () => batches.forceFlush(),
    shutdown: () => batches.shutdown(),
  };
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service.name, 'service.version': service.version }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [counted],
  });
  const tracer = provider.getTracer('learnflow', service.version);
  return {
    begin(name, role, attributes, sent) {
      const parent = readTraceparent(sent.traceparent);
      const state = readTracestate(sent.tracestate);
      const context =
        parent === undefined
          ? ROOT_CONTEXT
          : trace.setSpanContext(ROOT_CONTEXT, {
              traceId: parent.traceId,
              spanId: parent.spanId,
              traceFlags: parent.isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
              isRemote: true,
              ...(state !== undefined && { traceState: createTraceState(state) }),
            });
      const span = tracer.startSpan(name, { kind: KINDS[role], attributes }, context);
      return span.isRecording() ? new RecordedSpan(tracer, span) : toPassedSpan(span);
    },
    async close() {
      // What the collector does not take by now is lost; whoever stops the service is not told by an exception.
      await provider.shutdown().catch(() => {});
    },
  };
}

class RecordedSpan implements Span {
  readonly #tracer: Tracer;
  readonly #span: OtelSpan;
  readonly ids: NonNullable<Span['ids']>;
  readonly isRecorded = true;

  constructor(tracer: Tracer, span: OtelSpan) {
    this.#tracer = tracer;
    this.#span = span;
    const { traceId, spanId } = span.spanContext();
    this.ids = { trace_id: traceId, span_id: spanId };
  }

  get headers(): TraceHeaders {
    return toHeaders(this.#span);
  }

  child(name: SpanName, role: SpanRole, attributes?: SpanAttributes): Span {
    const options = { kind: KINDS[role], ...(attributes !== undefined && { attributes }) };
    return new RecordedSpan(this.#tracer, this.#below(name, options));
  }

  record(name: SpanName, role: SpanRole, { startedAtMs, durationMs, attributes, error }: PastWork): void {
    const span = this.#below(name, { kind: KINDS[role], attributes, startTime: startedAtMs });
    endSpan(span, error, startedAtMs + durationMs);
  }

  #below(name: SpanName, options: SpanOptions): OtelSpan {
    return this.#tracer.startSpan(name, options, trace.setSpan(ROOT_CONTEXT, this.#span));
  }

  set(attributes: SpanAttributes): void {
    this.#span.setAttributes(attributes);
  }

  end(error?: string): void {
    endSpan(this.#span, error);
  }
}

function endSpan(span: OtelSpan, error: string | undefined, atMs?: number): void {
  if (error !== undefined) {
    span.setAttribute('error.type', error);
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end(atMs);
}

/** A trace that is not sampled goes on as such: the next process must not decide anew. */
function toPassedSpan(span: OtelSpan): Span {
  const { traceId, spanId } = span.spanContext();
  return createPassedSpan(traceId, spanId, toHeaders(span));
}

function toHeaders(span: OtelSpan): TraceHeaders {
  const { traceId, spanId, traceFlags, traceState } = span.spanContext();
  const traceparent = writeTraceparent({ traceId, spanId, isSampled: (traceFlags & TraceFlags.SAMPLED) !== 0 });
  const tracestate = traceState?.serialize();
  return tracestate === undefined || tracestate === '' ? { traceparent } : { traceparent, tracestate };
}

function counting(
  exporter: SpanExporter,
  exported: TracingSettings['exported'],
  leaving: (count: number) => void,
): SpanExporter {
  return {
    export(spans, done) {
      leaving(spans.length);
      exporter.export(spans, (result) => {
        exported(result.error === undefined && result.code === 0 ? 'sent' : 'lost', spans.length, result.error);
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}
