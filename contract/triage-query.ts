import { type Static, Type } from 'typebox';
import { idSchema, timeSchema } from './id-and-time.ts';
import { IntentSchema } from './intents.ts';

/** Longest question, in Unicode code points. */
export const MAX_QUERY_CODE_POINTS = 5_000;

/** Largest pasted program, in UTF-8 bytes. The schema bounds its characters; `sanitize` counts its bytes. */
export const MAX_CODE_BYTES = 65_536;

const ratio = Type.Number({ minimum: 0, maximum: 1 });

/** What the caller knows of the student's learning; ratios are 0..1. */
export const StudentProgressSchema = Type.Object(
  {
    student_id: Type.Optional(idSchema()),
    completion: Type.Optional(ratio),
    quiz_score: Type.Optional(ratio),
    recent_errors: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000 })),
  },
  { additionalProperties: false },
);
export type StudentProgress = Static<typeof StudentProgressSchema>;

/** Where in a conversation the message stands. The caller sends it; nothing is looked up for it. */
export const SessionContextSchema = Type.Object(
  {
    conversation_id: Type.Optional(idSchema()),
    previous_intent: Type.Optional(IntentSchema),
    chosen_intent: Type.Optional(IntentSchema),
  },
  { additionalProperties: false },
);
export type SessionContext = Static<typeof SessionContextSchema>;

/** One message of a student, as it arrives. */
export const TriageQuerySchema = Type.Object(
  {
    query: Type.String({
      minLength: 1,
      maxLength: MAX_QUERY_CODE_POINTS,
      description: 'The question, 1 to 5,000 code points.',
    }),
    code: Type.Optional(
      Type.String({ maxLength: MAX_CODE_BYTES, description: 'Pasted program, at most 64 KiB of UTF-8.' }),
    ),
    student_progress: Type.Optional(StudentProgressSchema),
    session_context: Type.Optional(SessionContextSchema),
    timestamp: Type.Optional(timeSchema({ description: "RFC 3339, within five minutes of the service's clock." })),
  },
  { additionalProperties: false },
);
export type TriageQuery = Static<typeof TriageQuerySchema>;
