import { isClassGram } from './class-grams.ts';
import { isContentPair } from './content-pairs.ts';
import { KeyTable } from './key-table.ts';
import { createRelationReader, type Relations } from './relations.ts';
import { TokenScanner } from './scan-tokens.ts';

/** The features a model knows: their keys, in how many examples each was seen, and the weight that follows. */
export interface Vocabulary {
  readonly size: number;
  readonly keys: Int32Array;
  readonly documentCounts: Uint16Array;
  /** How many examples it was built from. */
  readonly exampleCount: number;
  /** sqrt(ln((1 + N) / (1 + df)) + 1), by feature. */
  readonly rarity: Float32Array;
  readonly table: KeyTable;
}

/** Makes a vocabulary of keys and counts, as read from a model file or kept after pruning. */
export function createVocabulary(keys: Int32Array, documentCounts: Uint16Array, exampleCount: number): Vocabulary {
  const table = new KeyTable(keys.length);
  for (let feature = 0; feature < keys.length; feature++) table.findOrAdd(keys[feature] as number);
  const rarity = new Float32Array(keys.length);
  const rarityOfCount = new Float32Array(1 << 16);
  for (let feature = 0; feature < rarity.length; feature++) {
    const count = documentCounts[feature] as number;
    if (rarityOfCount[count] === 0) {
      rarityOfCount[count] = Math.sqrt(Math.log((1 + exampleCount) / (1 + Math.min(count, exampleCount))) + 1);
    }
    rarity[feature] = rarityOfCount[count] as number;
  }
  return { size: keys.length, keys, documentCounts, exampleCount, rarity, table };
}

/** A pair or triple of classes that fewer texts hold is chance. */
const LEAST_TEXTS_OF_CLASSES = 5;
/** There are many of them, and each needs a weight for every label. */
const LEAST_TEXTS_OF_PAIRS = 2;

/**
 * Collects the features found in at least `leastTexts` of the texts.
 * @param relations which of them are features too
 */
export function buildVocabulary(texts: readonly string[], leastTexts = 1, relations: Relations = 'none'): Vocabulary {
  const scanner = new TokenScanner();
  const reader = createRelationReader(relations, scanner);
  const table = new KeyTable(1 << 14);
  const keys: number[] = [];
  const documentCounts: number[] = [];
  const seenIn: number[] = [];
  for (const [row, text] of texts.entries()) {
    scanner.begin();
    reader?.begin();
    for (let at = 0; at < text.length; ) {
      at = scanner.scan(text, at);
      const note = (key: number): void => {
        const feature = table.findOrAdd(key);
        if (feature === keys.length) {
          keys.push(key);
          documentCounts.push(0);
          seenIn.push(-1);
        }
        if (seenIn[feature] === row) return;
        seenIn[feature] = row;
        (documentCounts[feature] as number)++;
      };
      for (let slot = 0; slot < scanner.wordCount; slot++) note(scanner.words[slot] as number);
      for (let slot = 0; slot < scanner.gramCount; slot++) note(scanner.grams[slot] as number);
      if (reader === null) continue;
      reader.read(at >= text.length);
      for (let slot = 0; slot < reader.keyCount; slot++) note(reader.keys[slot] as number);
    }
  }
  const counts = Uint16Array.from(documentCounts, (count) => Math.min(count, 65_535));
  const all = createVocabulary(Int32Array.from(keys), counts, texts.length);
  const leastTextsOf = (key: number): number => {
    if (isClassGram(key)) return LEAST_TEXTS_OF_CLASSES;
    return isContentPair(key) ? Math.max(LEAST_TEXTS_OF_PAIRS, leastTexts) : leastTexts;
  };
  const isKept = (feature: number): boolean => (counts[feature] as number) >= leastTextsOf(keys[feature] as number);
  const kept = Int32Array.from(keys.keys()).filter(isKept);
  return kept.length === keys.length ? all : keepFeatures(all, kept);
}

/** Keeps the features named, in the order given; their numbers become 0, 1, 2 … */
export function keepFeatures(vocabulary: Vocabulary, kept: Int32Array): Vocabulary {
  return createVocabulary(
    kept.map((feature) => vocabulary.keys[feature] as number),
    Uint16Array.from(kept, (feature) => vocabulary.documentCounts[feature] as number),
    vocabulary.exampleCount,
  );
}
