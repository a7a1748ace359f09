import { createHash } from 'node:crypto';
import { TriageError } from '../errors.ts';
import type { IdempotencyKey } from './message.ts';

const KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * The key of a request's `Idempotency-Key` header, quoted as the draft has it or bare; undefined when there is none.
 * `timestamp` says when a message was sent, not what it says, so it is no part of the fingerprint.
 * @throws {TriageError} INVALID_REQUEST when the header is not a key
 */
export function readIdempotencyKey(
  header: string | readonly string[] | undefined,
  sent: { readonly studentId: string; readonly route: string; readonly body: object },
): IdempotencyKey | undefined {
  if (header === undefined) return undefined;
  const key = typeof header === 'string' ? (/^"(.*)"$/.exec(header)?.[1] ?? header) : '';
  if (!KEY.test(key)) {
    throw new TriageError('INVALID_REQUEST', 'Idempotency-Key: wanted one key of 1 to 255 visible ASCII characters.');
  }
  const { timestamp: _when, ...message } = sent.body as { timestamp?: unknown };
  const fingerprint = createHash('sha256').update(canonicalJson(message)).digest('base64url');
  return { studentId: sent.studentId, route: sent.route, key, fingerprint };
}

/** JSON with the fields of every object in one order: the same message has the same text however it was written. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`).join(',')}}`;
}
