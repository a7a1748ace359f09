import { type Compiled, compilePython, MAX_SOURCE_BYTES } from './compile-python.ts';
import { cutProgram, isTooIntricate } from './cut-program.ts';
import { type Lint, lintPython, MAX_UNCHECKED_CHARS } from './lint-python.ts';

/** Names that are used and not made: what is checked even where the tree of a program is not. */
const NAME_CHECKS = ['F821', 'F823'];

/** What Python says of a program, as far as it was read. */
export type Judgement = {
  readonly compiled: Compiled;
  /** The first statements of the program: the tree is theirs. All of it when `isWhole`. */
  readonly part: { readonly code: string; readonly lines: number; readonly isWhole: boolean };
};

/** Names used and not made, of code that compiles; undefined when it is too deeply nested to be read. */
export function lintNames(code: string): Lint[] | undefined {
  return lintPython(code, NAME_CHECKS);
}

/**
 * Compiles as much of a program as can be read closely in bounded time. What CPython could not judge ruff may still find
 * not to parse, though not in CPython's words.
 */
export async function judgeProgram(code: string): Promise<Judgement> {
  if (Buffer.byteLength(code) > MAX_SOURCE_BYTES) return unread('too-large');
  const part = cutProgram(code);
  const judgement = part ? { compiled: await compile(part.code), part } : unread('too-long');
  const isOpen = judgement.compiled.outcome === 'unjudged' && code.length <= MAX_UNCHECKED_CHARS;
  const fault = isOpen ? lintNames(code)?.find((lint) => lint.code === 'invalid-syntax') : undefined;
  if (!fault) return judgement;
  const { message, line, column } = fault;
  return { ...judgement, compiled: { outcome: 'refused', error: { type: 'SyntaxError', message, line, column } } };
}

/** What would overflow Python's own stack ends the interpreter, and the next messages would wait for another. */
function compile(code: string): Promise<Compiled> {
  if (isTooIntricate(code)) return Promise.resolve({ outcome: 'unjudged', reason: 'too-complex' });
  return compilePython(code);
}

function unread(reason: 'too-large' | 'too-long'): Judgement {
  return { compiled: { outcome: 'unjudged', reason }, part: { code: '', lines: 0, isWhole: false } };
}
