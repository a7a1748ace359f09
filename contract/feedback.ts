import { type Static, Type } from 'typebox';
import { idSchema } from './id-and-time.ts';
import { IntentSchema, LabelSchema } from './intents.ts';

/** What someone says of one answer: helpful or not, or routed wrongly and where it should have gone. */
export const FeedbackSchema = Type.Object(
  {
    request_id: idSchema(),
    helpful: Type.Optional(Type.Boolean()),
    right_intent: Type.Optional(LabelSchema),
    comment: Type.Optional(Type.String({ maxLength: 1_000 })),
  },
  { additionalProperties: false, anyOf: [{ required: ['helpful'] }, { required: ['right_intent'] }] },
);
export type Feedback = Static<typeof FeedbackSchema>;

export const FeedbackReceiptSchema = Type.Object(
  { feedback_id: Type.String(), request_id: Type.String() },
  { additionalProperties: false },
);

/** A message with the intent it was given and the one a person says is right: to be reviewed before it trains anything. */
export const FeedbackExampleSchema = Type.Object(
  {
    feedback_id: Type.String(),
    request_id: Type.String(),
    text: Type.String(),
    code: Type.Optional(Type.String()),
    given_intent: IntentSchema,
    confidence: Type.Number(),
    decided_by: Type.String(),
    right_intent: Type.Optional(LabelSchema),
    helpful: Type.Optional(Type.Boolean()),
    comment: Type.Optional(Type.String()),
    given_by_role: Type.String(),
    at: Type.String({ format: 'date-time' }),
  },
  { additionalProperties: false },
);
export type FeedbackExample = Static<typeof FeedbackExampleSchema>;
