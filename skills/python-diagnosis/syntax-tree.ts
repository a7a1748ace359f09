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

export function findAll(root: Node, type: string): Node[] {
  const found: Node[] = [];
  walk(root, (node) => {
    if (node.type === type) found.push(node);
  });
  return found;
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

/** A program with its lines, able to quote the text of any node. */
export class Source {
  readonly lines: readonly string[];
  readonly code: string;
  constructor(code: string) {
    this.code = code;
    this.lines = code.split(/\r\n|\r|\n/);
  }

  line(number: number): string {
    return this.lines[number - 1] ?? '';
  }

  /** Exactly what the student wrote for a node. */
  text(node: Node | undefined): string {
    if (!node) return '';
    const bytes = (row: number) => Buffer.from(this.line(row));
    if (node.line === node.endLine) return bytes(node.line).subarray(node.column, node.endColumn).toString();
    const middle = this.lines.slice(node.line, node.endLine - 1);
    return [
      bytes(node.line).subarray(node.column).toString(),
      ...middle,
      bytes(node.endLine).subarray(0, node.endColumn).toString(),
    ].join('\n');
  }
}
