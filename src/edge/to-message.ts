import type { FastifyRequest } from 'fastify';
import type { TriageQuery } from '../../contract/triage-query.ts';
import { TriageError } from '../errors.ts';
import { callerOf } from './authorize-routes.ts';
import type { Message } from './message.ts';

/** How far the caller's clock may be from ours, in milliseconds. */
const MAX_CLOCK_DIFFERENCE_MS = 5 * 60_000;

/**
 * One authenticated message, judged by what no schema can say.
 * @throws {TriageError} FORBIDDEN for another student's progress, INVALID_REQUEST for a timestamp far from now
 */
export function toMessage(request: FastifyRequest, query: TriageQuery, nowMs: number): Message {
  const { studentId } = callerOf(request);
  if (query.student_progress?.student_id !== undefined && query.student_progress.student_id !== studentId) {
    throw new TriageError('FORBIDDEN', 'student_progress.student_id is not the student the token names.', {
      errors: [{ path: '/student_progress/student_id', message: 'must be the subject of the token' }],
    });
  }
  if (query.timestamp !== undefined && Math.abs(Date.parse(query.timestamp) - nowMs) > MAX_CLOCK_DIFFERENCE_MS) {
    throw new TriageError('INVALID_REQUEST', 'timestamp is more than five minutes from now.', {
      errors: [{ path: '/timestamp', message: 'must be within five minutes of now' }],
    });
  }
  return { requestId: request.id, studentId, query, deadline: request.deadline, trace: request.trace };
}
