import { MAX_CODE_BYTES, type TriageQuery } from '../../contract/triage-query.ts';
import { TriageError } from '../errors.ts';
import type { SanitizedQuery } from './sanitize-query.ts';

/**
 * The message as it came, for when `request-sanitization` is off.
 * @throws {TriageError} INVALID_REQUEST when the code is over 64 KiB: sizes stay bounded
 */
export function takeAsIs({ timestamp: _judgedAtTheEdge, ...query }: TriageQuery): SanitizedQuery {
  if (Buffer.byteLength(query.code ?? '') > MAX_CODE_BYTES) {
    throw new TriageError('INVALID_REQUEST', `code is larger than ${MAX_CODE_BYTES} bytes of UTF-8.`, {
      errors: [{ path: '/code', message: `must not be larger than ${MAX_CODE_BYTES} bytes of UTF-8` }],
    });
  }
  return { ...query, removed: {}, suspicions: [] };
}
