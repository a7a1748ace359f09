import { type Static, Type } from 'typebox';

/**
 * What a subscriber relies on in an event of `learning.events` (CloudEvents 1.0). Open: a field that is not named here is
 * another version's and is ignored, so that old and new can run side by side.
 */
export const LearningEventSchema = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 256, description: 'Stable: the same happening has the same id.' }),
  type: Type.String({ minLength: 1, maxLength: 256 }),
  subject: Type.String({ minLength: 1, maxLength: 256, description: 'The student’s pseudonym.' }),
  time: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T' }),
  data: Type.Object({
    intent: Type.Optional(Type.String({ maxLength: 64 })),
    agent: Type.Optional(Type.Union([Type.String({ maxLength: 64 }), Type.Null()])),
    topics: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 16 })),
  }),
});
export type LearningEvent = Static<typeof LearningEventSchema>;

/** What a subscriber tells its sidecar: taken, to be brought again, or of no use to anyone. */
export type DeliveryStatus = 'SUCCESS' | 'RETRY' | 'DROP';
