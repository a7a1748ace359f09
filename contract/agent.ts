import { type Static, Type } from 'typebox';
import { AgentIdSchema, IntentSchema } from './intents.ts';
import { MAX_CODE_BYTES, MAX_QUERY_CODE_POINTS, SessionContextSchema, StudentProgressSchema } from './triage-query.ts';

/** What the journal knows of a student: counts over their whole record, and the newest messages first. */
export const HistorySchema = Type.Object(
  {
    messages: Type.Integer({ minimum: 0 }),
    first_seen: Type.Optional(Type.String({ format: 'date-time' })),
    active_days: Type.Integer({ minimum: 0, description: 'Distinct UTC days with a message.' }),
    by_intent: Type.Record(IntentSchema, Type.Integer({ minimum: 0 })),
    last_7_days: Type.Record(IntentSchema, Type.Integer({ minimum: 0 })),
    recent: Type.Array(
      Type.Object(
        {
          at: Type.String({ format: 'date-time' }),
          intent: IntentSchema,
          agent: AgentIdSchema,
          status: Type.String(),
          topics: Type.Array(Type.String()),
        },
        { additionalProperties: false },
      ),
      { maxItems: 20 },
    ),
  },
  { additionalProperties: false },
);
export type History = Static<typeof HistorySchema>;

/** A question may grow when it is normalised, by a factor of three at most. */
const MAX_ASKED_CODE_POINTS = 3 * MAX_QUERY_CODE_POINTS;

/** Everything a tutor may use to answer: tutors are pure and look nothing up. */
export const AgentRequestSchema = Type.Object(
  {
    request_id: Type.String(),
    agent: AgentIdSchema,
    intent: IntentSchema,
    query: Type.String({ maxLength: MAX_ASKED_CODE_POINTS }),
    code: Type.Optional(Type.String({ maxLength: MAX_CODE_BYTES })),
    session_context: Type.Optional(SessionContextSchema),
    student_progress: Type.Optional(StudentProgressSchema),
    history: Type.Optional(HistorySchema),
  },
  { additionalProperties: false },
);
export type AgentRequest = Static<typeof AgentRequestSchema>;

/** A tutor's answer. Untrusted input to the service: validated, and no larger than `MAX_REPLY_CHARS`. */
export const MAX_REPLY_CHARS = 32_768;

export const AgentReplySchema = Type.Object(
  {
    agent: AgentIdSchema,
    text: Type.String({ minLength: 1, maxLength: MAX_REPLY_CHARS, description: 'Markdown.' }),
    topics: Type.Array(Type.String({ maxLength: 64 }), {
      maxItems: 16,
      description: 'What the answer is about, as short slugs.',
    }),
    line: Type.Optional(Type.Integer({ minimum: 1, description: "Line of the student's code the answer is about." })),
    suggestions: Type.Optional(
      Type.Array(Type.String({ maxLength: 200 }), { maxItems: 5, description: 'What to ask next.' }),
    ),
  },
  { additionalProperties: false },
);
export type AgentReply = Static<typeof AgentReplySchema>;

/** A tutor: a pure function of its request. */
export type Answer = (request: AgentRequest) => AgentReply | Promise<AgentReply>;

/** An answer out of a worker thread with the times of the tutor's own work, for a span in the trace of the request. */
export interface WatchedAnswer {
  /** `failure`: the message of what the tutor threw. */
  readonly result: { readonly reply: AgentReply } | { readonly failure: string };
  /** Unix milliseconds; before that the request waited for its turn. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly threadId: number;
}
