import { Type } from 'typebox';

/** What a student may need. The order is the order of every table and matrix in the project. */
export const INTENTS = [
  'syntax_help',
  'concept_explanation',
  'exercise_request',
  'progress_check',
  'code_review',
] as const;

export type Intent = (typeof INTENTS)[number];

/** The sixth answer of the classifier: nothing a tutor here could serve. The router never gives it. */
export const OUT_OF_SCOPE = 'out_of_scope';

export const LABELS = [...INTENTS, OUT_OF_SCOPE] as const;

/** What the classifier may say: an intent, or `out_of_scope`. */
export type Label = (typeof LABELS)[number];

export const AGENTS = ['debug-agent', 'concepts-agent', 'exercise-agent', 'progress-agent', 'review-agent'] as const;

export type AgentId = (typeof AGENTS)[number];

export const PRIORITIES = ['high', 'medium', 'low'] as const;

export type Priority = (typeof PRIORITIES)[number];

/** Which tutor serves an intent, and how urgently. */
export const AGENT_OF = {
  syntax_help: { agent: 'debug-agent', priority: 'high' },
  concept_explanation: { agent: 'concepts-agent', priority: 'medium' },
  exercise_request: { agent: 'exercise-agent', priority: 'medium' },
  progress_check: { agent: 'progress-agent', priority: 'low' },
  code_review: { agent: 'review-agent', priority: 'medium' },
} as const satisfies Record<Intent, { agent: AgentId; priority: Priority }>;

/** Who answers when no intent is certain enough and no question would settle it. */
export const FALLBACK_AGENT: AgentId = 'review-agent';

export const IntentSchema = Type.Enum(INTENTS);
export const LabelSchema = Type.Enum(LABELS);
export const AgentIdSchema = Type.Enum(AGENTS);
export const PrioritySchema = Type.Enum(PRIORITIES);
