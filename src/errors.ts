import type { FieldError } from '../contract/problem.ts';
import type { AuthFailure, LimitScope, Violation } from '../contract/security-summary.ts';

/** Every way a request may end without an answer, and whether the same request may succeed later. */
const RETRYABLE = {
  INVALID_REQUEST: false,
  QUERY_REJECTED: false,
  UNAUTHENTICATED: false,
  FORBIDDEN: false,
  NOT_FOUND: false,
  METHOD_NOT_ALLOWED: false,
  UNSUPPORTED_MEDIA_TYPE: false,
  PAYLOAD_TOO_LARGE: false,
  IDEMPOTENCY_CONFLICT: false,
  IDEMPOTENCY_IN_FLIGHT: true,
  DEAD_LETTER_NOT_WAITING: false,
  MODEL_REFUSED: false,
  RELEASE_CONFLICT: false,
  HEADERS_TOO_LARGE: false,
  REQUEST_TIMED_OUT: true,
  RATE_LIMITED: true,
  OVERLOADED: true,
  JOURNAL_UNAVAILABLE: true,
  AGENT_UNAVAILABLE: true,
  AGENT_TIMED_OUT: true,
  AGENT_FAILED: true,
  INTERNAL: true,
} as const;

export type ErrorCode = keyof typeof RETRYABLE;
export const ERROR_CODES = Object.keys(RETRYABLE) as ErrorCode[];

export interface TriageErrorFacts {
  /** Fields of the request that were at fault. */
  readonly errors?: readonly FieldError[];
  readonly deadLetterId?: string;
  /** Request the failure belongs to, when it was accepted and can be looked up. */
  readonly requestId?: string;
  readonly retryAfterSeconds?: number;
  /** Methods a resource does allow (METHOD_NOT_ALLOWED). */
  readonly allow?: readonly string[];
  /** Why the sender is not known (UNAUTHENTICATED). */
  readonly authFailure?: AuthFailure;
  /** What there was too much of (RATE_LIMITED). */
  readonly limitScope?: LimitScope;
  /** What was wrong with the shape of the request (INVALID_REQUEST and its kin). */
  readonly violation?: Violation;
  readonly cause?: unknown;
}

/** What a caller can act on. `message` is shown to the caller: never put a secret, a stack or the student's text in it. */
export class TriageError extends Error {
  override readonly name = 'TriageError';
  readonly code: ErrorCode;
  readonly facts: TriageErrorFacts;

  constructor(code: ErrorCode, message: string, facts: TriageErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.facts = facts;
  }

  get isRetryable(): boolean {
    return RETRYABLE[this.code];
  }
}
