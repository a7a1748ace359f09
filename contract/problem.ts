import { type Static, Type } from 'typebox';

/** One field that was not as it should be: a JSON pointer into the body, and what was wanted. */
export const FieldErrorSchema = Type.Object(
  { path: Type.String(), message: Type.String() },
  { additionalProperties: false },
);
export type FieldError = Static<typeof FieldErrorSchema>;

/** RFC 9457 problem details, with our extensions. Never holds a stack, a secret or the student's text. */
export const ProblemSchema = Type.Object(
  {
    type: Type.String({ format: 'uri-reference' }),
    title: Type.String(),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    code: Type.String(),
    detail: Type.String(),
    request_id: Type.String(),
    errors: Type.Optional(Type.Array(FieldErrorSchema)),
    dead_letter_id: Type.Optional(Type.String()),
    instance: Type.Optional(Type.String({ format: 'uri-reference' })),
  },
  { additionalProperties: false },
);
export type Problem = Static<typeof ProblemSchema>;
