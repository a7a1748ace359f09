import { setTimeout as wait } from 'node:timers/promises';
import type { Deadline } from './edge/message.ts';
import { TriageError } from './errors.ts';
import type { RequestLog, Settlement } from './journal/journal.ts';
import type { Span } from './telemetry/span.ts';

const FIRST_PAUSE_MS = 20;
const MAX_PAUSE_MS = 500;

/**
 * Ends an accepted request, trying again while its deadline lasts. After that its lease is given up, so that it becomes a
 * dead letter as soon as the store can be written, and its student is told that it was accepted but not answered.
 * @returns false when the request had ended otherwise, or was erased, in the meantime
 * @throws {TriageError} JOURNAL_UNAVAILABLE, naming the request
 */
export async function settleRequest(
  journal: Pick<RequestLog, 'settle' | 'release'>,
  requestId: string,
  settlement: Settlement,
  { deadline, trace, nowMs }: { readonly deadline: Deadline; readonly trace: Span; readonly nowMs: () => number },
): Promise<boolean> {
  const span = trace.child('journal settle', 'internal');
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    try {
      const isOurs = await journal.settle(requestId, nowMs(), settlement);
      span.end();
      return isOurs;
    } catch (error) {
      const isOver = await wait(pauseMs, false, { signal: deadline.signal }).catch(() => true);
      if (!isOver) continue;
      journal.release(requestId);
      span.end('JOURNAL_UNAVAILABLE');
      throw new TriageError(
        'JOURNAL_UNAVAILABLE',
        `The question was accepted, but what came of it could not be recorded. It is kept: look for the answer at /api/v1/requests/${requestId}.`,
        { requestId, retryAfterSeconds: 30, cause: error },
      );
    }
  }
}
