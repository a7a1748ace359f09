import { DIGIT_SHAPE, ED_SHAPE, ERROR_SHAPE, ING_SHAPE, type TokenScanner, WORD_SHAPE } from './scan-tokens.ts';
import { WORD_CLASS_COUNT, wordClassOf } from './word-classes.ts';

/**
 * Pairs and triples of what the words of a text are, rather than of the words: "it BEHAVES EXTENT value" is a symptom,
 * whichever verb tells it. A word is of its class, or of its shape; runs of plain words count as one.
 */
const START = 1;
const END = 2;
const PLAIN = 3;
const SHAPES_FROM = 4;
const SHAPES = [DIGIT_SHAPE, ED_SHAPE, ING_SHAPE, ERROR_SHAPE] as const;
/** Punctuation that says something of a message; all other is passed over. */
const SIGNS = '?!._(`"=';
const SIGNS_FROM = SHAPES_FROM + SHAPES.length;
const CLASSES_FROM = SIGNS_FROM + SIGNS.length;
if (CLASSES_FROM + WORD_CLASS_COUNT > 128) throw new RangeError('a kind of word is packed in 7 bits');

/** The kind of a token whose word is of no class, by its shape; 0 where it is passed over. */
const KIND_OF_SHAPE = new Uint8Array(128);
KIND_OF_SHAPE[WORD_SHAPE] = PLAIN;
for (const [at, shape] of SHAPES.entries()) KIND_OF_SHAPE[shape] = SHAPES_FROM + at;
for (let at = 0; at < SIGNS.length; at++) KIND_OF_SHAPE[SIGNS.charCodeAt(at)] = SIGNS_FROM + at;

/** Set in these keys and, together with a clear top bit, in no others. */
const KEY_BIT = 1 << 30;

/** Above the keys of classes, which need 21 bits, lie those of pairs of content words. */
export const CONTENT_PAIR_BITS = KEY_BIT | (1 << 29);

/** Whether a key is of a pair or triple of classes. */
export function isClassGram(key: number): boolean {
  return key >= KEY_BIT && key < CONTENT_PAIR_BITS;
}

/** Writes the keys of a text's class pairs and triples, for each stretch its scanner has read. */
export class ClassGramReader {
  readonly keys: Int32Array;
  keyCount = 0;
  private previous = START;
  private beforePrevious = 0;

  private readonly scanner: TokenScanner;

  /** @param scanner whose tokens are read */
  constructor(scanner: TokenScanner) {
    this.scanner = scanner;
    this.keys = new Int32Array(scanner.words.length + 2);
  }

  /** Starts a new text. */
  begin(): void {
    this.previous = START;
    this.beforePrevious = 0;
  }

  /**
   * Reads the stretch the scanner read last.
   * @param isLast whether the text ends with it
   */
  read(isLast: boolean): void {
    const { words, shapes, stretchTokens } = this.scanner;
    const { keys } = this;
    let { previous, beforePrevious } = this;
    let count = 0;
    for (let token = 0; token < stretchTokens; token++) {
      const own = wordClassOf(words[token * 2] as number);
      const kind = own > 0 ? CLASSES_FROM + own - 1 : (KIND_OF_SHAPE[shapes[token] as number] as number);
      if (kind === 0 || (kind === PLAIN && previous === PLAIN)) continue;
      keys[count++] = KEY_BIT | (previous << 7) | kind;
      if (beforePrevious > 0) keys[count++] = KEY_BIT | (beforePrevious << 14) | (previous << 7) | kind;
      beforePrevious = previous;
      previous = kind;
    }
    if (isLast) {
      keys[count++] = KEY_BIT | (previous << 7) | END;
      if (beforePrevious > 0) keys[count++] = KEY_BIT | (beforePrevious << 14) | (previous << 7) | END;
    }
    this.previous = previous;
    this.beforePrevious = beforePrevious;
    this.keyCount = count;
  }
}
