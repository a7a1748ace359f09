import { type Static, Type } from 'typebox';
import { ClassificationSchema, RoutingDecisionSchema } from './decision.ts';
import { idSchema, timeSchema } from './id-and-time.ts';
import { AgentIdSchema, IntentSchema } from './intents.ts';
import { ReplySchema } from './triage-response.ts';

export const DEAD_LETTER_REASONS = [
  'exhausted',
  'breaker_open',
  'timed_out',
  'interrupted',
  'agent_rejected',
  'expired',
  'overloaded',
] as const;

/** Why a request was given up: what its dead letter says. */
export type DeadLetterReason = (typeof DEAD_LETTER_REASONS)[number];

/** `waiting` for a replay, under `replaying` right now, or at its end. */
export const DEAD_LETTER_STATES = ['waiting', 'replaying', 'replayed', 'discarded'] as const;
export type DeadLetterState = (typeof DEAD_LETTER_STATES)[number];

const time = Type.String({ format: 'date-time' });

/** One try to reach a tutor that did not bring an answer. */
export const AttemptSchema = Type.Object(
  {
    started_at: time,
    duration_ms: Type.Number({ minimum: 0 }),
    error: Type.String({ description: 'Stable word for what went wrong.' }),
    detail: Type.String(),
  },
  { additionalProperties: false },
);
export type Attempt = Static<typeof AttemptSchema>;

const summary = {
  dead_letter_id: Type.String(),
  request_id: Type.String(),
  student_id: Type.String(),
  agent: AgentIdSchema,
  intent: IntentSchema,
  reason: Type.Enum(DEAD_LETTER_REASONS),
  state: Type.Enum(DEAD_LETTER_STATES),
  created_at: time,
  replays: Type.Integer({ minimum: 0, description: 'Replays begun so far.' }),
  last_replay_at: Type.Optional(time),
};

/** A dead letter as a list shows it: without the student's text. */
export const DeadLetterSchema = Type.Object(summary, { additionalProperties: false });
export type DeadLetter = Static<typeof DeadLetterSchema>;

/** A dead letter with all that is known: the request as it was, what was tried, and the answer a replay brought. */
export const DeadLetterDetailSchema = Type.Object(
  {
    ...summary,
    query: Type.Unknown({ description: 'The sanitised message; its text goes after the text retention.' }),
    classification: ClassificationSchema,
    decision: RoutingDecisionSchema,
    attempts: Type.Array(AttemptSchema),
    reply: Type.Optional(ReplySchema),
  },
  { additionalProperties: false },
);
export type DeadLetterDetail = Static<typeof DeadLetterDetailSchema>;

/** Which dead letters are meant; what is not named does not narrow. Times are of the giving up. */
export const DeadLetterFilterSchema = Type.Object(
  {
    agent: Type.Optional(AgentIdSchema),
    reason: Type.Optional(Type.Enum(DEAD_LETTER_REASONS)),
    state: Type.Optional(Type.Enum(DEAD_LETTER_STATES)),
    student_id: Type.Optional(idSchema()),
    from: Type.Optional(timeSchema()),
    to: Type.Optional(timeSchema()),
  },
  { additionalProperties: false },
);
export type DeadLetterFilter = Static<typeof DeadLetterFilterSchema>;

/** How a replay of many stands. `matched` = `answered` + `failed` + `skipped` once `state` is `finished`. */
export const ReplayProgressSchema = Type.Object(
  {
    replay_id: Type.String(),
    state: Type.Enum(['running', 'finished'] as const),
    matched: Type.Integer({ minimum: 0 }),
    answered: Type.Integer({ minimum: 0 }),
    failed: Type.Integer({ minimum: 0, description: 'Asked again, and no answer came; still waiting.' }),
    skipped: Type.Integer({ minimum: 0, description: 'Not asked: its breaker is open, or another replay has it.' }),
    started_at: time,
    finished_at: Type.Optional(time),
  },
  { additionalProperties: false },
);
export type ReplayProgress = Static<typeof ReplayProgressSchema>;

/** What a replay would do with one dead letter: today's route beside the one on record, which is the one that is asked. */
export const ReplayPlanSchema = Type.Object(
  {
    dead_letter_id: Type.String(),
    request_id: Type.String(),
    reason: Type.Enum(DEAD_LETTER_REASONS),
    route: Type.Object({ intent: IntentSchema, agent: AgentIdSchema }, { additionalProperties: false }),
    route_today: Type.Object(
      { intent: IntentSchema, agent: Type.Union([AgentIdSchema, Type.Null()]) },
      { additionalProperties: false },
    ),
    would: Type.Enum(['ask', 'skip'] as const),
    why: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);
export type ReplayPlan = Static<typeof ReplayPlanSchema>;

export const ReplayDryRunSchema = Type.Object(
  { matched: Type.Integer({ minimum: 0 }), plans: Type.Array(ReplayPlanSchema) },
  { additionalProperties: false },
);
export type ReplayDryRun = Static<typeof ReplayDryRunSchema>;

/** What one replay brought. */
export const ReplayResultSchema = Type.Object(
  {
    dead_letter_id: Type.String(),
    request_id: Type.String(),
    state: Type.Enum(['replayed'] as const),
    reply: ReplySchema,
  },
  { additionalProperties: false },
);
export type ReplayResult = Static<typeof ReplayResultSchema>;
