import { type Static, Type } from 'typebox';
import { AttemptSchema } from './dead-letter.ts';
import { ClassificationSchema, OUTCOMES, RoutingDecisionSchema } from './decision.ts';
import { idSchema, timeSchema } from './id-and-time.ts';
import { AgentIdSchema } from './intents.ts';
import { STATUSES, TimingsSchema } from './triage-response.ts';

/** What is kept in the audit trail: every decision, every refusal, and every act of a person or of the house itself. */
export const AUDIT_KINDS = [
  'decision',
  'refusal',
  'replay',
  'discard',
  'export',
  'erasure',
  'feedback',
  'flag_change',
  'guard_change',
  'model_change',
] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

/** Who did it; `system` is the house itself (recovery, retention, an automatic replay). */
export const ActorSchema = Type.Object(
  {
    role: Type.Enum(['student', 'teacher', 'operator', 'system', 'unknown'] as const),
    id: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);
export type Actor = Static<typeof ActorSchema>;

/** One entry of the audit trail. A decision carries its evidence, attempts, breaker, flags, tokens and timings; an act says what was done. */
export const AuditEntrySchema = Type.Object(
  {
    audit_id: Type.String(),
    at: Type.String({ format: 'date-time' }),
    kind: Type.Enum(AUDIT_KINDS),
    actor: ActorSchema,
    student_id: Type.Optional(Type.String()),
    request_id: Type.Optional(Type.String()),
    agent: Type.Optional(AgentIdSchema),
    outcome: Type.Optional(Type.Enum(OUTCOMES)),
    status: Type.Optional(Type.Enum(STATUSES)),
    decision: Type.Optional(RoutingDecisionSchema),
    classification: Type.Optional(ClassificationSchema),
    attempts: Type.Optional(Type.Array(AttemptSchema)),
    timings: Type.Optional(TimingsSchema),
    flags: Type.Optional(Type.Unknown({ description: 'Flags in force when the decision was made.' })),
    detail: Type.Optional(Type.Unknown({ description: 'What was done or refused; never a token, never the message.' })),
  },
  { additionalProperties: false },
);
export type AuditEntry = Static<typeof AuditEntrySchema>;

/** Which entries are meant; what is not named does not narrow. */
export const AuditFilterSchema = Type.Object(
  {
    kind: Type.Optional(Type.Enum(AUDIT_KINDS)),
    student_id: Type.Optional(idSchema()),
    agent: Type.Optional(AgentIdSchema),
    outcome: Type.Optional(Type.Enum(OUTCOMES)),
    status: Type.Optional(Type.Enum(STATUSES)),
    from: Type.Optional(timeSchema()),
    to: Type.Optional(timeSchema()),
  },
  { additionalProperties: false },
);
export type AuditFilter = Static<typeof AuditFilterSchema>;

/** What an erasure took away, and the tombstone it left. */
export const ErasureSchema = Type.Object(
  {
    student_id: Type.String(),
    erased_at: Type.String({ format: 'date-time' }),
    erased_by: ActorSchema,
    requests: Type.Integer({ minimum: 0 }),
    dead_letters: Type.Integer({ minimum: 0 }),
    feedback: Type.Integer({ minimum: 0 }),
    idempotency_keys: Type.Integer({ minimum: 0 }),
    audit_entries: Type.Integer({ minimum: 0 }),
  },
  { additionalProperties: false },
);
export type Erasure = Static<typeof ErasureSchema>;
