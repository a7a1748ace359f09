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

/** Fields of an f-string are programs themselves: each brace counts as the tokens it usually holds. */
function weighText(text: string): number {
  const isFilled = /^[a-z]?f/i.test(text);
  return isFilled ? 1 + 3 * (text.match(/\{/g)?.length ?? 0) : 1;
}

/**
 * The first statements of a program, as many as `most` tokens allow, cut where a statement at the left margin begins.
 * @returns undefined when the first statement alone is more than that
 */
export function cutProgram(code: string, most = MOST_TOKENS): Part | undefined {
  let [tokens, depth, line, at] = [0, 0, 1, 0];
  let cut: { at: number; line: number } | undefined;
  let isDecorated = code.startsWith('@');
  for (const { 0: token, index, groups } of code.matchAll(TOKEN)) {
    at = index + token.length;
    if (groups?.space === undefined) tokens += groups?.text === undefined ? 1 : weighText(token);
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
