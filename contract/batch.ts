import { type Static, Type } from 'typebox';
import { ProblemSchema } from './problem.ts';
import { TriageResponseSchema } from './triage-response.ts';

/** Most messages of one batch. */
export const MAX_BATCH = 100;

/** Each message is judged by itself: one that is not valid spoils no other. */
export const BatchQuerySchema = Type.Object(
  {
    requests: Type.Array(Type.Unknown({ description: 'As the body of POST /api/v1/triage.' }), {
      minItems: 1,
      maxItems: MAX_BATCH,
    }),
  },
  { additionalProperties: false },
);
export type BatchQuery = Static<typeof BatchQuerySchema>;

/** What became of one message: the response it would have had alone, or the problem, with its HTTP status. */
export const BatchItemSchema = Type.Object(
  {
    status: Type.Integer({ minimum: 200, maximum: 599 }),
    response: Type.Optional(TriageResponseSchema),
    problem: Type.Optional(ProblemSchema),
  },
  { additionalProperties: false },
);
export type BatchItem = Static<typeof BatchItemSchema>;

/** The results, in the order of the requests. */
export const BatchResponseSchema = Type.Object(
  { results: Type.Array(BatchItemSchema) },
  { additionalProperties: false },
);
export type BatchResponse = Static<typeof BatchResponseSchema>;
