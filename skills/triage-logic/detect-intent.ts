import type { Classification, DistressSign, ScoredLabel } from '../../contract/decision.ts';
import { type Intent, LABELS, type Label, OUT_OF_SCOPE } from '../../contract/intents.ts';
import { applyProgress } from './apply-progress.ts';
import { createMessageJudge } from './engine/judge-message.ts';
import { createExplainer, explainRules } from './explain-intent.ts';
import type { Model } from './load-model.ts';
import { type DistressWatch, mayTellOfDistress } from './recognise-distress.ts';
import { applyRules, RULES_CLARIFY_MARGIN, RULES_THRESHOLD } from './rules.ts';
import type { Detect, DetectOptions, TriageInput } from './triage-input.ts';

const NO_USAGE = { input_tokens: 0, output_tokens: 0, source: 'none' } as const;

const byConfidence = (a: ScoredLabel, b: ScoredLabel): number => b.confidence - a.confidence;

function honourChoice(chosen: Intent): Classification {
  return {
    intent: chosen,
    confidence: 1,
    scores: LABELS.map((intent) => ({ intent, confidence: intent === chosen ? 1 : 0 })).sort(byConfidence),
    out_of_scope: 0,
    evidence: [{ kind: 'choice', text: 'the student said what is wanted', weight: 1 }],
    decided_by: 'student',
    threshold: 0,
    clarify_margin: 0,
    usage: { ...NO_USAGE },
  };
}

function detectByRules(input: TriageInput, options: DetectOptions): Classification {
  const { shares, found } = applyRules(input.text, input.code, input.session_context?.previous_intent);
  const scores = LABELS.map((intent) => ({ intent, confidence: shares[intent] })).sort(byConfidence);
  const best = scores[0] as ScoredLabel;
  return {
    intent: best.intent,
    confidence: best.confidence,
    scores,
    out_of_scope: shares[OUT_OF_SCOPE],
    evidence: options.evidence === false ? [] : explainRules(found, best.intent),
    decided_by: 'rules',
    threshold: RULES_THRESHOLD,
    clarify_margin: RULES_CLARIFY_MARGIN,
    usage: { ...NO_USAGE },
  };
}

function columnsOfIntents(model: Model): readonly Intent[] {
  const known: readonly string[] = LABELS;
  const strange = model.labels.find((label) => !known.includes(label));
  if (strange !== undefined) throw new Error(`the model knows the label "${strange}", which is no intent of ours`);
  return model.labels as readonly Intent[];
}

/**
 * Makes a detector: of the trained model given, or, without one, of the hand-written rules.
 * A detector keeps scratch space: use it from one thread. `session_context.chosen_intent` is honoured as it is.
 * @param watch who notices a student in distress in the same pass; a message that alarms nobody is not read again
 * @throws {Error} when the model knows labels that are not ours
 */
export function createDetector(model?: Model, watch?: DistressWatch): Detect {
  if (model === undefined) {
    return (input, options = {}) => {
      const chosen = input.session_context?.chosen_intent;
      return chosen === undefined ? detectByRules(input, options) : honourChoice(chosen);
    };
  }
  const intents = columnsOfIntents(model);
  const { thresholds } = model.calibration;
  const judge = createMessageJudge(model, watch?.alarm);
  const explain = createExplainer(model);
  const signOf = (text: string, isOutOfScope: boolean): { distress?: DistressSign } => {
    const sign = watch?.recognise(text, isOutOfScope).sign ?? null;
    return sign === null ? {} : { distress: sign };
  };
  return (input, options = {}) => {
    const chosen = input.session_context?.chosen_intent;
    if (chosen !== undefined) return { ...honourChoice(chosen), ...signOf(input.text, false) };
    const message = { text: input.text, code: input.code, previousIntent: input.session_context?.previous_intent };
    const { scorer, judgement } = judge(message);
    const progressEvidence = applyProgress(input.student_progress, intents, judgement);
    const inScope = 1 - judgement.outOfScope;
    const isOutOfScope = judgement.outOfScope >= thresholds.outOfScope;
    const confidence = judgement.bestConfidence * inScope;
    // The best intent's calibrated confidence; the others share what it leaves as their probabilities do, and none of them
    // more than it: a low confidence is a doubt of the best, and no proof of the second. What is left over is nobody's.
    const rest = (inScope - confidence) / Math.max(1 - judgement.bestProbability, 1e-9);
    const leader = intents[judgement.best] as Intent;
    const scores: ScoredLabel[] = [
      { intent: leader, confidence: Math.min(1, Math.max(0, confidence)) },
      { intent: OUT_OF_SCOPE, confidence: judgement.outOfScope },
    ];
    for (let column = 0; column < intents.length; column++) {
      if (column === judgement.best) continue;
      const own = (judgement.probabilities[column] as number) * rest;
      scores.push({ intent: intents[column] as Label, confidence: Math.min(confidence, Math.max(0, own)) });
    }
    scores.sort(byConfidence);
    const intent = isOutOfScope ? OUT_OF_SCOPE : leader;
    const found: Classification = {
      intent,
      confidence: isOutOfScope ? judgement.outOfScope : confidence,
      scores,
      out_of_scope: judgement.outOfScope,
      evidence:
        options.evidence === false
          ? []
          : explain(input.text, scorer.learner, judgement.best, isOutOfScope, isOutOfScope ? [] : progressEvidence),
      decided_by: 'model',
      threshold: thresholds.route,
      clarify_margin: thresholds.clarifyMargin,
      usage: { ...NO_USAGE },
    };
    return watch !== undefined && mayTellOfDistress(scorer) ? { ...found, ...signOf(input.text, isOutOfScope) } : found;
  };
}
