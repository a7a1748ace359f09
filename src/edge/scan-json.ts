export interface JsonShape {
  /** Deepest nesting of objects and lists; a bare value has 0. */
  readonly depth: number;
  /** Members of objects and elements of lists, all together. */
  readonly values: number;
  /** Whether an object names one member twice: two parsers would read two different things. */
  readonly hasDuplicateMember: boolean;
  /** Whether a member is named `__proto__`, which a careless merge would put where all objects look. */
  readonly hasPrototypeMember: boolean;
}

/**
 * Measures JSON text in one pass that builds nothing of its values. Text that is not JSON gets some measure and no exception.
 * @param stopDepth the scan ends where nesting is deeper than this
 * @param stopValues the scan ends where there are more values than this
 */
export function scanJson(text: string, stopDepth: number, stopValues: number): JsonShape {
  /** The members of each open object; undefined for a list. */
  const open: (Set<string> | undefined)[] = [];
  let depth = 0;
  let values = 0;
  let hasDuplicateMember = false;
  let hasPrototypeMember = false;
  let at = 0;
  while (at < text.length) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) {
      const end = findEndOfString(text, at);
      const members = open.at(-1);
      if (members !== undefined && isFollowedByColon(text, end)) {
        const name = readString(text.slice(at, end));
        if (members.has(name)) hasDuplicateMember = true;
        if (name === '__proto__') hasPrototypeMember = true;
        members.add(name);
        values++;
      }
      at = end;
      continue;
    }
    if (char === OPEN_OBJECT || char === OPEN_LIST) {
      open.push(char === OPEN_OBJECT ? new Set() : undefined);
      depth = Math.max(depth, open.length);
      values++;
    } else if (char === CLOSE_OBJECT || char === CLOSE_LIST) open.pop();
    else if (char === COMMA && open.at(-1) === undefined) values++;
    if (depth > stopDepth || values > stopValues) break;
    at++;
  }
  return { depth, values, hasDuplicateMember, hasPrototypeMember };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;

/** @returns the position after the closing quote, or the end of the text */
function findEndOfString(text: string, start: number): number {
  let end = start;
  for (;;) {
    end = text.indexOf('"', end + 1);
    if (end === -1) return text.length;
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return end + 1;
  }
}

function isFollowedByColon(text: string, from: number): boolean {
  let at = from;
  while (text.charCodeAt(at) <= 0x20) at++;
  return text.charCodeAt(at) === COLON;
}

/** A member's name with its escapes resolved: `"\u0061"` and `"a"` are one name. */
function readString(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted;
  }
}
