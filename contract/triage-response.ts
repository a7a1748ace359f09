import { type Static, Type } from 'typebox';
import { AgentReplySchema } from './agent.ts';
import { ClassificationSchema, RoutingDecisionSchema, UsageSchema } from './decision.ts';

/** `accepted` until it is settled; a dead letter may later become `replayed` or `discarded`. */
export const STATUSES = ['accepted', 'answered', 'dead_lettered', 'failed', 'replayed', 'discarded'] as const;
export type Status = (typeof STATUSES)[number];

/** A clarifying question comes from the service itself, so its reply names no agent. */
export const ReplySchema = Type.Object(
  { ...AgentReplySchema.properties, agent: Type.Union([AgentReplySchema.properties.agent, Type.Null()]) },
  { additionalProperties: false },
);
export type Reply = Static<typeof ReplySchema>;

/** Milliseconds spent in each stage, and in all. */
export const TimingsSchema = Type.Object(
  {
    sanitize_ms: Type.Number({ minimum: 0 }),
    classify_ms: Type.Number({ minimum: 0 }),
    route_ms: Type.Number({ minimum: 0 }),
    journal_ms: Type.Number({ minimum: 0 }),
    dispatch_ms: Type.Number({ minimum: 0 }),
    total_ms: Type.Number({ minimum: 0 }),
  },
  { additionalProperties: false },
);
export type Timings = Static<typeof TimingsSchema>;

export const TriageResponseSchema = Type.Object(
  {
    request_id: Type.String(),
    status: Type.Enum(STATUSES),
    decision: RoutingDecisionSchema,
    reply: ReplySchema,
    usage: UsageSchema,
    timings: TimingsSchema,
  },
  { additionalProperties: false },
);
export type TriageResponse = Static<typeof TriageResponseSchema>;

export const ClassifyResponseSchema = Type.Object(
  {
    request_id: Type.String(),
    decision: RoutingDecisionSchema,
    classification: ClassificationSchema,
    usage: UsageSchema,
    timings: Type.Pick(TimingsSchema, ['sanitize_ms', 'classify_ms', 'route_ms', 'total_ms'], {
      additionalProperties: false,
    }),
  },
  { additionalProperties: false },
);
export type ClassifyResponse = Static<typeof ClassifyResponseSchema>;

/** A request as its student may fetch it later; `reply` once there is one. */
export const RequestRecordSchema = Type.Object(
  {
    request_id: Type.String(),
    status: Type.Enum(STATUSES),
    accepted_at: Type.String({ format: 'date-time' }),
    settled_at: Type.Optional(Type.String({ format: 'date-time' })),
    decision: RoutingDecisionSchema,
    reply: Type.Optional(ReplySchema),
    dead_letter_id: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);
export type RequestRecord = Static<typeof RequestRecordSchema>;
