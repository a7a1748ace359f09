import { createHash } from 'node:crypto';
import type { Classification } from '../../contract/decision.ts';
import { createShippedDetector } from '../../skills/triage-logic/shipped-model.ts';
import type { TriageInput } from '../../skills/triage-logic/triage-input.ts';
import type { FlagSnapshot } from '../flags.ts';
import type { SanitizedQuery } from '../sanitize/sanitize-query.ts';
import { requireSane, type TrainedModel, UNFITTED_ESCALATION } from './trained-model.ts';

/** The skill alone: at once, and at no tokens. */
export type DetectMessage = (
  query: SanitizedQuery,
  flags: Pick<FlagSnapshot, 'on'>,
  studentId: string,
) => Classification;

/** The trained models in use: one that decides, and at most one that is to follow it. */
export interface ModelsInUse {
  readonly active: TrainedModel;
  readonly candidate?: { readonly model: TrainedModel; readonly percent: number } | undefined;
}

export interface ReleasedModels {
  readonly detect: DetectMessage;
  /** The confidence below which a language model may be asked, as fitted with the model that decided. */
  escalateBelow(found: Classification): number;
  inUse(): ModelsInUse;
  /** From the next message on. */
  use(models: ModelsInUse): void;
  /** What both make of a message, whoever decides it; undefined while there is no candidate. */
  compare(query: SanitizedQuery): { readonly active: Classification; readonly candidate: Classification } | undefined;
}

/**
 * Decides with the trained model that is released: the active one or, for its share of students, the candidate. With
 * `ml-classifier` off the hand-written rules decide. A model that breaks on a message costs nobody an answer: the active one
 * decides for the candidate, and for the active one the first.
 * @param first the model of the build, which was tried when it was made
 * @param broke told which model threw, and what
 */
export function createReleasedModels(
  first: TrainedModel,
  broke: (modelId: string, error: unknown) => void = () => undefined,
): ReleasedModels {
  const byRules = createShippedDetector('rules');
  let models: ModelsInUse = { active: first };

  function detectWith({ detect, modelId }: TrainedModel, input: TriageInput): Classification {
    const found = requireSane(detect(input));
    return found.decided_by === 'model' ? { ...found, model_id: modelId } : found;
  }

  function attempt<Found>({ modelId }: TrainedModel, work: () => Found): Found | undefined {
    try {
      return work();
    } catch (error) {
      broke(modelId, error);
      return undefined;
    }
  }

  return {
    detect(query, flags, studentId) {
      const input = toInput(query);
      if (!flags.on['ml-classifier']) return byRules(input);
      const { active, candidate } = models;
      const found =
        candidate !== undefined && isInShare(candidate.model.modelId, studentId, candidate.percent)
          ? attempt(candidate.model, () => detectWith(candidate.model, input))
          : undefined;
      return found ?? attempt(active, () => detectWith(active, input)) ?? detectWith(first, input);
    },
    escalateBelow({ model_id }) {
      const { active, candidate } = models;
      const decided = [active, candidate?.model].find((model) => model !== undefined && model.modelId === model_id);
      return decided?.facts.escalate_threshold ?? UNFITTED_ESCALATION;
    },
    inUse: () => models,
    use(next) {
      models = next;
    },
    compare(query) {
      const { active, candidate } = models;
      if (candidate === undefined) return undefined;
      const input = toInput(query);
      const withoutReasons = { evidence: false };
      const [old, next] = [active, candidate.model].map((model) =>
        attempt(model, () => requireSane(model.detect(input, withoutReasons))),
      );
      return old && next && { active: old, candidate: next };
    },
  };
}

/**
 * Whether a student is among so many of a hundred: always the same ones for one model, and who is in a small share is in
 * every larger one.
 */
export function isInShare(modelId: string, studentId: string, percent: number): boolean {
  if (percent <= 0) return false;
  const hash = createHash('sha256').update(`${modelId}\0${studentId}`).digest();
  return (hash.readUInt32BE(0) / 2 ** 32) * 100 < percent;
}

function toInput({ query, code, session_context, student_progress }: SanitizedQuery): TriageInput {
  return {
    text: query,
    ...(code !== undefined && { code }),
    ...(session_context !== undefined && { session_context }),
    ...(student_progress !== undefined && { student_progress }),
  };
}
