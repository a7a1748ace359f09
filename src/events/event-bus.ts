/** An event as CloudEvents 1.0 has it. `subject` and `partitionkey` are the student's pseudonym. */
export interface CloudEvent {
  readonly specversion: '1.0';
  /** Stable: the same happening has the same id, so that a consumer can drop what it has seen. */
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly partitionkey: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  /** The trace of the request it tells of (extension attributes of CloudEvents); to be sent as headers, too. */
  readonly traceparent?: string;
  readonly tracestate?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Where events go. */
export interface EventBus {
  /** Resolves once the event is delivered; rejects when it has to be sent again. */
  publish(event: CloudEvent): Promise<void>;
  close(): Promise<void>;
}

/** The trace of an event as headers, for a bus that is reached over HTTP. */
export function toTraceHeaders({ traceparent, tracestate }: CloudEvent): Readonly<Record<string, string>> {
  return { ...(traceparent !== undefined && { traceparent }), ...(tracestate !== undefined && { tracestate }) };
}
