import type { RemovedKind, Suspicion } from '../../contract/security-summary.ts';
import { MAX_CODE_BYTES, type TriageQuery } from '../../contract/triage-query.ts';
import { TriageError } from '../errors.ts';
import { findSuspicions } from './find-suspicions.ts';
import { countHidden, type Removed, takeOutInvisible } from './take-out-invisible.ts';

/** Text the later stages may trust, what was taken out of it, and what it looks like. */
export interface SanitizedQuery extends Omit<TriageQuery, 'timestamp'> {
  readonly removed: Readonly<Removed>;
  /** Signs that it speaks to a model. They change how the text is quoted to one, and nothing else. */
  readonly suspicions: readonly Suspicion[];
}

const NONE: ReadonlySet<RemovedKind> = new Set();
/** They stay in code: they are a real syntax error, and the debug tutor has to be able to name it. */
const KEPT_IN_CODE: ReadonlySet<RemovedKind> = new Set(['zero_width', 'variation']);

/**
 * Normalises a message (NFC for the question, line feeds for line ends), takes invisible characters out and counts them.
 * Blocks no words: `DROP TABLE` and `<script>` are things students ask about; escaping happens where text is shown.
 * @throws {TriageError} QUERY_REJECTED when nothing legible is left, INVALID_REQUEST when the code is over 64 KiB
 */
export function sanitizeQuery(query: TriageQuery): SanitizedQuery {
  const removed: Removed = {};
  const text = takeOutInvisible(query.query, removed, NONE).normalize('NFC').trim();
  if (text === '') {
    throw new TriageError('QUERY_REJECTED', 'query has no legible characters: write a question.', {
      errors: [{ path: '/query', message: 'must hold at least one visible character' }],
    });
  }
  const { timestamp: _judgedAtTheEdge, ...rest } = query;
  if (query.code === undefined) {
    return { ...rest, query: text, removed, suspicions: findSuspicions(text, countHidden(removed)) };
  }
  if (Buffer.byteLength(query.code) > MAX_CODE_BYTES) {
    throw new TriageError('INVALID_REQUEST', `code is larger than ${MAX_CODE_BYTES} bytes of UTF-8.`, {
      errors: [{ path: '/code', message: `must not be larger than ${MAX_CODE_BYTES} bytes of UTF-8` }],
    });
  }
  const code = takeOutInvisible(query.code, removed, KEPT_IN_CODE);
  return { ...rest, query: text, code, removed, suspicions: findSuspicions(`${text}\n${code}`, countHidden(removed)) };
}
