import { childrenOf, isScope, type Node, nodesIn } from '../../python-diagnosis/syntax-tree.ts';

const BLOCKS = ['If', 'For', 'While', 'With', 'Try'];

/** How deep blocks stand inside each other, and where the deepest begins; a chain of `elif` counts as one. */
export function deepestBlock(root: Node): { depth: number; line: number } {
  let deepest = { depth: 0, line: root.line };
  const enter = (node: Node, depth: number, isElif: boolean): void => {
    const own = BLOCKS.includes(node.type) && !isElif ? depth + 1 : depth;
    if (own > deepest.depth) deepest = { depth: own, line: node.line };
    const orelse = nodesIn(node, 'orelse');
    for (const child of childrenOf(node)) {
      if (isScope(child) && child !== root) continue;
      enter(child, own, node.type === 'If' && orelse.length === 1 && child === orelse[0] && child.type === 'If');
    }
  };
  enter(root, 0, false);
  return deepest;
}
