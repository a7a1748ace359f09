/** A span as a collector handed it on. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty at the root. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: (typeof KINDS)[number];
  /** The process it comes from. */
  readonly service: string;
  /** Who made it in that process: `learnflow` for us; sidecars go by the name of their app, too. */
  readonly scope: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly isError: boolean;
  /** Unix milliseconds, as its process has them. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

/** By their numbers in OTLP; a kind that is not told is internal. */
const KINDS = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'] as const;

type Attributes = readonly {
  readonly key: string;
  readonly value: {
    readonly stringValue?: string;
    readonly intValue?: string;
    readonly doubleValue?: number;
    readonly boolValue?: boolean;
  };
}[];

interface OtlpTraces {
  readonly resourceSpans?: readonly {
    readonly resource: { readonly attributes: Attributes };
    readonly scopeSpans: readonly {
      readonly scope?: { readonly name?: string };
      readonly spans: readonly {
        readonly traceId: string;
        readonly spanId: string;
        readonly parentSpanId?: string;
        readonly name: string;
        readonly kind?: number;
        readonly attributes?: Attributes;
        readonly startTimeUnixNano: string;
        readonly endTimeUnixNano: string;
        readonly status?: { readonly code?: number };
      }[];
    }[];
  }[];
}

/** The spans of one OTLP request in JSON. */
export function readSpans(json: string): ReceivedSpan[] {
  const { resourceSpans = [] } = JSON.parse(json) as OtlpTraces;
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) =>
      spans.map((span) => ({
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId ?? '',
        name: span.name,
        kind: KINDS[span.kind ?? 0] ?? 'internal',
        service: String(toRecord(resource.attributes)['service.name']),
        scope: scope?.name ?? '',
        attributes: toRecord(span.attributes ?? []),
        isError: span.status?.code === 2,
        startedAtMs: Number(span.startTimeUnixNano) / 1e6,
        endedAtMs: Number(span.endTimeUnixNano) / 1e6,
      })),
    ),
  );
}

function toRecord(attributes: Attributes): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({ key, value: { stringValue, intValue, doubleValue, boolValue } }) => [
      key,
      stringValue ?? (intValue === undefined ? (doubleValue ?? boolValue) : Number(intValue)),
    ]),
  );
}
