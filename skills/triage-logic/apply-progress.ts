import type { Evidence } from '../../contract/decision.ts';
import type { Intent } from '../../contract/intents.ts';
import type { StudentProgress } from '../../contract/triage-query.ts';
import type { Judgement } from './engine/calibration.ts';

/** Only a lead smaller than this (in log-odds) is a close call, which a student's progress may turn. */
const CLOSE_CALL = 1.1;
/** All that is known of a student shifts a label by no more than this (in log-odds). */
const MAX_SHIFT = 0.5;

const MANY_ERRORS = 3;
const LOW_COMPLETION = 0.3;
const HIGH_QUIZ_SCORE = 0.8;

interface Shift {
  readonly intent: Intent;
  readonly by: number;
  readonly text: string;
}

function shiftsOf({ recent_errors: errors = 0, completion = 1, quiz_score: quiz = 0 }: StudentProgress): Shift[] {
  const shifts: Shift[] = [];
  if (errors >= MANY_ERRORS) {
    shifts.push({ intent: 'syntax_help', by: Math.min(MAX_SHIFT, 0.1 * errors), text: `${errors} errors lately` });
  }
  if (completion < LOW_COMPLETION) shifts.push({ intent: 'concept_explanation', by: 0.3, text: 'early in the course' });
  if (quiz >= HIGH_QUIZ_SCORE) {
    shifts.push({ intent: 'exercise_request', by: 0.2, text: 'high quiz scores' });
    shifts.push({ intent: 'code_review', by: 0.2, text: 'high quiz scores' });
  }
  return shifts;
}

/**
 * Lets a student's progress move a close call. A clear lead of the text stands: no figure overrules what was said.
 * @returns what spoke for or against the intent that leads now; empty where nothing moved
 */
export function applyProgress(
  progress: StudentProgress | undefined,
  intents: readonly Intent[],
  judgement: Judgement,
): readonly Evidence[] {
  if (progress === undefined) return [];
  const { probabilities } = judgement;
  const lead = judgement.bestProbability;
  const isClose = (column: number): boolean =>
    Math.log(lead / Math.max(probabilities[column] as number, 1e-9)) <= CLOSE_CALL;
  // With no rival near, there is nothing to turn, and the confidence is the text's alone.
  if (!isClose(judgement.second)) return [];
  const shifts = shiftsOf(progress).filter(
    ({ intent }) => intents.includes(intent) && isClose(intents.indexOf(intent)),
  );
  if (shifts.length === 0) return [];
  for (const { intent, by } of shifts) {
    const column = intents.indexOf(intent);
    probabilities[column] = (probabilities[column] as number) * Math.exp(by);
  }
  let sum = 0;
  for (const probability of probabilities) sum += probability;
  for (let column = 0; column < intents.length; column++)
    probabilities[column] = (probabilities[column] as number) / sum;
  const order = [...intents.keys()].sort((a, b) => (probabilities[b] as number) - (probabilities[a] as number));
  [judgement.best, judgement.second] = order as [number, number];
  judgement.bestProbability = probabilities[judgement.best] as number;
  judgement.secondProbability = probabilities[judgement.second] as number;
  // Confidence was fitted to the text's own probability: it moves in proportion, and no further.
  judgement.bestConfidence = Math.min(0.99, (judgement.bestConfidence * judgement.bestProbability) / lead);
  const leader = intents[judgement.best];
  // What speaks for several intents is told once, as spoken for the leader where that is one of them.
  const told = new Map<string, number>();
  for (const { intent, by, text } of shifts)
    if (intent === leader || !told.has(text)) told.set(text, intent === leader ? by : -by);
  return [...told].map(([text, weight]) => ({ kind: 'progress', text, weight }));
}
