import type { Classification } from '../../contract/decision.ts';
import type { SessionContext, StudentProgress } from '../../contract/triage-query.ts';

/** What a detector reads: the message, and what its caller knows of the student and the conversation. */
export interface TriageInput {
  readonly text: string;
  readonly code?: string | undefined;
  readonly session_context?: SessionContext | undefined;
  readonly student_progress?: StudentProgress | undefined;
}

export interface DetectOptions {
  /** Whether to say what spoke for the answer; costs some five to ten times the answer itself. Default true. */
  readonly evidence?: boolean;
}

/** Says what a message asks for. Pure, and never refuses: unsure is an answer. */
export type Detect = (input: TriageInput, options?: DetectOptions) => Classification;
