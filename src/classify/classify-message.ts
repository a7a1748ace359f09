import type { Classification } from '../../contract/decision.ts';
import { createShippedDetector } from '../../skills/triage-logic/shipped-model.ts';
import type { SanitizedQuery } from '../sanitize/sanitize-query.ts';

/** Finds out what a message needs. Unsure is an answer: it never throws. */
export type Classify = (query: SanitizedQuery) => Classification;

/** @throws {Error} when the shipped model cannot be read */
export function createClassify(): Classify {
  const detect = createShippedDetector();
  return ({ query, code, session_context, student_progress }) =>
    detect({
      text: query,
      ...(code !== undefined && { code }),
      ...(session_context !== undefined && { session_context }),
      ...(student_progress !== undefined && { student_progress }),
    });
}
