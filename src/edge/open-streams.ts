import { TriageError } from '../errors.ts';

/** Streams one caller may have open at once: a tab for each of many questions, and no more than a process can hold of many. */
export const MAX_OPEN_STREAMS = 32;

/** Counts the streams that callers have open. One that follows a dead letter may have no end. */
export interface OpenStreams {
  /** @returns what to call once, when the stream has ended @throws {TriageError} RATE_LIMITED when there are too many */
  enter(callerId: string): () => void;
}

export function createOpenStreams(): OpenStreams {
  const open = new Map<string, number>();
  return {
    enter(callerId) {
      const count = open.get(callerId) ?? 0;
      if (count >= MAX_OPEN_STREAMS) {
        throw new TriageError('RATE_LIMITED', `You follow as many requests (${count}) as one caller may at once.`, {
          retryAfterSeconds: 1,
          limitScope: 'reads',
        });
      }
      open.set(callerId, count + 1);
      return () => {
        const left = (open.get(callerId) ?? 1) - 1;
        if (left > 0) open.set(callerId, left);
        else open.delete(callerId);
      };
    },
  };
}
