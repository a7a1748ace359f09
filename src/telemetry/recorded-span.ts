import {
  type HrTime,
  type SpanContext,
  SpanKind,
  type SpanStatus,
  SpanStatusCode,
  TraceFlags,
} from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { type TraceHeaders, writeTraceparent } from '../../contract/trace-context.ts';
import type { PastWork, Span, SpanAttributes, SpanRole } from './span.ts';
import type { SpanName } from './span-catalogue.ts';
import type { TraceIds } from './trace-ids.ts';

/** What all spans of a process share. */
export interface SpanHome {
  readonly resource: Resource;
  readonly scope: ReadableSpan['instrumentationScope'];
  readonly ids: TraceIds;
  /** Takes each span once it has ended. */
  readonly ended: (span: ReadableSpan) => void;
}

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const satisfies Record<SpanRole, SpanKind>;

const NOTHING: SpanAttributes = Object.freeze({});
const NONE: never[] = [];
const UNSET: SpanStatus = { code: SpanStatusCode.UNSET };
const FAILED: SpanStatus = { code: SpanStatusCode.ERROR };

/** What is known of a span when it begins. */
interface Beginning {
  readonly name: string;
  readonly role: SpanRole;
  readonly attributes: SpanAttributes;
  readonly context: SpanContext;
  readonly parent: SpanContext | undefined;
  /** What to add to the monotonic clock for the time of day: the same for all spans of a request, so that they keep in order. */
  readonly clockMs: number;
  /** Unix milliseconds. */
  readonly startedAtMs: number;
}

/**
 * A span in the shape in which OpenTelemetry's exporter reads it. It stands in for the SDK's own, which offers what nobody
 * here asks of it (limits, links, events, listeners) and costs a request more than all else that is done for its trace.
 */
export class RecordedSpan implements Span, ReadableSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly parentSpanContext?: SpanContext;
  readonly isRecorded = true;
  attributes: SpanAttributes;
  status = UNSET;
  ended = false;
  readonly #home: SpanHome;
  readonly #context: SpanContext;
  readonly #clockMs: number;
  readonly #startedAtMs: number;
  #durationMs = 0;

  constructor(home: SpanHome, { name, role, attributes, context, parent, clockMs, startedAtMs }: Beginning) {
    this.#home = home;
    this.name = name;
    this.kind = KINDS[role];
    this.attributes = attributes;
    this.#context = context;
    if (parent !== undefined) this.parentSpanContext = parent;
    this.#clockMs = clockMs;
    this.#startedAtMs = startedAtMs;
  }

  get ids(): NonNullable<Span['ids']> {
    return { trace_id: this.#context.traceId, span_id: this.#context.spanId };
  }

  get headers(): TraceHeaders {
    return toTraceHeaders(this.#context);
  }

  child(name: SpanName, role: SpanRole, attributes = NOTHING): Span {
    return this.#below(name, role, attributes, this.#clockMs + performance.now());
  }

  record(name: SpanName, role: SpanRole, { startedAtMs, durationMs, attributes, error }: PastWork): void {
    this.#below(name, role, attributes, startedAtMs).#finish(durationMs, error);
  }

  #below(name: SpanName, role: SpanRole, attributes: SpanAttributes, startedAtMs: number): RecordedSpan {
    const { traceId, traceFlags, traceState } = this.#context;
    const context: SpanContext = { traceId, spanId: this.#home.ids.newSpanId(), traceFlags };
    if (traceState !== undefined) context.traceState = traceState;
    const parent = this.#context;
    return new RecordedSpan(this.#home, {
      name,
      role,
      attributes,
      context,
      parent,
      clockMs: this.#clockMs,
      startedAtMs,
    });
  }

  set(attributes: SpanAttributes): void {
    if (!this.ended) this.attributes = { ...this.attributes, ...attributes };
  }

  end(error?: string): void {
    this.#finish(this.#clockMs + performance.now() - this.#startedAtMs, error);
  }

  #finish(durationMs: number, error: string | undefined): void {
    if (this.ended) return;
    if (error !== undefined) {
      this.set({ 'error.type': error });
      this.status = FAILED;
    }
    this.#durationMs = durationMs;
    this.ended = true;
    this.#home.ended(this);
  }

  spanContext(): SpanContext {
    return this.#context;
  }

  get startTime(): HrTime {
    return toHrTime(this.#startedAtMs);
  }

  get endTime(): HrTime {
    return toHrTime(this.#startedAtMs + this.#durationMs);
  }

  get duration(): HrTime {
    return toHrTime(this.#durationMs);
  }

  get resource(): Resource {
    return this.#home.resource;
  }

  get instrumentationScope(): ReadableSpan['instrumentationScope'] {
    return this.#home.scope;
  }

  get links(): never[] {
    return NONE;
  }

  get events(): never[] {
    return NONE;
  }

  get droppedAttributesCount(): number {
    return 0;
  }

  get droppedEventsCount(): number {
    return 0;
  }

  get droppedLinksCount(): number {
    return 0;
  }
}

/** What the next process is told of where this one stands. */
export function toTraceHeaders({ traceId, spanId, traceFlags, traceState }: SpanContext): TraceHeaders {
  const traceparent = writeTraceparent({ traceId, spanId, isSampled: (traceFlags & TraceFlags.SAMPLED) !== 0 });
  const tracestate = traceState?.serialize();
  return tracestate === undefined || tracestate === '' ? { traceparent } : { traceparent, tracestate };
}

/** Milliseconds as whole seconds and the nanoseconds beside them. */
function toHrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1_000);
  return [seconds, Math.floor((ms - seconds * 1_000) * 1_000_000)];
}
