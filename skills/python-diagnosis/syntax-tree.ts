/** A node of CPython's own syntax tree. Lines count from 1, columns are UTF-8 bytes from 0. */
export type Node = {
  readonly type: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly [field: string]: unknown;
};

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

/** The node in a field, when it is one (of the type, when one is given). */
export function nodeIn(node: Node | undefined, field: string, type?: string): Node | undefined {
  const value = node?.[field];
  return isNode(value) && (type === undefined || value.type === type) ? value : undefined;
}

export function nodesIn(node: Node | undefined, field: string): readonly Node[] {
  const value = node?.[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

export function textIn(node: Node | undefined, field: string): string {
  const value = node?.[field];
  return typeof value === 'string' ? value : '';
}

export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (const key in node) {
    const value = node[key];
    if (Array.isArray(value)) for (const one of value) isNode(one) && children.push(one);
    else if (isNode(value)) children.push(value);
  }
  return children;
}

/** Visits a tree in source order with the path from the root; `visit` returns false to stay out of a node. */
export function walk(root: Node, visit: (node: Node, ancestors: readonly Node[]) => unknown): void {
  const path: Node[] = [];
  const enter = (node: Node): void => {
    if (visit(node, path) === false) return;
    path.push(node);
    for (const child of childrenOf(node)) enter(child);
    path.pop();
  };
  enter(root);
}

/** Where a node stands among all of its tree in source order, and up to where what is inside it reaches. */
type Place = { readonly tree: ReadonlyMap<string, Ranked>; readonly from: number; readonly to: number };
type Ranked = { readonly nodes: Node[]; readonly ranks: number[] };

const places = new WeakMap<Node, Place>();

/** Ranks every node of a tree once: the checks ask for the nodes of a type in every loop and function of it. */
function rankTree(root: Node): Place {
  const tree = new Map<string, Ranked>();
  let rank = 0;
  const enter = (node: Node): void => {
    const from = rank++;
    const ranked = tree.get(node.type) ?? { nodes: [], ranks: [] };
    tree.set(node.type, ranked);
    ranked.nodes.push(node);
    ranked.ranks.push(from);
    for (const child of childrenOf(node)) enter(child);
    places.set(node, { tree, from, to: rank });
  };
  enter(root);
  return places.get(root) as Place;
}

function firstAtLeast(ranks: readonly number[], rank: number): number {
  let [low, high] = [0, ranks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranks[middle] ?? 0) < rank) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Every node of a type in a node and below, in source order; its work is the answer's size, not the tree's. */
export function findAll(root: Node, type: string): readonly Node[] {
  const { tree, from, to } = places.get(root) ?? rankTree(root);
  const ranked = tree.get(type);
  return ranked ? ranked.nodes.slice(firstAtLeast(ranked.ranks, from), firstAtLeast(ranked.ranks, to)) : [];
}

export function isScope(node: Node): boolean {
  return ['FunctionDef', 'AsyncFunctionDef', 'ClassDef', 'Lambda'].includes(node.type);
}

export function isFunction(node: Node | undefined): boolean {
  return node?.type === 'FunctionDef' || node?.type === 'AsyncFunctionDef';
}

/** The name of a plain name, `a.b` for an attribute of a name, '' for anything else. */
export function dottedName(node: Node | undefined): string {
  if (node?.type === 'Name') return textIn(node, 'id');
  if (node?.type === 'Attribute') {
    const owner = dottedName(nodeIn(node, 'value'));
    return owner && `${owner}.${textIn(node, 'attr')}`;
  }
  return '';
}

/** Whether a node is a call of a plain or dotted name, such as `print` or `random.choice`. */
export function isCallTo(node: Node | undefined, ...names: string[]): boolean {
  return node?.type === 'Call' && names.includes(dottedName(nodeIn(node, 'func')));
}

export function namesRead(root: Node): Set<string> {
  return new Set(findAll(root, 'Name').map((name) => textIn(name, 'id')));
}
