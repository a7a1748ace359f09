import type { Node } from './syntax-tree.ts';

/** Nothing that is shown to a student is longer: what comes after is not cut out of the program. */
const MOST_LINES = 40;

/** A program with its lines, able to quote the text of any node. */
export class Source {
  readonly lines: readonly string[];
  readonly code: string;
  /** The line whose columns were last asked for, in the bytes Python counts; undefined when they are its characters. */
  private encoded: { line: number; bytes: Buffer | undefined } = { line: 0, bytes: undefined };

  constructor(code: string) {
    this.code = code;
    this.lines = code.split(/\r\n|\r|\n/);
  }

  line(number: number): string {
    return this.lines[number - 1] ?? '';
  }

  /** Exactly what the student wrote for a node, at most its first 40 lines. */
  text(node: Node | undefined): string {
    if (!node) return '';
    if (node.line === node.endLine) return this.between(node.line, node.column, node.endColumn);
    const end = Math.min(node.endLine, node.line + MOST_LINES);
    const last = end === node.endLine ? [this.between(end, 0, node.endColumn)] : [];
    return [this.between(node.line, node.column), ...this.lines.slice(node.line, end - 1), ...last].join('\n');
  }

  private between(line: number, from: number, to?: number): string {
    if (this.encoded.line !== line) {
      const text = this.line(line);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is the range in which bytes are characters
      this.encoded = { line, bytes: /^[\x00-\x7f]*$/.test(text) ? undefined : Buffer.from(text) };
    }
    return this.encoded.bytes?.subarray(from, to).toString() ?? this.line(line).slice(from, to);
  }
}
