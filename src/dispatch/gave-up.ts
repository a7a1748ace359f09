import type { DeadLetterReason } from '../../contract/dead-letter.ts';
import type { AgentId } from '../../contract/intents.ts';
import { TriageError } from '../errors.ts';

const GAVE_UP = {
  exhausted: ['AGENT_FAILED', 'failed to answer'],
  agent_rejected: ['AGENT_FAILED', 'refused the request'],
  timed_out: ['AGENT_TIMED_OUT', 'did not answer in time'],
  expired: ['AGENT_TIMED_OUT', 'could not be asked before the deadline'],
  breaker_open: ['AGENT_UNAVAILABLE', 'is unavailable at the moment'],
  interrupted: ['AGENT_UNAVAILABLE', 'was interrupted'],
  overloaded: ['OVERLOADED', 'has too many questions waiting'],
} as const satisfies Record<DeadLetterReason, readonly [string, string]>;

/** What the student is told when no tutor answered: whom it was for, why, and where the answer will be. */
export function gaveUp(
  reason: DeadLetterReason,
  agent: AgentId,
  { deadLetterId, requestId }: { deadLetterId: string | undefined; requestId: string },
): TriageError {
  const [code, what] = GAVE_UP[reason];
  const happened = `${agent} ${what} (${reason}).`;
  if (deadLetterId === undefined) {
    return new TriageError(code, `${happened} The question has ended here: ask it again.`, {
      requestId,
      retryAfterSeconds: 30,
    });
  }
  const detail = `${happened} The question is kept: look for the answer at /api/v1/requests/${requestId}.`;
  return new TriageError(code, detail, { deadLetterId, requestId, retryAfterSeconds: 30 });
}
