import { cuesOf } from './cue-words.ts';
import { createRelationReader, type RelationReader, type Relations } from './relations.ts';
import { TokenScanner } from './scan-tokens.ts';
import type { Vocabulary } from './vocabulary.ts';

const MAX_TABLED_COUNT = 255;
/** 1 + ln(count), the weight of a feature seen so many times in one message. */
const COUNT_WEIGHT = Float32Array.from({ length: MAX_TABLED_COUNT + 1 }, (_, count) =>
  count === 0 ? 0 : 1 + Math.log(count),
);

export function countWeight(count: number): number {
  return COUNT_WEIGHT[Math.min(count, MAX_TABLED_COUNT)] as number;
}

/**
 * Counts the known features of one message after another in arrays that never grow. After `read`, the touched lists
 * hold the features found; whoever reads them must call `clear` before the next message.
 */
export class TextReader {
  readonly counts: Int32Array;
  readonly touchedWords: Int32Array;
  readonly touchedGrams: Int32Array;
  readonly touchedRelations: Int32Array;
  wordCount = 0;
  gramCount = 0;
  relationCount = 0;
  tokenCount = 0;
  unseenTokenCount = 0;
  /** Key of the first token, 0 where there is none. */
  firstKey = 0;
  secondKey = 0;
  /** Bits of the cues found, in the order of `CUE_NAMES`. */
  cues = 0;
  private readonly scanner = new TokenScanner();
  private readonly relations: RelationReader | null;
  private readonly vocabulary: Vocabulary;

  constructor(vocabulary: Vocabulary, relations: Relations) {
    this.relations = createRelationReader(relations, this.scanner);
    this.vocabulary = vocabulary;
    this.counts = new Int32Array(vocabulary.size);
    this.touchedWords = new Int32Array(vocabulary.size);
    this.touchedGrams = new Int32Array(vocabulary.size);
    this.touchedRelations = new Int32Array(vocabulary.size);
  }

  read(text: string): void {
    const { scanner, relations, counts, touchedWords, touchedGrams, touchedRelations } = this;
    const table = this.vocabulary.table;
    let wordCount = 0;
    let gramCount = 0;
    let relationCount = 0;
    let unseen = 0;
    let cues = 0;
    this.firstKey = 0;
    this.secondKey = 0;
    scanner.begin();
    relations?.begin();
    let isFirst = true;
    for (let at = 0; at < text.length; ) {
      const tokensBefore = scanner.tokenCount;
      at = scanner.scan(text, at);
      const { words, grams } = scanner;
      const tokenSlots = 2 * (scanner.tokenCount - tokensBefore);
      if (isFirst && tokenSlots > 0) {
        this.firstKey = words[0] as number;
        if (tokenSlots > 2) this.secondKey = words[2] as number;
        isFirst = false;
      }
      for (let slot = 0; slot < scanner.wordCount; slot++) {
        const key = words[slot] as number;
        cues |= cuesOf(key);
        const feature = table.find(key);
        if (feature < 0) {
          if ((slot & 1) === 0 && slot < tokenSlots) unseen++;
        } else if ((counts[feature] as number)++ === 0) {
          touchedWords[wordCount++] = feature;
        }
      }
      for (let slot = 0; slot < scanner.gramCount; slot++) {
        const feature = table.find(grams[slot] as number);
        if (feature >= 0 && (counts[feature] as number)++ === 0) touchedGrams[gramCount++] = feature;
      }
      if (relations === null) continue;
      relations.read(at >= text.length);
      for (let slot = 0; slot < relations.keyCount; slot++) {
        const feature = table.find(relations.keys[slot] as number);
        if (feature >= 0 && (counts[feature] as number)++ === 0) touchedRelations[relationCount++] = feature;
      }
    }
    this.wordCount = wordCount;
    this.gramCount = gramCount;
    this.relationCount = relationCount;
    this.cues = cues;
    this.unseenTokenCount = unseen;
    this.tokenCount = scanner.tokenCount;
  }

  clear(): void {
    for (let slot = 0; slot < this.wordCount; slot++) this.counts[this.touchedWords[slot] as number] = 0;
    for (let slot = 0; slot < this.gramCount; slot++) this.counts[this.touchedGrams[slot] as number] = 0;
    for (let slot = 0; slot < this.relationCount; slot++) this.counts[this.touchedRelations[slot] as number] = 0;
    this.wordCount = 0;
    this.gramCount = 0;
    this.relationCount = 0;
  }
}
