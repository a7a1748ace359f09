import { type Static, Type } from 'typebox';
import { ActorSchema } from './audit.ts';
import { LabelSchema } from './intents.ts';

/** The name under which a release means whatever model the running build ships. */
export const SHIPPED_MODEL = 'shipped';

const time = Type.String({ format: 'date-time' });
const count = Type.Integer({ minimum: 0 });

/** What a trained model says of itself. */
export const ModelFactsSchema = Type.Object(
  {
    bytes: count,
    labels: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 16 }),
    examples: count,
    examples_digest: Type.String({ maxLength: 128, description: 'SHA-256 of the examples it was trained on.' }),
    route_threshold: Type.Number({ description: 'Least confidence at which it routes, 0..1.' }),
    escalate_threshold: Type.Number({ description: 'Confidence below which a language model may be asked, 0..1.' }),
    metrics: Type.Record(Type.String(), Type.Number(), {
      maxProperties: 64,
      description: 'What cross-validation measured, as ratios.',
    }),
  },
  { additionalProperties: false },
);
export type ModelFacts = Static<typeof ModelFactsSchema>;

export const MODEL_ROLES = ['active', 'candidate', 'idle'] as const;

/** A trained model that can be released. Its id is made of its bytes: the same file has the same id everywhere. */
export const TrainedModelSchema = Type.Object(
  {
    model_id: Type.String(),
    origin: Type.Enum([SHIPPED_MODEL, 'added'] as const),
    role: Type.Enum(MODEL_ROLES),
    added_at: Type.Optional(time),
    added_by: Type.Optional(ActorSchema),
    facts: ModelFactsSchema,
  },
  { additionalProperties: false },
);
export type TrainedModelEntry = Static<typeof TrainedModelSchema>;

/**
 * Which trained model decides. A candidate of 0 percent runs in shadow: it is asked about every message and decides none;
 * above that it decides for so many of a hundred students, always the same ones.
 */
export const ReleaseSchema = Type.Object(
  {
    revision: Type.Integer({ minimum: 0, description: 'Grows by one with each change.' }),
    active: Type.String({ description: 'Id of the model that decides; `shipped` for the one of the running build.' }),
    candidate: Type.Optional(
      Type.Object(
        { model_id: Type.String(), percent: Type.Integer({ minimum: 0, maximum: 100 }) },
        { additionalProperties: false },
      ),
    ),
    previous: Type.Array(Type.String(), { description: 'What decided before, newest last: where a rollback leads.' }),
    changed_at: Type.Optional(time),
    changed_by: Type.Optional(ActorSchema),
  },
  { additionalProperties: false },
);
export type Release = Static<typeof ReleaseSchema>;

/** What people said of answers: helpful, not helpful, or sent to the wrong tutor. */
export const VERDICTS = ['helpful', 'unhelpful', 'misrouted'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What one model made of the messages, and what people said of the answers it decided. */
const SideSchema = Type.Object(
  {
    routed: count,
    clarify: count,
    fallback: count,
    mean_confidence: Type.Union([Type.Number(), Type.Null()]),
    helpful: count,
    unhelpful: count,
    misrouted: count,
  },
  { additionalProperties: false },
);
export type ComparedSide = Static<typeof SideSchema>;

/** Active and candidate on the same messages, as one process has seen them since the candidate came. */
export const ComparisonSchema = Type.Object(
  {
    since: time,
    messages: count,
    agreed: count,
    disagreements: Type.Array(
      Type.Object({ active: LabelSchema, candidate: LabelSchema, messages: count }, { additionalProperties: false }),
      { description: 'Which intents they give to the same messages, most frequent first.' },
    ),
    active: SideSchema,
    candidate: SideSchema,
  },
  { additionalProperties: false },
);
export type Comparison = Static<typeof ComparisonSchema>;

export const ModelsReportSchema = Type.Object(
  {
    release: ReleaseSchema,
    deciding: Type.String({ description: 'Id of the model that decides in the process that answers.' }),
    refusal: Type.Optional(
      Type.String({ description: 'Why that process cannot follow the release; the model before it decides.' }),
    ),
    models: Type.Array(TrainedModelSchema),
    comparison: Type.Optional(ComparisonSchema),
  },
  { additionalProperties: false },
);
export type ModelsReport = Static<typeof ModelsReportSchema>;

export const ActivationSchema = Type.Object(
  {
    percent: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 100,
        description: 'For so many of a hundred students, 0 in shadow. Without it: for all.',
      }),
    ),
  },
  { additionalProperties: false },
);
export type Activation = Static<typeof ActivationSchema>;
