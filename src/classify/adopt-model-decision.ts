import type { Classification, Evidence, ScoredLabel, Usage } from '../../contract/decision.ts';
import { FALLBACK_AGENT, LABELS, type Label, OUT_OF_SCOPE } from '../../contract/intents.ts';
import type { ModelFailure } from './model-client.ts';
import type { ModelDecision } from './model-router.ts';

const byConfidence = (a: ScoredLabel, b: ScoredLabel): number => b.confidence - a.confidence;

function note(text: string, weight: number): Evidence {
  return { kind: 'opinion', text, weight };
}

/**
 * The model's decision as a classification: its confidence for its intent, and the rest shared as the skill would.
 * @param routeThreshold least confidence the model must state to be followed, 0..1
 * @param skill what the local classifier found, where it was asked
 */
export function adoptModelDecision(
  { intent, confidence, usage }: Extract<ModelDecision, { kind: 'decided' }>,
  routeThreshold: number,
  skill: Classification | undefined,
): Classification {
  const weightOf = (label: Label): number =>
    (skill?.scores.find((score) => score.intent === label)?.confidence ?? 0) + 0.01;
  const others = LABELS.filter((label) => label !== intent);
  const total = others.reduce((sum, label) => sum + weightOf(label), 0);
  const scores = LABELS.map((label): ScoredLabel => {
    const share = label === intent ? confidence : ((1 - confidence) * weightOf(label)) / total;
    return { intent: label, confidence: share };
  }).sort(byConfidence);
  return {
    intent,
    confidence,
    scores,
    out_of_scope: scores.find((score) => score.intent === OUT_OF_SCOPE)?.confidence ?? 0,
    evidence: [note(`the language model read it as ${intent}`, 1)],
    decided_by: 'llm',
    threshold: routeThreshold,
    clarify_margin: skill?.clarify_margin ?? 0,
    usage,
    ...(skill !== undefined && {
      second_opinion: { decided_by: skill.decided_by, intent: skill.intent, confidence: skill.confidence },
    }),
  };
}

/** The skill's classification, which stands because the model gave none. */
export function keepSkill(skill: Classification, failure: ModelFailure, usage: Usage): Classification {
  const asked = note(`the language model was asked and gave no decision (${failure})`, 0);
  return { ...skill, evidence: [...skill.evidence, asked], usage };
}

/** Nobody decided: every label is as likely as the others, so that the router falls back to the review tutor. */
export function leaveUndecided(failure: ModelFailure, usage: Usage): Classification {
  const confidence = 1 / LABELS.length;
  // The label that belongs to the tutor who answers stands first.
  const ordered = ['code_review', ...LABELS.filter((label) => label !== 'code_review')] as const;
  return {
    intent: 'code_review',
    confidence,
    scores: ordered.map((intent) => ({ intent, confidence })),
    out_of_scope: confidence,
    evidence: [note(`the language model gave no decision (${failure}), so ${FALLBACK_AGENT} answers`, 0)],
    decided_by: 'llm',
    threshold: 1,
    clarify_margin: 0,
    usage,
  };
}
