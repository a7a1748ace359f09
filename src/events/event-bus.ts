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
  readonly data: Readonly<Record<string, unknown>>;
}

/** Where events go. */
export interface EventBus {
  /** Resolves once the event is delivered; rejects when it has to be sent again. */
  publish(event: CloudEvent): Promise<void>;
  close(): Promise<void>;
}
