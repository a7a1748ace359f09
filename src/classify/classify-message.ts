import type { Classification } from '../../contract/decision.ts';
import type { Label } from '../../contract/intents.ts';
import type { Deadline } from '../edge/message.ts';
import type { FlagSnapshot } from '../flags.ts';
import type { SanitizedQuery } from '../sanitize/sanitize-query.ts';
import type { Span } from '../telemetry/span.ts';
import { adoptModelDecision, keepSkill, leaveUndecided } from './adopt-model-decision.ts';
import type { ModelDecision, ModelRouter } from './model-router.ts';
import type { DetectMessage } from './released-models.ts';

export interface ClassifyContext {
  readonly requestId: string;
  readonly studentId: string;
  readonly deadline: Deadline;
  readonly flags: FlagSnapshot;
  /** What the work is part of. */
  readonly trace: Span;
}

/** What was found, and the flags that shaped it. */
export interface Classified {
  readonly classification: Classification;
  readonly flags: FlagSnapshot['shaping'];
}

/** Finds out what a message needs. Unsure is an answer: it never throws. At once, unless the model has to be asked. */
export type Classify = (query: SanitizedQuery, context: ClassifyContext) => Classified | Promise<Classified>;

/** Where a language model is configured. */
export interface ModelPart {
  readonly router: ModelRouter;
  /** The model is asked when the skill is less confident than this, 0..1. */
  readonly threshold: (skill: Classification) => number;
  /** Least confidence the model must state to be followed, 0..1. */
  readonly routeThreshold: number;
  /** Share of sure messages the model is asked about too, only to compare, 0..1. */
  readonly shadowShare: number;
  readonly shadowTimeoutMs: number;
  /** A number in 0..1, another each time. */
  readonly draw: () => number;
  readonly nowMs: () => number;
  /** Told what the model would have said of a message the skill was sure of. */
  readonly shadowed: (requestId: string, skill: Label, model: ModelDecision) => void;
}

/**
 * The cascade: the skill decides when it is sure; the model is asked below its own threshold, where a flag allows it for
 * this student. With `skill-library` off the model decides first.
 */
export function createClassify(detect: DetectMessage, model?: ModelPart): Classify {
  async function askModel(
    query: SanitizedQuery,
    context: ClassifyContext,
    skill: Classification | undefined,
    part: ModelPart,
  ): Promise<Classified> {
    const { flags, studentId } = context;
    const isAllowed = await flags.isOnFor('openai-router', studentId);
    const shaping = {
      ...flags.shaping,
      'openai-router': isAllowed ? 'on' : 'off',
      'fallback-to-skill': flags.on['fallback-to-skill'] ? 'on' : 'off',
    } as const;
    if (!isAllowed) return { classification: skill ?? detect(query, flags, studentId), flags: shaping };
    const decision = await part.router.ask(query, context, skill === undefined ? 'first' : 'escalation');
    if (decision.kind === 'decided') {
      return { classification: adoptModelDecision(decision, part.routeThreshold, skill), flags: shaping };
    }
    const { failure, usage } = decision;
    const classification = flags.on['fallback-to-skill']
      ? keepSkill(skill ?? detect(query, flags, studentId), failure, usage)
      : leaveUndecided(failure, usage);
    return { classification, flags: shaping };
  }

  async function compare(query: SanitizedQuery, context: ClassifyContext, skill: Label, part: ModelPart) {
    if (!(await context.flags.isOnFor('openai-router', context.studentId))) return;
    const deadline = {
      atMs: performance.now() + part.shadowTimeoutMs,
      signal: AbortSignal.timeout(part.shadowTimeoutMs),
    };
    const decision = await part.router.ask(query, { ...context, deadline }, 'shadow');
    part.shadowed(context.requestId, skill, decision);
  }

  return (query, context) => {
    const { flags, studentId } = context;
    const isChosen = query.session_context?.chosen_intent !== undefined;
    const classification = detect(query, flags, studentId);
    if (model === undefined || isChosen) return { classification, flags: flags.shaping };
    // A person in distress is never left to a model's opinion.
    if (classification.distress !== undefined) return { classification, flags: flags.shaping };
    if (!flags.on['skill-library']) return askModel(query, context, undefined, model);
    if (classification.confidence < model.threshold(classification))
      return askModel(query, context, classification, model);
    if (model.shadowShare > 0 && model.draw() < model.shadowShare) {
      // The student does not wait for a comparison, and its failure is no one's loss.
      compare(query, context, classification.intent, model).catch(() => undefined);
    }
    return { classification, flags: flags.shaping };
  };
}
