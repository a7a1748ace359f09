import type { Source } from './source.ts';

/** What an error means to a learner. All prose is Markdown; `fixCode` is the line as it should be, when we can know it. */
export type Explanation = {
  readonly what: string;
  readonly why?: string;
  readonly fix: string;
  readonly fixCode?: string;
  readonly topics: readonly string[];
  /** Where the cause is, when that is not the line that failed. */
  readonly causeLine?: number;
};

/** What is known when an error is explained: `line` and `lineText` are of the line that failed. */
export type Situation = {
  readonly message: string;
  readonly lineText: string;
  readonly line: number | undefined;
  readonly source: Source | undefined;
};

/** One error we know: `match` is tried on the message; the first row of the type that matches explains it. */
export type Rule = {
  readonly types: readonly string[];
  readonly match: RegExp;
  readonly explain: (found: RegExpExecArray, situation: Situation) => Explanation;
};

/** The line, counted from 1, of the last match of a pattern at or before `line`; the first anywhere without one. */
export function findLine(source: Source | undefined, pattern: RegExp, before?: number): number | undefined {
  if (!source) return undefined;
  const last = before ?? source.lines.length;
  for (let line = Math.min(last, source.lines.length); line >= 1; line--)
    if (pattern.test(source.line(line))) return line;
  return undefined;
}

export function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** How to say where a cause is: "line 3, `x = y`" needs a source, so this is '' without one. */
export function atLine(line: number | undefined): string {
  return line === undefined ? '' : ` (line ${line})`;
}
