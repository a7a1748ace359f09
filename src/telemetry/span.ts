import type { AgentId } from '../../contract/intents.ts';
import type { TraceHeaders } from '../../contract/trace-context.ts';

/** Every span there is inside a request; the request itself is named by its method and route. */
export type SpanName = 'sanitize' | 'classify' | 'route' | 'journal accept' | 'journal settle' | `ask ${AgentId}`;

/** Facts about a span, by their conventional names; never a message's text, never who the student is. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** What a span is to the process on the other side: it answers, asks, hands over a message, or there is no other side. */
export type SpanRole = 'server' | 'client' | 'producer' | 'internal';

/** A piece of work in a trace. Where nothing is traced, nothing comes of it. */
export interface Span {
  /** What log lines say of it; undefined where nothing is traced. */
  readonly ids: { readonly trace_id: string; readonly span_id: string } | undefined;
  /** What another process is told, so that its spans become children of this one; undefined where nothing is traced. */
  readonly headers: TraceHeaders | undefined;
  /** Begins a part of this work. */
  child(name: SpanName, role: SpanRole, attributes?: SpanAttributes): Span;
  set(attributes: SpanAttributes): void;
  /** @param error stable word for what went wrong, when something did */
  end(error?: string): void;
}

/** The span of what is not traced. */
export const NO_SPAN: Span = {
  ids: undefined,
  headers: undefined,
  child: () => NO_SPAN,
  set() {},
  end() {},
};
