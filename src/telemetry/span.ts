import type { TraceHeaders } from '../../contract/trace-context.ts';
import type { SpanName } from './span-catalogue.ts';

/** Facts about a span, by their conventional names; never a message's text, never who the student is. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** What a span is to the process on the other side: it answers, asks, hands over a message or takes it, or there is none. */
export type SpanRole = 'server' | 'client' | 'producer' | 'consumer' | 'internal';

/** A piece of work that is over. */
export interface PastWork {
  /** Unix milliseconds. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly attributes: SpanAttributes;
  /** Stable word for what went wrong, when something did. */
  readonly error?: string | undefined;
}

/** A piece of work in a trace. Where nothing is traced, nothing comes of it. */
export interface Span {
  /** What log lines say of it; undefined where nothing is traced. */
  readonly ids: { readonly trace_id: string; readonly span_id: string } | undefined;
  /** What another process is told, so that its spans become children of this one; undefined where nothing is traced. */
  readonly headers: TraceHeaders | undefined;
  /** Whether anyone keeps what is said of it: where not, nothing need be found out for its sake. */
  readonly isRecorded: boolean;
  /** Begins a part of this work. */
  child(name: SpanName, role: SpanRole, attributes?: SpanAttributes): Span;
  /** Tells of a part of this work that was done out of sight, and is over. */
  record(name: SpanName, role: SpanRole, work: PastWork): void;
  set(attributes: SpanAttributes): void;
  /** @param error stable word for what went wrong, when something did */
  end(error?: string): void;
}

/** The span of what is not traced. */
export const NO_SPAN: Span = {
  ids: undefined,
  headers: undefined,
  isRecorded: false,
  child: () => NO_SPAN,
  record() {},
  set() {},
  end() {},
};
