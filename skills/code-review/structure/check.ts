import type { Source } from '../../python-diagnosis/source.ts';
import type { Node } from '../../python-diagnosis/syntax-tree.ts';
import type { Finding } from '../finding.ts';

export type Check = (tree: Node, source: Source) => Finding[];
