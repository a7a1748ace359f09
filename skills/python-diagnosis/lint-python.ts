// Reading its 10 MB takes 30 ms: what imports this file is loaded when a tutor needs it, not with the service.
import { Workspace } from '@astral-sh/ruff-wasm-nodejs';

export type Lint = {
  readonly code: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
};

type RuffLocation = { row: number; column: number };
type RuffDiagnostic = {
  code: string | null;
  message: string;
  start_location: RuffLocation;
  end_location: RuffLocation;
};

/** Deeper nesting overflows the WASM stack; ruff survives it, and so much nesting is no program of a learner. */
const DEEPEST = 90;
const UTF16 = 1;

const linters = new Map<string, Workspace>();

function linterFor(rules: readonly string[]): Workspace {
  const key = rules.join();
  const known = linters.get(key);
  if (known) return known;
  const linter = new Workspace(
    { 'target-version': 'py312', 'line-length': 100, lint: { select: rules, preview: false } },
    UTF16,
  );
  linters.set(key, linter);
  return linter;
}

function isTooDeep(code: string): boolean {
  let depth = 0;
  for (const char of code) {
    if (char === '(' || char === '[' || char === '{') depth += 1;
    else if (char === ')' || char === ']' || char === '}') depth = Math.max(0, depth - 1);
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** Ruff reports every broken token, so what is not known to compile is only linted up to this many characters. */
export const MAX_UNCHECKED_CHARS = 8_000;

/**
 * Ruff's findings on a program, in source order. Never throws.
 * @param rules ruff rule codes or prefixes; use one constant list, since each list keeps its linter
 * @returns undefined when the program is too deeply nested to be read
 */
export function lintPython(code: string, rules: readonly string[]): Lint[] | undefined {
  if (isTooDeep(code)) return undefined;
  try {
    return (linterFor(rules).check(code) as RuffDiagnostic[])
      .map((found) => ({
        code: found.code ?? 'invalid-syntax',
        message: found.message,
        line: found.start_location.row,
        column: found.start_location.column,
        endLine: found.end_location.row,
      }))
      .sort((left, right) => left.line - right.line || left.column - right.column);
  } catch {
    return undefined;
  }
}
