import type { Source } from '../source.ts';
import type { Node } from '../syntax-tree.ts';

/** Something that runs without an error, or not at all as meant. `certain` ones are wrong whatever the student wanted. */
export type Bug = {
  readonly id: string;
  readonly line: number;
  readonly certain: boolean;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  readonly fixCode?: string;
  /** The line that `fixCode` replaces, when it is not the one the bug is found on. */
  readonly fixLine?: number;
  readonly topics: readonly string[];
};

export type Check = (tree: Node, source: Source) => Bug[];
