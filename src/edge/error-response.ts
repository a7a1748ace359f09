import type { FastifyError, FastifyReply } from 'fastify';
import type { FieldError, Problem } from '../../contract/problem.ts';
import type { Violation } from '../../contract/security-summary.ts';
import { type ErrorCode, TriageError } from '../errors.ts';
import { setRetryAfter } from './rate-limit-headers.ts';

/** HTTP knows errors only here. */
export const STATUS = {
  INVALID_REQUEST: 400,
  QUERY_REJECTED: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  IDEMPOTENCY_CONFLICT: 422,
  IDEMPOTENCY_IN_FLIGHT: 409,
  DEAD_LETTER_NOT_WAITING: 409,
  RELEASE_CONFLICT: 409,
  MODEL_REFUSED: 422,
  REQUEST_TIMED_OUT: 408,
  RATE_LIMITED: 429,
  HEADERS_TOO_LARGE: 431,
  INTERNAL: 500,
  AGENT_FAILED: 502,
  AGENT_UNAVAILABLE: 503,
  OVERLOADED: 503,
  JOURNAL_UNAVAILABLE: 503,
  AGENT_TIMED_OUT: 504,
} as const satisfies Record<ErrorCode, number>;

const TITLE = {
  INVALID_REQUEST: 'The request is not valid',
  QUERY_REJECTED: 'The question cannot be read',
  UNAUTHENTICATED: 'Who are you?',
  FORBIDDEN: 'Not allowed',
  NOT_FOUND: 'There is no such thing here',
  METHOD_NOT_ALLOWED: 'That method is not for this address',
  PAYLOAD_TOO_LARGE: 'The request is too large',
  UNSUPPORTED_MEDIA_TYPE: 'The body must be JSON',
  IDEMPOTENCY_CONFLICT: 'The key was used for something else',
  IDEMPOTENCY_IN_FLIGHT: 'The same request is under way',
  DEAD_LETTER_NOT_WAITING: 'The dead letter is not waiting',
  RELEASE_CONFLICT: 'The release does not allow that',
  MODEL_REFUSED: 'The model cannot be used',
  REQUEST_TIMED_OUT: 'The request did not arrive in time',
  RATE_LIMITED: 'Too many requests',
  HEADERS_TOO_LARGE: 'The headers are too large',
  INTERNAL: 'Something broke on our side',
  AGENT_FAILED: 'The tutor failed',
  AGENT_UNAVAILABLE: 'The tutor is unavailable',
  OVERLOADED: 'Too busy at the moment',
  JOURNAL_UNAVAILABLE: 'Nothing can be recorded at the moment',
  AGENT_TIMED_OUT: 'The tutor took too long',
} as const satisfies Record<ErrorCode, string>;

/** Whatever was thrown, as an error a caller can act on. Unknown ones say nothing of their inside. */
export function toTriageError(error: unknown): TriageError {
  if (error instanceof TriageError) return error;
  const { code, statusCode, validation } = error as Partial<FastifyError>;
  if (validation !== undefined) {
    const errors = validation.slice(0, MAX_FIELD_ERRORS).map(toFieldError);
    const [first] = errors;
    return new TriageError(
      'INVALID_REQUEST',
      first ? `${first.path || 'body'}: ${first.message}` : 'The body is not valid.',
      { errors, violation: VIOLATION_OF[validation[0]?.keyword ?? ''] ?? 'wrong_value' },
    );
  }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new TriageError('PAYLOAD_TOO_LARGE', 'The body is larger than 1 MiB.', { violation: 'too_large' });
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new TriageError('UNSUPPORTED_MEDIA_TYPE', 'Send the body as "Content-Type: application/json".', {
      violation: 'media_type',
    });
  }
  if (code === 'FST_ERR_MAX_PARAM_LENGTH')
    return new TriageError('NOT_FOUND', 'No such address. The list is at /docs.');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    const what = code === 'FST_ERR_BAD_URL' ? 'The address' : 'The request';
    return new TriageError('INVALID_REQUEST', `${what} cannot be read.`, { violation: 'unreadable' });
  }
  return new TriageError('INTERNAL', 'The request could not be handled. It was logged under its request id.', {
    cause: error,
  });
}

const MAX_FIELD_ERRORS = 10;

const VIOLATION_OF: Readonly<Record<string, Violation>> = {
  additionalProperties: 'unknown_field',
  required: 'missing_field',
};

type ValidationError = NonNullable<FastifyError['validation']>[number];

/** Ajv's finding as a JSON pointer and what was wanted; never the value that was sent. */
function toFieldError({ instancePath, keyword, params, message }: ValidationError): FieldError {
  if (keyword === 'additionalProperties') {
    return {
      path: `${instancePath}/${String(params.additionalProperty)}`.slice(0, 200),
      message: 'is not a field of this request',
    };
  }
  if (keyword === 'required')
    return { path: `${instancePath}/${String(params.missingProperty)}`, message: 'is required' };
  if (keyword === 'enum')
    return { path: instancePath, message: `must be one of: ${(params.allowedValues as string[]).join(', ')}` };
  return { path: instancePath, message: message ?? 'is not valid' };
}

/** The problem document (RFC 9457) of an error. */
export function toProblem(error: TriageError, requestId: string): Problem {
  const { errors, deadLetterId, requestId: acceptedId } = error.facts;
  return {
    type: `urn:learnflow:problem:${error.code.toLowerCase().replaceAll('_', '-')}`,
    title: TITLE[error.code],
    status: STATUS[error.code],
    code: error.code,
    detail: error.message,
    request_id: requestId,
    ...(errors && { errors: [...errors] }),
    ...(deadLetterId !== undefined && { dead_letter_id: deadLetterId }),
    ...(acceptedId !== undefined && { instance: `/api/v1/requests/${acceptedId}` }),
  };
}

/** Answers with a problem. */
export function sendProblem(reply: FastifyReply, error: TriageError, requestId: string): FastifyReply {
  const { retryAfterSeconds, allow } = error.facts;
  const status = STATUS[error.code];
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="learnflow"');
  if (allow !== undefined) reply.header('allow', allow.join(', '));
  if (retryAfterSeconds !== undefined || status === 429 || status === 503) setRetryAfter(reply, retryAfterSeconds ?? 1);
  return reply
    .code(status)
    .type('application/problem+json')
    .send(JSON.stringify(toProblem(error, requestId)));
}
