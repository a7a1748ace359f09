import { type Static, Type } from 'typebox';
import { BREAKER_STATES } from './agent-status.ts';
import { AgentIdSchema, IntentSchema, LabelSchema, PrioritySchema } from './intents.ts';

const confidence = Type.Number({ minimum: 0, maximum: 1 });

export const DECIDERS = ['rules', 'model', 'llm', 'student'] as const;
export type Decider = (typeof DECIDERS)[number];

/**
 * What spoke for a student in distress: a phrase that tells of self-harm, of abuse or of danger, or the words as a whole.
 */
export const DISTRESS_SIGNS = ['self-harm', 'abuse', 'danger', 'words'] as const;
export type DistressSign = (typeof DISTRESS_SIGNS)[number];

/** One thing in the message that spoke for (weight > 0) or against (weight < 0) the intent given. */
export const EvidenceSchema = Type.Object(
  {
    kind: Type.Enum([
      'words',
      'traceback',
      'code',
      'shape',
      'context',
      'progress',
      'rule',
      'choice',
      'opinion',
    ] as const),
    text: Type.String({ maxLength: 200, description: 'In words a teacher understands.' }),
    weight: Type.Number(),
  },
  { additionalProperties: false },
);
export type Evidence = Static<typeof EvidenceSchema>;

export const ScoredLabelSchema = Type.Object({ intent: LabelSchema, confidence }, { additionalProperties: false });
export type ScoredLabel = Static<typeof ScoredLabelSchema>;

export const USAGE_SOURCES = ['none', 'provider', 'tokenizer'] as const;

/** LLM tokens spent on one decision and who counted them; `none` means no model was asked. */
export const UsageSchema = Type.Object(
  {
    input_tokens: Type.Integer({ minimum: 0 }),
    output_tokens: Type.Integer({ minimum: 0 }),
    source: Type.Enum(USAGE_SOURCES),
  },
  { additionalProperties: false },
);
export type Usage = Static<typeof UsageSchema>;

/** What the classifier found. `scores` holds every label, best first; `confidence` is that of `intent`, calibrated, 0..1. */
export const ClassificationSchema = Type.Object(
  {
    intent: LabelSchema,
    confidence,
    scores: Type.Array(ScoredLabelSchema),
    out_of_scope: Type.Number({ minimum: 0, maximum: 1, description: 'Probability that no tutor here can serve it.' }),
    evidence: Type.Array(EvidenceSchema),
    decided_by: Type.Enum(DECIDERS),
    model_id: Type.Optional(Type.String({ description: 'Which trained model gave the scores, where one did.' })),
    threshold: Type.Number({ minimum: 0, maximum: 1, description: 'Least confidence at which the router routes.' }),
    clarify_margin: Type.Number({
      minimum: 0,
      maximum: 1,
      description: 'Two best intents closer than this are asked about.',
    }),
    usage: UsageSchema,
    second_opinion: Type.Optional(
      Type.Object(
        { decided_by: Type.Enum(DECIDERS), intent: LabelSchema, confidence },
        { additionalProperties: false, description: 'What the local classifier had found, where the model decided.' },
      ),
    ),
    distress: Type.Optional(
      Type.Enum(DISTRESS_SIGNS, { description: 'Present when the message reads as from a person in distress.' }),
    ),
  },
  { additionalProperties: false },
);
export type Classification = Static<typeof ClassificationSchema>;

export const OUTCOMES = ['routed', 'clarify', 'fallback'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/**
 * Who answers, and why. `target_agent` is null where the service itself answers: for `clarify`, which then carries two
 * `choices`, and for a message in distress.
 */
export const RoutingDecisionSchema = Type.Object(
  {
    intent: IntentSchema,
    confidence,
    target_agent: Type.Union([AgentIdSchema, Type.Null()]),
    outcome: Type.Enum(OUTCOMES),
    priority: PrioritySchema,
    reasons: Type.Array(Type.String()),
    distress: Type.Optional(
      Type.Literal(true, { description: 'No tutor answers: the reply names where help is, and staff are told.' }),
    ),
    choices: Type.Optional(
      Type.Array(Type.Object({ intent: IntentSchema, label: Type.String() }, { additionalProperties: false }), {
        minItems: 2,
        maxItems: 2,
      }),
    ),
    breaker: Type.Optional(
      Type.Enum(BREAKER_STATES, { description: 'How the breaker of that tutor stood when this was decided.' }),
    ),
    flags: Type.Optional(
      Type.Record(Type.String(), Type.Enum(['on', 'off'] as const), {
        description: 'The feature flags that shaped this decision, as they stood for this student.',
      }),
    ),
  },
  { additionalProperties: false },
);
export type RoutingDecision = Static<typeof RoutingDecisionSchema>;
