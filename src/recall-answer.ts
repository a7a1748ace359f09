import type { TriageResponse } from '../contract/triage-response.ts';
import { gaveUp } from './dispatch/gave-up.ts';
import type { IdempotencyKey } from './edge/message.ts';
import { TriageError } from './errors.ts';
import type { StoredRequest, UsedKey } from './journal/journal.ts';

/** How long a client should wait before it asks again for a request that is under way, in seconds. */
const ASK_AGAIN_SECONDS = 1;

/**
 * What a student is told of a request they made earlier: its stored answer, or how else it stands today.
 * @throws {TriageError} IDEMPOTENCY_IN_FLIGHT while it is under way; the failure it ended with, when it was not answered
 */
export function recallAnswer({ requestId, decision, classification, state }: StoredRequest): TriageResponse {
  const agent = decision.target_agent;
  switch (state.status) {
    case 'answered':
    case 'replayed': {
      const { status, reply, timings } = state;
      return { request_id: requestId, status, decision, reply, usage: classification.usage, timings };
    }
    case 'accepted':
      throw new TriageError('IDEMPOTENCY_IN_FLIGHT', 'The first request with this key is still under way.', {
        requestId,
        retryAfterSeconds: ASK_AGAIN_SECONDS,
      });
    case 'dead_lettered':
      if (agent === null) throw new TypeError(`${requestId} was given up without a tutor`);
      throw gaveUp(state.reason, agent, { deadLetterId: state.deadLetterId, requestId });
    case 'failed':
      throw new TriageError('AGENT_FAILED', `${agent} did not answer (${state.reason}).`, { requestId });
    case 'discarded':
      throw new TriageError('AGENT_FAILED', `${agent} did not answer, and the question was discarded by an operator.`, {
        requestId,
        deadLetterId: state.deadLetterId,
      });
    default:
      return state satisfies never;
  }
}

/** @throws {TriageError} IDEMPOTENCY_CONFLICT when a key that stands for one message comes with another */
export function requireSameMessage(used: UsedKey, { fingerprint }: IdempotencyKey): void {
  if (used.fingerprint === fingerprint) return;
  throw new TriageError(
    'IDEMPOTENCY_CONFLICT',
    'This Idempotency-Key was used within the last 24 hours for a different message. Send a new key with a new message.',
  );
}
