import { explainError } from './explain-error.ts';
import { fencedCode, inlineCode } from './quote-markdown.ts';

const NAMES =
  'NameError IndexError KeyError TypeError ValueError AttributeError ZeroDivisionError SyntaxError IndentationError TabError ImportError ModuleNotFoundError FileNotFoundError RecursionError UnboundLocalError AssertionError EOFError MemoryError OverflowError RuntimeError UnicodeDecodeError UnicodeEncodeError PermissionError JSONDecodeError NotImplementedError TimeoutError KeyboardInterrupt StopIteration'.split(
    ' ',
  );
const BY_LETTERS = new Map(NAMES.map((name) => [name.toLowerCase(), name]));
const NAMED = /\b(\w{3,20}?) ?(error|interrupt|iteration)s?\b/gi;

/** The kind of error a question names ("what is a key error"), as Python spells it. */
export function findNamedError(question: string): string | undefined {
  for (const [, kind = '', end = ''] of question.slice(0, 2_000).matchAll(NAMED)) {
    const name = BY_LETTERS.get(`${kind}${end}`.toLowerCase());
    if (name !== undefined) return name;
  }
  return undefined;
}

/** What a kind of error means wherever it comes up, what to do about it, and what it is about. */
export function explainNamedError(name: string): { text: string; topics: readonly string[] } {
  const { what, why, fix, fixCode, topics } = explainError(name, {
    message: '',
    lineText: '',
    line: undefined,
    source: undefined,
  });
  const text = [
    `**${name}**: ${[what, why].filter(Boolean).join(' ')}`,
    `**What to do:** ${fixCode ? fix : fix.replace(/:$/, '.')}`,
    fixCode && fencedCode(fixCode, 8),
    `Is it in a program of yours? Send the code with the whole message, and I name the line: the last line of the message begins with ${inlineCode(name)}, the lines above it say where.`,
  ];
  return { text: text.filter(Boolean).join('\n\n'), topics };
}
