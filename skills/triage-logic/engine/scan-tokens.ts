/**
 * Reads a text once and writes the keys of its features into two fixed buffers: words and word pairs, and character
 * n-grams (2, 3, 4) inside tokens. A key is never 0. Words hash to 31 bits with the top bit set; n-grams of ASCII are
 * packed exactly (7 bits a character, 2 bits for the length), so the two never meet.
 */
const ROOM = 4_096;
/** A longer run of letters is read as several tokens, so that one token always fits the buffers. */
const MAX_TOKEN_UNITS = 64;

const TOKEN_START = 127;
const TOKEN_END = 32;
const APOSTROPHE = 39;
const TYPOGRAPHIC_APOSTROPHE = 0x2019;

const SPACE = 0;
const LETTER = 1;
const DIGIT = 2;
const OTHER = 3;

/** What a token looks like: these, or the code of an ASCII character that stands alone, or 0. */
export const WORD_SHAPE = 1;
export const DIGIT_SHAPE = 2;
export const ED_SHAPE = 3;
export const ING_SHAPE = 4;
export const ERROR_SHAPE = 5;

const packed = (letters: string): number => [...letters].reduce((sum, letter) => (sum << 7) | letter.charCodeAt(0), 0);
const ED = packed('ed');
const ING = packed('ing');
const RROR = packed('rror');

/** @param window the last four characters, 7 bits each */
function shapeOfWord(firstKind: number, window: number, length: number): number {
  if (firstKind === DIGIT) return DIGIT_SHAPE;
  if ((window & 0x3fff) === ED && length > 5) return ED_SHAPE;
  if ((window & 0x1fffff) === ING && length > 6) return ING_SHAPE;
  return window === RROR ? ERROR_SHAPE : WORD_SHAPE;
}

const S = packed('s');
const ES = packed('es');
const LY = packed('ly');
const ER = packed('er');
const LONGEST_STEM = 5;
const SHORTEST_STEM = 3;

/**
 * How many characters of a word are its stem: what is left without its ending, and no more than a few.
 * @param window the last four characters, 7 bits each
 */
function stemLengthOf(window: number, length: number): number {
  const three = window & 0x1fffff;
  const two = window & 0x3fff;
  const ending =
    three === ING ? 3 : two === ED || two === ES || two === LY || two === ER ? 2 : (window & 0x7f) === S ? 1 : 0;
  return Math.min(LONGEST_STEM, length - ending >= SHORTEST_STEM ? length - ending : length);
}

const TEXT_START_HASH = 0x2545f491;
const TEXT_END_HASH = 0x71c9b3ad;

const ASCII_KIND = Uint8Array.from({ length: 128 }, (_, unit) => {
  if (unit <= 32 || unit === 127) return SPACE;
  if (unit >= 48 && unit <= 57) return DIGIT;
  return (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122) ? LETTER : OTHER;
});

function kindBeyondAscii(unit: number): number {
  if (unit < 0xc0) return unit <= 0xa0 ? SPACE : unit === 0xaa || unit === 0xb5 || unit === 0xba ? LETTER : OTHER;
  if (unit < 0x2000) return unit === 0xd7 || unit === 0xf7 ? OTHER : LETTER;
  if (unit <= 0x2bff) return unit <= 0x200f || (unit >= 0x2028 && unit <= 0x202f) || unit === 0x205f ? SPACE : OTHER;
  if (unit >= 0x3000 && unit <= 0x303f) return unit === 0x3000 ? SPACE : OTHER;
  if (unit >= 0xd800 && unit <= 0xdfff) return OTHER;
  if (unit >= 0xfe00 && unit <= 0xfe0f) return SPACE;
  return unit === 0xfeff ? SPACE : unit >= 0xff00 ? OTHER : LETTER;
}

/** Lower case for Latin-1, Greek and Cyrillic capitals; other scripts are left as they are. */
function lowerBeyondAscii(unit: number): number {
  if (unit >= 0xc0 && unit <= 0xde && unit !== 0xd7) return unit + 32;
  if (unit >= 0x391 && unit <= 0x3a9) return unit + 32;
  if (unit >= 0x410 && unit <= 0x42f) return unit + 32;
  return unit >= 0x400 && unit <= 0x40f ? unit + 80 : unit;
}

function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** 7 bits for a character: ASCII as it is, all others folded onto the control codes, which no token holds. */
function foldUnit(unit: number): number {
  return unit < 128 ? unit : 1 + ((unit ^ (unit >>> 5) ^ (unit >>> 10)) & 15);
}

export class TokenScanner {
  readonly words = new Int32Array(ROOM);
  readonly grams = new Int32Array(ROOM);
  /** The shape of each token of the stretch read last. */
  readonly shapes = new Uint8Array(ROOM >> 1);
  /** The hash of each one's stem, where it is a word. */
  readonly stems = new Int32Array(ROOM >> 1);
  stretchTokens = 0;
  wordCount = 0;
  gramCount = 0;
  /** Tokens read since `begin`. */
  tokenCount = 0;
  private previousHash = TEXT_START_HASH;
  /** Of the token being read: the hash of so many of its characters. */
  private readonly hashes = new Int32Array(LONGEST_STEM + 1);

  /** Starts a new text. */
  begin(): void {
    this.tokenCount = 0;
    this.previousHash = TEXT_START_HASH;
  }

  /**
   * Empties the buffers and fills them again from `start`.
   * @returns where to go on; equal to the text's length when it was read to its end
   */
  scan(text: string, start: number): number {
    const { words, grams, shapes, stems, hashes } = this;
    const end = text.length;
    let wordCount = 0;
    let gramCount = 0;
    let tokenCount = this.tokenCount;
    let previousHash = this.previousHash;
    let at = start;
    while (at < end && wordCount < ROOM - 4 && gramCount < ROOM - 4 * MAX_TOKEN_UNITS) {
      let unit = text.charCodeAt(at);
      let kind = unit < 128 ? (ASCII_KIND[unit] as number) : kindBeyondAscii(unit);
      if (kind === SPACE) {
        at++;
        continue;
      }
      let hash = 0x811c9dc5;
      let window = TOKEN_START;
      let length = 1;
      const isWord = kind !== OTHER;
      const firstUnit = unit;
      const firstKind = kind;
      const limit = isWord ? Math.min(end, at + MAX_TOKEN_UNITS) : at + 1;
      let hasApostrophe = false;
      do {
        if (unit < 128) {
          if (unit >= 65 && unit <= 90) unit |= 32;
        } else {
          unit = lowerBeyondAscii(unit);
        }
        hash = Math.imul(hash ^ unit, 0x01000193);
        window = ((window << 7) | foldUnit(unit)) & 0xfffffff;
        if (length <= LONGEST_STEM) hashes[length] = hash;
        length++;
        grams[gramCount++] = (window & 0x3fff) | (1 << 28);
        if (length >= 3) grams[gramCount++] = (window & 0x1fffff) | (2 << 28);
        if (length >= 4) grams[gramCount++] = window | (3 << 28);
        if (++at >= limit) break;
        unit = text.charCodeAt(at);
        kind = unit < 128 ? (ASCII_KIND[unit] as number) : kindBeyondAscii(unit);
        if (kind === LETTER || kind === DIGIT) continue;
        if (hasApostrophe || (unit !== APOSTROPHE && unit !== TYPOGRAPHIC_APOSTROPHE) || at + 1 >= limit) break;
        const after = text.charCodeAt(at + 1);
        if ((after < 128 ? (ASCII_KIND[after] as number) : kindBeyondAscii(after)) !== LETTER) break;
        hasApostrophe = true;
        unit = APOSTROPHE;
        kind = LETTER;
      } while (kind !== OTHER);
      // The second half of a surrogate pair belongs to the same token.
      if (!isWord && unit >= 0xd800 && unit <= 0xdbff && at < end) {
        const low = text.charCodeAt(at);
        if (low >= 0xdc00 && low <= 0xdfff) {
          hash = Math.imul(hash ^ low, 0x01000193);
          window = ((window << 7) | foldUnit(low)) & 0xfffffff;
          length++;
          grams[gramCount++] = (window & 0x3fff) | (1 << 28);
          at++;
        }
      }
      shapes[wordCount >> 1] = isWord ? shapeOfWord(firstKind, window, length) : firstUnit < 128 ? firstUnit : 0;
      stems[wordCount >> 1] = hashes[stemLengthOf(window, length - 1)] as number;
      window = ((window << 7) | TOKEN_END) & 0xfffffff;
      grams[gramCount++] = (window & 0x3fff) | (1 << 28);
      grams[gramCount++] = (window & 0x1fffff) | (2 << 28);
      if (length >= 3) grams[gramCount++] = window | (3 << 28);
      const wordHash = mix(hash);
      words[wordCount++] = wordHash | 0x80000000;
      words[wordCount++] = mix(Math.imul(previousHash, 0x9e3779b1) + wordHash) | 0x80000000;
      previousHash = wordHash;
      tokenCount++;
    }
    this.stretchTokens = wordCount >> 1;
    if (at >= end && tokenCount > 0) {
      words[wordCount++] = mix(Math.imul(previousHash, 0x9e3779b1) + TEXT_END_HASH) | 0x80000000;
    }
    this.wordCount = wordCount;
    this.gramCount = gramCount;
    this.tokenCount = tokenCount;
    this.previousHash = previousHash;
    return at;
  }
}
