import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { TriageError } from '../errors.ts';

/**
 * Refuses who claims to be our sidecar and does not show its token; compared in constant time. Nothing is allowed to who
 * does: a student's own token is wanted from everyone.
 * @throws {TriageError} UNAUTHENTICATED
 */
export function createCheckSidecar(appToken: string): (request: IncomingMessage) => void {
  const expected = digest(appToken);
  return ({ headers }) => {
    const claims = Object.keys(headers).some((name) => name.startsWith('dapr-'));
    if (!claims) return;
    const shown = headers['dapr-api-token'];
    if (typeof shown === 'string' && timingSafeEqual(digest(shown), expected)) return;
    throw new TriageError('UNAUTHENTICATED', 'Only the sidecar may say that a request came through Dapr.');
  };
}

/** Of one length whatever was shown, which is what comparing in constant time needs. */
const digest = (text: string) => createHash('sha256').update(text).digest();
