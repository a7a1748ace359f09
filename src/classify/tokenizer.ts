import { countTokens, decode, encode } from 'gpt-tokenizer/encoding/o200k_base';

/** Text of a student may hold `<|endoftext|>`: it is text like any other, and must neither end anything nor throw. */
const AS_TEXT = { disallowedSpecial: new Set<string>() };

/** No encoding of ours needs more characters for a token, words in any language included: a bound on the work. */
const MOST_CHARS_A_TOKEN = 12;

/** Counts and cuts text as the language models of one family do (o200k). */
export interface Tokenizer {
  count(text: string): number;
  /** The text itself when it fits; else its beginning and its end, within so many tokens, with a mark between. */
  cut(text: string, maxTokens: number): string;
}

const MARK = '\n[…]\n';

export const tokenizer: Tokenizer = {
  count: (text) => countTokens(text, AS_TEXT),
  cut(text, maxTokens) {
    if (maxTokens === 0) return '';
    const bound = maxTokens * MOST_CHARS_A_TOKEN;
    if (text.length <= bound) {
      const tokens = encode(text, AS_TEXT);
      if (tokens.length <= maxTokens) return text;
    }
    const half = Math.max(1, Math.floor((maxTokens - 5) / 2));
    const head = encode(text.slice(0, half * MOST_CHARS_A_TOKEN), AS_TEXT).slice(0, half);
    const tail = encode(text.slice(-half * MOST_CHARS_A_TOKEN), AS_TEXT).slice(-half);
    return `${whole(decode(head))}${MARK}${whole(decode(tail))}`;
  },
};

/** A cut may fall inside a character. */
function whole(text: string): string {
  return text.replace(/^\uFFFD+|\uFFFD+$/g, '');
}
