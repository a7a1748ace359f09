import type { AcceptedRequest, Change, Journal, OutboxEvent } from '../../src/journal/journal.ts';

/** The journal's promises, kept at once and forgotten, with the outbox that the relay empties. */
export function createForgetfulJournal(): Journal {
  const traces = new Map<string, string | undefined>();
  const listeners = new Set<(change: Change) => void>();
  let outbox: OutboxEvent[] = [];
  let seq = 0;
  const journal = {
    async accept({ requestId, traceparent }: AcceptedRequest) {
      traces.set(requestId, traceparent);
      return { kind: 'accepted' };
    },
    async settle(requestId: string) {
      const traceparent = traces.get(requestId);
      traces.delete(requestId);
      const about = { type: 'learnflow.request.answered', subject: requestId, timeMs: 0, data: {} };
      outbox.push({ seq: ++seq, id: requestId, ...about, traceparent });
      for (const tell of listeners) tell({ requestId, status: 'answered' });
      return true;
    },
    claimOutbox: async () => true,
    readOutbox: async () => outbox.slice(0, 256),
    async removeFromOutbox(seqs: readonly number[]) {
      outbox = outbox.filter((event) => !seqs.includes(event.seq));
    },
    readHistory: async () => ({ messages: 0, active_days: 0, by_intent: {}, last_7_days: {}, recent: [] }),
    subscribe(listener: (change: Change) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return journal as unknown as Journal;
}
