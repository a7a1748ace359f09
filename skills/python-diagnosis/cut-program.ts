/**
 * How much of a program is read closely, in tokens: some 250 lines. CPython takes up to 30 µs a token to compile it and
 * write its tree, so this bounds the time of any program, the same for every reading of it.
 */
export const MOST_TOKENS = 2_500;

/** The part of a program that is read closely. `lines` are those of the part; `isWhole` when nothing is left out. */
export type Part = { readonly code: string; readonly lines: number; readonly isWhole: boolean };

const TOKEN =
  /(?<space>[ \t\f]+|\\\r?\n|#[^\n]*)|(?<text>[A-Za-z]{0,2}(?:"""(?:[^\\]|\\[\s\S])*?(?:"""|$(?![\s\S]))|'''(?:[^\\]|\\[\s\S])*?(?:'''|$(?![\s\S]))|"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[\s\S])*'?))|(?<line>\n)|[\p{L}\p{N}_]+|[\s\S]/gu;
/** A line that can begin a statement of its own: not the rest of the one above, and no comment, which may stand in a block. */
const BEGINS_STATEMENT = /(?!(?:else|elif|except|finally)\b)[\p{L}_@([{"'\-+~]/uy;

const INNER_TOKEN = /[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu;
/** A field that ends for Python where it ends here: its texts are closed, and nothing in it opens another field. */
const PLAIN_FIELD = /^\{(?:[^"'{}\\#:]|(["'])[^"'{}\\#]*\1)*(?::[^"'{}#]*)?$/;
const countInner = (text: string): number => text.match(INNER_TOKEN)?.length ?? 0;

/**
 * Fields of an f-string are programs themselves, and hold as many tokens as they hold.
 * @returns `isOpen` when it may go on where it seems to end: a field may hold a text with the very quotes around it, and what
 *   then looks like texts may be program, and the other way round
 */
function weighFields(text: string): { readonly tokens: number; readonly isOpen: boolean } {
  let [depth, from, tokens, isOpen] = [0, 0, 1, false];
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '{' && depth === 0 && text[at + 1] === '{') at += 1;
    else if (char === '{') {
      if (depth === 0) from = at;
      depth += 1;
    } else if (char === '}' && depth > 0) {
      depth -= 1;
      if (depth > 0) continue;
      const field = text.slice(from, at);
      tokens += countInner(field);
      isOpen ||= !PLAIN_FIELD.test(field);
    } else if (char === '}' && text[at + 1] === '}') at += 1;
    else if (char === '}') return { tokens: countInner(text), isOpen: true };
  }
  if (depth > 0) return { tokens: countInner(text), isOpen: true };
  return { tokens, isOpen };
}

/**
 * The first statements of a program, as many as `most` tokens allow, cut where a statement at the left margin begins.
 * @returns undefined when the first statement alone is more than that
 */
export function cutProgram(code: string, most = MOST_TOKENS): Part | undefined {
  let [tokens, depth, line, at] = [0, 0, 1, 0];
  let cut: { at: number; line: number } | undefined;
  let isDecorated = code.startsWith('@');
  // Where texts and comments begin and end is no longer sure: each is counted as if it were program.
  let isUnsure = false;
  for (const { 0: token, index, groups } of code.matchAll(TOKEN)) {
    at = index + token.length;
    if (groups?.space !== undefined) tokens += isUnsure ? countInner(token) : 0;
    else if (groups?.text === undefined) tokens += 1;
    else if (/^[a-z]?f.*\{/is.test(token)) {
      const fields = weighFields(token);
      tokens += isUnsure ? countInner(token) : fields.tokens;
      isUnsure ||= fields.isOpen;
    } else tokens += isUnsure ? countInner(token) : 1;
    if (tokens > most) return cut && { code: code.slice(0, cut.at), lines: cut.line - 1, isWhole: false };
    if (token.includes('\n')) line += token.split('\n').length - 1;
    if ('([{'.includes(token)) depth += 1;
    else if (')]}'.includes(token)) depth = Math.max(0, depth - 1);
    if (groups?.line === undefined || depth > 0) continue;
    BEGINS_STATEMENT.lastIndex = at;
    if (!BEGINS_STATEMENT.test(code)) continue;
    if (!isDecorated) cut = { at, line };
    isDecorated = code[at] === '@';
  }
  return { code, lines: line, isWhole: true };
}

/**
 * In one statement: a comprehension in so many brackets, or so many calls and lookups of what the one before gave. A function
 * in a function weighs as much as several of those.
 */
const [DEEPEST_FOR, LONGEST_CHAIN, LAMBDA] = [16, 300, 4];

/** Whether a program is nested in a way that CPython follows by recursion, and too deeply for the stack it has here. */
export function isTooIntricate(code: string): boolean {
  let [depth, chain, before] = [0, 0, ''];
  for (const { 0: token, groups } of code.matchAll(TOKEN)) {
    if (groups?.space !== undefined) continue;
    if (groups?.line !== undefined && depth === 0) chain = 0;
    if ('([{'.includes(token)) {
      depth += 1;
      if (before === ')' || before === ']') chain += 1;
    } else if (token === 'lambda') {
      chain += LAMBDA;
    } else if (')]}'.includes(token)) depth = Math.max(0, depth - 1);
    if ((token === 'for' && depth > DEEPEST_FOR) || chain > LONGEST_CHAIN) return true;
    before = token;
  }
  return false;
}
