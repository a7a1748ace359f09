import { CONTENT_PAIR_BITS } from './class-grams.ts';
import { KeyTable } from './key-table.ts';
import { DIGIT_SHAPE, ED_SHAPE, ERROR_SHAPE, ING_SHAPE, TokenScanner, WORD_SHAPE } from './scan-tokens.ts';

/** Words that stand beside any other and say little of it. */
const FUNCTION_WORDS =
  'i you he she it we they my your his her its our their me him them us the a an to of in on at for with from by is are ' +
  'was were be been am do does did can could would should will have has had and or but if that this these those there ' +
  'what how when where why which who please need want know tell get so as not';

function keysOf(words: string): KeyTable {
  const scanner = new TokenScanner();
  scanner.begin();
  scanner.scan(words, 0);
  const table = new KeyTable(128);
  for (let slot = 0; slot < scanner.stretchTokens; slot++) table.findOrAdd(scanner.words[slot * 2] as number);
  return table;
}
const functionWords = keysOf(FUNCTION_WORDS);

const IS_WORD = new Uint8Array(128);
for (const shape of [WORD_SHAPE, DIGIT_SHAPE, ED_SHAPE, ING_SHAPE, ERROR_SHAPE]) IS_WORD[shape] = 1;

/** A word is paired with so many before it. */
const REACH = 12;

/** Whether a key is of a pair of content words, or of one. */
export function isContentPair(key: number): boolean {
  return key >= CONTENT_PAIR_BITS;
}

/** The key of two stems, in either order. */
function pairKey(one: number, other: number): number {
  const low = Math.min(one, other);
  const high = Math.max(one, other);
  const mixed = Math.imul(low ^ (low >>> 15), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  return CONTENT_PAIR_BITS | ((mixed ^ (mixed >>> 16)) & 0x1fffffff);
}

/**
 * Writes the keys of pairs of words that say what a text is about, in any order and however far apart: "the card has not
 * arrived" and "when does my card arrive" share one. A word by itself, paired with none, has a key too: that of its stem.
 */
export class ContentPairReader {
  readonly keys: Int32Array;
  keyCount = 0;
  private readonly recent = new Int32Array(REACH);
  private told = 0;
  private readonly scanner: TokenScanner;

  /** @param scanner whose tokens are read */
  constructor(scanner: TokenScanner) {
    this.scanner = scanner;
    this.keys = new Int32Array((scanner.words.length / 2) * (REACH + 1));
  }

  /** Starts a new text. */
  begin(): void {
    this.told = 0;
  }

  /** Reads the stretch the scanner read last. */
  read(): void {
    const { words, stems, shapes, stretchTokens } = this.scanner;
    const { keys, recent } = this;
    let { told } = this;
    let count = 0;
    for (let token = 0; token < stretchTokens; token++) {
      if (IS_WORD[shapes[token] as number] === 0 || functionWords.find(words[token * 2] as number) >= 0) continue;
      const stem = stems[token] as number;
      keys[count++] = pairKey(stem, stem);
      for (let back = Math.min(told, REACH); back > 0; back--) {
        keys[count++] = pairKey(stem, recent[(told - back) % REACH] as number);
      }
      recent[told++ % REACH] = stem;
    }
    this.told = told;
    this.keyCount = count;
  }
}
