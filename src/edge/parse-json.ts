import { isUtf8 } from 'node:buffer';
import type { Violation } from '../../contract/security-summary.ts';
import { TriageError } from '../errors.ts';
import { scanJson } from './scan-json.ts';

/** Our deepest body has five levels: a batch of messages with their context. */
const MAX_DEPTH = 16;
/** Our largest body has about 1,500 values: a batch of a hundred messages. */
const MAX_VALUES = 5_000;

/**
 * Reads a body: UTF-8, JSON, neither deep nor wide, no member twice.
 * @throws {TriageError} INVALID_REQUEST; it never repeats what was sent
 */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) throw invalid('unreadable', 'The body is empty: send JSON.');
  if (!isUtf8(body)) throw invalid('unreadable', 'The body is not UTF-8.');
  const text = body.toString('utf8');
  const { depth, values, hasDuplicateMember, hasPrototypeMember } = scanJson(text, MAX_DEPTH, MAX_VALUES);
  if (depth > MAX_DEPTH) throw invalid('too_deep', `The body is nested deeper than ${MAX_DEPTH} levels.`);
  if (values > MAX_VALUES) throw invalid('too_large', `The body has more than ${MAX_VALUES} values.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const position = / at position (\d+)/.exec((error as Error).message)?.[1];
    const where = position === undefined ? '' : ` (at character ${position})`;
    throw invalid('unreadable', `The body is not JSON${where}.`);
  }
  if (hasDuplicateMember) throw invalid('unreadable', 'The body has an object with one member twice.');
  if (hasPrototypeMember) throw invalid('unknown_field', 'The body has a member named __proto__.');
  return value;
}

function invalid(violation: Violation, message: string): TriageError {
  return new TriageError('INVALID_REQUEST', message, { violation });
}
