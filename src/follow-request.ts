import { once } from 'node:events';
import type { RequestRecord } from '../contract/triage-response.ts';
import type { Change, RequestLog } from './journal/journal.ts';
import { toRequestRecord } from './journal/to-request-record.ts';

/** How often a request is looked at without being told: another process may have ended it, in milliseconds. */
const LOOK_AGAIN_MS = 2_000;

/** States from which nothing more comes; a dead letter may still be answered. */
const isFinal = (status: RequestRecord['status']) => status !== 'accepted' && status !== 'dead_lettered';

/** A request as it stands, and again each time that changes, until its end or until the signal fires. */
export async function* followRequest(
  journal: Pick<RequestLog, 'find'> & { subscribe(listener: (change: Change) => void): () => void },
  requestId: string,
  signal: AbortSignal,
): AsyncGenerator<RequestRecord> {
  const changes = new EventTarget();
  const stop = journal.subscribe((change) => {
    if (change.requestId === requestId) changes.dispatchEvent(new Event('change'));
  });
  const timer = setInterval(() => changes.dispatchEvent(new Event('change')), LOOK_AGAIN_MS);
  try {
    for (let told: string | undefined; !signal.aborted; ) {
      // Listened for before the look, so that no change falls between the two.
      const changed = once(changes, 'change', { signal }).catch(() => undefined);
      const stored = await journal.find(requestId);
      if (stored === undefined) return;
      const record = toRequestRecord(stored);
      if (record.status !== told) yield record;
      told = record.status;
      if (isFinal(told as RequestRecord['status'])) return;
      await changed;
    }
  } finally {
    clearInterval(timer);
    stop();
  }
}
