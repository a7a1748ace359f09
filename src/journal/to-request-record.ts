import type { RequestRecord } from '../../contract/triage-response.ts';
import type { StoredRequest } from './journal.ts';

/** A stored request as its student may see it. */
export function toRequestRecord({ requestId, acceptedAtMs, decision, state }: StoredRequest): RequestRecord {
  return {
    request_id: requestId,
    status: state.status,
    accepted_at: new Date(acceptedAtMs).toISOString(),
    ...(state.status !== 'accepted' && { settled_at: new Date(state.settledAtMs).toISOString() }),
    decision,
    ...('reply' in state && { reply: state.reply }),
    ...('deadLetterId' in state && { dead_letter_id: state.deadLetterId }),
  };
}
