import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { LabelSchema } from '../../contract/intents.ts';

/** What the language model must answer with: closed, so that nothing else can come in by it. */
export const ModelAnswerSchema = Type.Object(
  { intent: LabelSchema, confidence: Type.Number({ minimum: 0, maximum: 1 }) },
  { additionalProperties: false },
);
export type ModelAnswer = Static<typeof ModelAnswerSchema>;

const validator = Compile(ModelAnswerSchema);

/** The answer of a model, which is untrusted input; undefined when it is not one that was asked for. */
export function readModelAnswer(content: unknown): ModelAnswer | undefined {
  if (typeof content !== 'string') return undefined;
  try {
    const answer: unknown = JSON.parse(content);
    return validator.Check(answer) ? answer : undefined;
  } catch {
    return undefined;
  }
}
