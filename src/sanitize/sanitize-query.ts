import { MAX_CODE_BYTES, type TriageQuery } from '../../contract/triage-query.ts';
import { TriageError } from '../errors.ts';

/** Kinds of invisible characters that are taken out, in a question and in code. */
export const REMOVED_KINDS = ['control', 'bidi', 'zero_width', 'tag', 'lone_surrogate'] as const;
export type RemovedKind = (typeof REMOVED_KINDS)[number];

/** Text the later stages may trust, and how many characters of each kind were taken out of it. */
export interface SanitizedQuery extends Omit<TriageQuery, 'timestamp'> {
  readonly removed: Readonly<Partial<Record<RemovedKind, number>>>;
}

/** Everything but tab, line feed and form feed: those a program may hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this pattern is for
const CONTROL = /[\u0000-\u0008\u000B\u000E-\u001F\u007F-\u009F\u2028\u2029\uFFF9-\uFFFB]/gu;
const BIDI = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;
// biome-ignore lint/suspicious/noMisleadingCharacterClass: each of these is meant alone
const ZERO_WIDTH = /[\u00AD\u034F\u180E\u200B-\u200D\u2060-\u2064\uFEFF]/gu;
const TAG = /[\u{E0000}-\u{E007F}]/gu;
const LONE_SURROGATE = /\p{Surrogate}/gu;

const IN_QUESTION = { control: CONTROL, bidi: BIDI, zero_width: ZERO_WIDTH, tag: TAG, lone_surrogate: LONE_SURROGATE };
/** Zero-width characters stay in code: they are a real syntax error, and the debug tutor has to be able to name it. */
const IN_CODE = { control: CONTROL, bidi: BIDI, tag: TAG, lone_surrogate: LONE_SURROGATE };

/**
 * Normalises a message (NFC for the question, line feeds for line ends), takes invisible characters out and counts them.
 * Blocks no words: `DROP TABLE` and `<script>` are things students ask about; escaping happens where text is shown.
 * @throws {TriageError} QUERY_REJECTED when nothing legible is left, INVALID_REQUEST when the code is over 64 KiB
 */
export function sanitizeQuery(query: TriageQuery): SanitizedQuery {
  const removed: Partial<Record<RemovedKind, number>> = {};
  const text = takeOut(query.query, IN_QUESTION, removed).normalize('NFC').trim();
  if (text === '') {
    throw new TriageError('QUERY_REJECTED', 'query has no legible characters: write a question.', {
      errors: [{ path: '/query', message: 'must hold at least one visible character' }],
    });
  }
  const { timestamp: _judgedAtTheEdge, ...rest } = query;
  if (query.code === undefined) return { ...rest, query: text, removed };
  if (Buffer.byteLength(query.code) > MAX_CODE_BYTES) {
    throw new TriageError('INVALID_REQUEST', `code is larger than ${MAX_CODE_BYTES} bytes of UTF-8.`, {
      errors: [{ path: '/code', message: `must not be larger than ${MAX_CODE_BYTES} bytes of UTF-8` }],
    });
  }
  return { ...rest, query: text, code: takeOut(query.code, IN_CODE, removed), removed };
}

function takeOut(
  text: string,
  kinds: Partial<Record<RemovedKind, RegExp>>,
  removed: Partial<Record<RemovedKind, number>>,
): string {
  let left = text.replaceAll(/\r\n?/g, '\n');
  for (const kind of REMOVED_KINDS) {
    const pattern = kinds[kind];
    if (pattern === undefined) continue;
    left = left.replace(pattern, () => {
      removed[kind] = (removed[kind] ?? 0) + 1;
      return '';
    });
  }
  return left;
}
