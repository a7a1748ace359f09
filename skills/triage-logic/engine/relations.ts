import { ClassGramReader } from './class-grams.ts';
import { ContentPairReader } from './content-pairs.ts';
import type { TokenScanner } from './scan-tokens.ts';

/**
 * What is read of a text beside its words and letters: what its words are to a tutor, in their order, or which words it
 * holds together.
 */
export type Relations = 'classes' | 'pairs' | 'none';

/** Writes keys for each stretch of a text that its scanner has read. */
export interface RelationReader {
  readonly keys: Int32Array;
  readonly keyCount: number;
  /** Starts a new text. */
  begin(): void;
  /** @param isLast whether the text ends with the stretch read last */
  read(isLast: boolean): void;
}

/** Squared lengths beside the text's 1, 0 where it is not read. */
interface RelationShares {
  readonly classShare: number;
  readonly pairShare: number;
}

/** Which relations are read where these are their shares; classes go first. */
export function relationsOf({ classShare, pairShare }: RelationShares): { relations: Relations; share: number } {
  if (classShare > 0) return { relations: 'classes', share: classShare };
  return pairShare > 0 ? { relations: 'pairs', share: pairShare } : { relations: 'none', share: 0 };
}

export function createRelationReader(relations: Relations, scanner: TokenScanner): RelationReader | null {
  if (relations === 'none') return null;
  return relations === 'classes' ? new ClassGramReader(scanner) : new ContentPairReader(scanner);
}
