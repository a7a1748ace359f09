import { TriageError } from '../errors.ts';

/**
 * The store cannot be written or read: nothing was done, and the same request may succeed soon.
 * @param code the store's own word for it
 */
export function unavailable(reason: string, code?: string): TriageError {
  return new TriageError('JOURNAL_UNAVAILABLE', 'The journal cannot be reached, so nothing was accepted. Try again.', {
    retryAfterSeconds: 2,
    cause: Object.assign(new Error(reason), code !== undefined && { code }),
  });
}
