import type { RequestRecord } from '../../contract/triage-response.ts';
import type { StoredRequest } from './journal.ts';

/** A stored request as its student may see it. */
export function toRequestRecord(stored: StoredRequest): RequestRecord {
  const { requestId, status, acceptedAtMs, settledAtMs, decision, reply, deadLetterId } = stored;
  return {
    request_id: requestId,
    status,
    accepted_at: new Date(acceptedAtMs).toISOString(),
    ...(settledAtMs !== undefined && { settled_at: new Date(settledAtMs).toISOString() }),
    decision,
    ...(reply !== undefined && { reply }),
    ...(deadLetterId !== undefined && { dead_letter_id: deadLetterId }),
  };
}
