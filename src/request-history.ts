import type { RequestHistory } from './edge/request-routes.ts';
import { followRequest } from './follow-request.ts';
import type { Journal } from './journal/journal.ts';
import { toRequestRecord } from './journal/to-request-record.ts';

/**
 * The journal's requests as their students may see them.
 * @param closing fires when the service stops: nobody is kept waiting for an answer any longer
 */
export function createRequestHistory(
  journal: Pick<Journal, 'find' | 'listRequests' | 'subscribe'>,
  closing: AbortSignal,
): RequestHistory {
  return {
    async findRequest(requestId) {
      const stored = await journal.find(requestId);
      return stored && { studentId: stored.studentId, record: toRequestRecord(stored) };
    },
    async listRequests(filter, page) {
      const { items, ...rest } = await journal.listRequests(filter, page);
      return { items: items.map(toRequestRecord), ...rest };
    },
    followRequest: (requestId, left) => followRequest(journal, requestId, AbortSignal.any([closing, left])),
  };
}
