import http from 'node:http';
import https from 'node:https';
import { createTraceState, ROOT_CONTEXT, type SpanContext, TraceFlags } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  SamplingDecision,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import { readTraceparent } from '../../contract/trace-context.ts';
import { readTracestate, type SentTrace, type Tracing, type TracingSettings } from './open-tracing.ts';
import { createPassedSpan } from './passed-span.ts';
import { RecordedSpan, type SpanHome, toTraceHeaders } from './recorded-span.ts';
import { createTraceIds } from './trace-ids.ts';

/** Longest the collector may take for one batch, and the end of the process for the last ones, in milliseconds. */
const EXPORT_TIMEOUT_MS = 2_000;
/** Spans leave together, at the latest after this long, in milliseconds. */
const BATCH_DELAY_MS = 1_000;
const BATCH = 512;
/** Spans that wait for a slow collector; more are dropped rather than kept in memory. */
const MAX_WAITING = 8_192;

/** Records spans and hands them to a collector: OTLP over HTTP, as protocol buffers, in batches. */
export function createOtlpTracing(settings: TracingSettings & { readonly endpoint: string }): Tracing {
  const { endpoint, ratio, service, exported, dropped } = settings;
  let waiting = 0;
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  const agent = new (url.startsWith('https:') ? https : http).Agent({ keepAlive: true });
  const exporter = counting(
    new OTLPTraceExporter({ url, timeoutMillis: EXPORT_TIMEOUT_MS, httpAgentOptions: () => agent }),
    // Its own limit is on silence: a collector that never ends its answer would hold a batch, and the end of the process.
    () => agent.destroy(),
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
  const home: SpanHome = {
    resource: resourceFromAttributes({ 'service.name': service.name, 'service.version': service.version }),
    scope: { name: 'learnflow', version: service.version },
    ids: createTraceIds(),
    // The SDK drops what it has no room for without telling anyone: room is kept here, so that it can be counted.
    ended(span) {
      if (waiting >= MAX_WAITING) return dropped();
      waiting++;
      batches.onEnd(span);
    },
  };
  const sampler = new TraceIdRatioBasedSampler(ratio);
  const isChosen = (traceId: string) =>
    sampler.shouldSample(ROOT_CONTEXT, traceId).decision === SamplingDecision.RECORD_AND_SAMPLED;
  return {
    begin(name, role, attributes, sent) {
      const parent = readParent(sent);
      const traceId = parent?.traceId ?? home.ids.newTraceId();
      const isSampled = parent === undefined ? isChosen(traceId) : (parent.traceFlags & TraceFlags.SAMPLED) !== 0;
      const context = {
        traceId,
        spanId: home.ids.newSpanId(),
        traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
        ...(parent?.traceState !== undefined && { traceState: parent.traceState }),
      };
      // A trace that is not sampled goes on as such: the next process must not decide anew.
      if (!isSampled) return createPassedSpan(traceId, context.spanId, toTraceHeaders(context));
      const startedAtMs = Date.now();
      const clockMs = startedAtMs - performance.now();
      return new RecordedSpan(home, { name, role, attributes, context, parent, clockMs, startedAtMs });
    },
    async close() {
      // What the collector does not take by now is lost; whoever stops the service is not told by an exception.
      await batches.shutdown().catch(() => {});
    },
  };
}

/** The span of another process under which ours begins. */
function readParent(sent: SentTrace): SpanContext | undefined {
  const parent = readTraceparent(sent.traceparent);
  if (parent === undefined) return undefined;
  const { traceId, spanId, isSampled } = parent;
  const state = readTracestate(sent.tracestate);
  return {
    traceId,
    spanId,
    traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
    ...(state !== undefined && { traceState: createTraceState(state) }),
  };
}

function counting(
  exporter: SpanExporter,
  cutOff: () => void,
  exported: TracingSettings['exported'],
  leaving: (count: number) => void,
): SpanExporter {
  return {
    export(spans, done) {
      leaving(spans.length);
      let isOver = false;
      const end: typeof done = (result) => {
        if (isOver) return;
        isOver = true;
        clearTimeout(timer);
        exported(result.error === undefined && result.code === 0 ? 'sent' : 'lost', spans.length, result.error);
        done(result);
      };
      const timer = setTimeout(() => {
        // First: the next batch begins with the end of this one. What is cut off is not heard of before this returns.
        cutOff();
        end({ code: 1, error: new Error(`no whole answer within ${EXPORT_TIMEOUT_MS} ms`) });
      }, EXPORT_TIMEOUT_MS).unref();
      exporter.export(spans, end);
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}
