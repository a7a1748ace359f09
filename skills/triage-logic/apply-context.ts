import type { Evidence } from '../../contract/decision.ts';
import type { Intent } from '../../contract/intents.ts';
import type { Judgement } from './engine/calibration.ts';
import type { TriageInput } from './triage-input.ts';

/** Only a lead smaller than this (in log-odds) is a close call, which context may turn. */
const CLOSE_CALL = 1.1;
/** All that is known of a student together shifts a label by no more than this (in log-odds). */
const MAX_PROGRESS_SHIFT = 0.5;
/** A message of so few words may be a follow-up; the shorter, the more the turn before it counts. */
const MAX_FOLLOW_UP_TOKENS = 8;
const FOLLOW_UP_SHIFT = 1.6;

const MANY_ERRORS = 3;
const LOW_COMPLETION = 0.3;
const HIGH_QUIZ_SCORE = 0.8;

interface Shift {
  readonly intent: Intent;
  readonly by: number;
  readonly evidence: Evidence;
}

function shiftsOf(input: TriageInput, tokenCount: number): Shift[] {
  const shifts: Shift[] = [];
  const add = (kind: 'context' | 'progress', intent: Intent, by: number, text: string): void => {
    shifts.push({ intent, by, evidence: { kind, text, weight: by } });
  };
  const previous = input.session_context?.previous_intent;
  if (previous !== undefined && tokenCount <= MAX_FOLLOW_UP_TOKENS) {
    const by = FOLLOW_UP_SHIFT * (1 - (tokenCount - 1) / MAX_FOLLOW_UP_TOKENS);
    add('context', previous, by, 'a short message that follows on from the one before it');
  }
  const { recent_errors: errors, completion, quiz_score: quiz } = input.student_progress ?? {};
  if (errors !== undefined && errors >= MANY_ERRORS) {
    add('progress', 'syntax_help', Math.min(0.5, 0.1 * errors), `${errors} errors lately`);
  }
  if (completion !== undefined && completion < LOW_COMPLETION) {
    add('progress', 'concept_explanation', 0.3, 'early in the course');
  }
  if (quiz !== undefined && quiz >= HIGH_QUIZ_SCORE) {
    add('progress', 'exercise_request', 0.2, 'high quiz scores');
    add('progress', 'code_review', 0.2, 'high quiz scores');
  }
  return shifts;
}

/**
 * Lets the conversation and the student's progress move a close call. A clear lead of the text stands: a new subject
 * breaks out of a conversation, and no progress figure overrules what was said.
 * @returns what moved it, empty where nothing did
 */
export function applyContext(
  input: TriageInput,
  intents: readonly Intent[],
  tokenCount: number,
  judgement: Judgement,
): readonly Evidence[] {
  if (input.session_context?.previous_intent === undefined && input.student_progress === undefined) return [];
  const used: Evidence[] = [];
  const { probabilities } = judgement;
  const lead = judgement.bestProbability;
  const before = judgement.best;
  const factor = new Array<number>(intents.length).fill(0);
  for (const { intent, by, evidence } of shiftsOf(input, tokenCount)) {
    const column = intents.indexOf(intent);
    if (column < 0) continue;
    const behind = Math.log(lead / Math.max(probabilities[column] as number, 1e-9));
    if (behind > (evidence.kind === 'context' ? by : CLOSE_CALL)) continue;
    const limit = evidence.kind === 'context' ? Infinity : MAX_PROGRESS_SHIFT;
    factor[column] = Math.max(factor[column] as number, Math.min((factor[column] as number) + by, limit));
    used.push(evidence);
  }
  if (used.length === 0) return used;
  let sum = 0;
  for (let column = 0; column < intents.length; column++) {
    probabilities[column] = (probabilities[column] as number) * Math.exp(factor[column] as number);
    sum += probabilities[column] as number;
  }
  const order = [...intents.keys()].sort((a, b) => (probabilities[b] as number) - (probabilities[a] as number));
  for (let column = 0; column < intents.length; column++)
    probabilities[column] = (probabilities[column] as number) / sum;
  judgement.best = order[0] as number;
  judgement.second = order[1] as number;
  judgement.bestProbability = probabilities[judgement.best] as number;
  judgement.secondProbability = probabilities[judgement.second] as number;
  // Confidence follows the probability it was fitted to; a call that turned is never surer than its probability.
  judgement.bestConfidence =
    judgement.best === before
      ? Math.min(0.99, judgement.bestConfidence + Math.max(0, judgement.bestProbability - lead))
      : Math.min(judgement.bestConfidence, judgement.bestProbability);
  if (judgement.best === before && judgement.bestProbability < lead) {
    judgement.bestConfidence *= judgement.bestProbability / lead;
  }
  return used;
}
