import { INTENTS, type Intent } from '../../contract/intents.ts';
import type { SessionContext, StudentProgress } from '../../contract/triage-query.ts';
import type { TriageInput } from './triage-input.ts';

/** @throws {Error} naming what is no JSON object */
export function asObject(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${name} must be a JSON object`);
  return value as Record<string, unknown>;
}

function readContext(value: unknown): SessionContext {
  const context = asObject(value, 'session_context');
  for (const field of ['previous_intent', 'chosen_intent']) {
    const intent = context[field];
    if (intent !== undefined && !INTENTS.includes(intent as Intent)) {
      throw new Error(`session_context.${field} must be one of ${INTENTS.join(', ')}`);
    }
  }
  return context as SessionContext;
}

const MOST: Readonly<Record<string, number>> = { completion: 1, quiz_score: 1, recent_errors: Infinity };

function readProgress(value: unknown): StudentProgress {
  const progress = asObject(value, 'student_progress');
  for (const [field, most] of Object.entries(MOST)) {
    const figure = progress[field];
    if (figure !== undefined && !(typeof figure === 'number' && figure >= 0 && figure <= most)) {
      throw new Error(`student_progress.${field} must be a number, ${most === 1 ? '0 to 1' : '0 or more'}`);
    }
  }
  return progress as StudentProgress;
}

/**
 * Reads what is known beside a message's text: the conversation and the student's progress, where they are given.
 * @param row the message as it was parsed
 * @throws {Error} naming the field that is wrong
 */
export function readSituation(
  row: Readonly<Record<string, unknown>>,
): Pick<TriageInput, 'session_context' | 'student_progress'> {
  const { session_context: context, student_progress: progress } = row;
  return {
    ...(context !== undefined && { session_context: readContext(context) }),
    ...(progress !== undefined && { student_progress: readProgress(progress) }),
  };
}
