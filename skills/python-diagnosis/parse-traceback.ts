export type Frame = { readonly file: string; readonly line: number; readonly where: string; readonly text: string };

/** One error as Python told it. `frames` is outermost first; empty for an error quoted without its traceback. */
export type ParsedError = {
  readonly type: string;
  readonly message: string;
  readonly frames: readonly Frame[];
  /** The error that came before it, and how the two hang together. */
  readonly earlier?: { readonly type: string; readonly message: string; readonly link: 'while-handling' | 'cause' };
};

const KNOWN =
  'KeyboardInterrupt|StopIteration|StopAsyncIteration|SystemExit|GeneratorExit|BaseExceptionGroup|ExceptionGroup';
const NAMED = `(?:[A-Za-z_]\\w*\\.){0,8}(?:[A-Z]\\w*(?:Error|Exception|Warning)|${KNOWN})`;
const LAST_LINE = new RegExp(`^\\s*(?:E\\s+|[|]\\s*|> ?)?(${NAMED})(?::[ \\t]*(.*)|\\s*)$`);
const IN_PROSE = new RegExp(`\\b(${NAMED})\\b["'\`*)]*(?:[ \\t]*(?:[:;]|--?|–|\\()[ \\t]*([^\\n]*))?`);

/** Errors quoted without their type: a phrase only this error says, and the error it belongs to. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [
    /(?:cannot access )?local variable ?['"‘`]?\w+['"’`]? (?:referenced before assignment|where it is not associated)[^\n]*/i,
    'UnboundLocalError',
  ],
  [/name ?['"‘`][\w.;]+['"’`;]? is not defined/i, 'NameError'],
  [/no module named ?['"‘`]?[\w.]+['"’`]?/i, 'ModuleNotFoundError'],
  [/cannot import name ['"‘`]?\w+['"’`]?[^\n]*/i, 'ImportError'],
  [/(?:list|string|tuple|index|pop|range)[\w ]{0,30} out of (?:range|bounds)/i, 'IndexError'],
  [/invalid literal for int\(\)[^\n]*/i, 'ValueError'],
  [/could not convert string to float[^\n]*/i, 'ValueError'],
  [/(?:too many|not enough) values to unpack[^\n]*/i, 'ValueError'],
  [/too many\/few values to unpack/i, 'ValueError'],
  [/(?:float |integer )?(?:division|modulo)(?: or modulo)? by zero/i, 'ZeroDivisionError'],
  [/maximum recursion depth exceeded[^\n]*/i, 'RecursionError'],
  [/(?:['"‘`]|(?<![\w.]))[\w.]+['"’`]? object has no attribute[^\n]*/i, 'AttributeError'],
  [/module ['"‘`][\w.]+['"’`] has no attribute[^\n]*/i, 'AttributeError'],
  [/\b\w+\(\) (?:takes|missing|got an unexpected|got multiple)[^\n]*/i, 'TypeError'],
  [/unsupported operand type[^\n]*/i, 'TypeError'],
  [/can only concatenate[^\n]*/i, 'TypeError'],
  [/(?:['"‘`]\w+['"’`]|\bNoneType|\bint|\bfloat) (?:object )?is not (?:callable|iterable|subscriptable)/i, 'TypeError'],
  [/unhashable type:?[^\n]*/i, 'TypeError'],
  [/(?:list|string|tuple) indices must be integers[^\n]*/i, 'TypeError'],
  [/['"‘`]?[<>]=?['"’`]? not supported between[^\n]*/i, 'TypeError'],
  [/object does not support item assignment/i, 'TypeError'],
  [/unindent does not match[^\n]*|expected an indented block[^\n]*|unexpected indent/i, 'IndentationError'],
  [/inconsistent use of tabs[^\n]*/i, 'TabError'],
  [/EOL while scanning string literal|unterminated (?:triple-quoted |f-)?string literal[^\n]*/i, 'SyntaxError'],
  [
    /unexpected EOF while parsing|EOF while scanning[^\n]*|['"‘`][([{]['"’`] was never closed|unmatched ['"‘`][)\]}]['"’`]/i,
    'SyntaxError',
  ],
  [/(?:can't|cannot) assign to [^\n]*/i, 'SyntaxError'],
  [/missing parentheses in call to[^\n]*/i, 'SyntaxError'],
  [/\bexpected ':'/, 'SyntaxError'],
  [/no such file or directory:?[^\n]*/i, 'FileNotFoundError'],
  [/invalid syntax\b[^\n]*/i, 'SyntaxError'],
];

/** Names of errors said in passing ("local variable reference before … error"), too loose to be a quotation. */
const LOOSE: readonly (readonly [RegExp, string, string])[] = [
  [/local variable ?['"‘`]?(\w*)['"’`]?.{0,20}(?:before|referenced)/i, 'UnboundLocalError', ''],
  [/\bkey ?error\b/i, 'KeyError', ''],
  [/\bindex ?error\b|\bout of range\b/i, 'IndexError', 'list index out of range'],
  [/\bname ?error\b/i, 'NameError', ''],
  [/\btype ?error\b/i, 'TypeError', ''],
  [/\bvalue ?error\b/i, 'ValueError', ''],
  [/\battribute ?error\b|\bhas no attribute\b/i, 'AttributeError', ''],
  [/\bsyntax ?error\b|\bgrammatical error\b/i, 'SyntaxError', ''],
  [/\bindentation ?error\b/i, 'IndentationError', ''],
  [/\brecursion ?error\b/i, 'RecursionError', 'maximum recursion depth exceeded'],
  [/\bimport ?error\b/i, 'ImportError', ''],
  [/\bassertion ?error\b/i, 'AssertionError', ''],
  [/\b(?:module|package|library) (?:is |was )?not (?:being )?found\b/i, 'ModuleNotFoundError', ''],
  [/\b(?:zero division|divid\w+ by zero)\b/i, 'ZeroDivisionError', 'division by zero'],
];

const LIBRARY =
  /site-packages|dist-packages|[\\/]lib[\\/]python\d|<frozen|[\\/]Lib[\\/](?!site)|importlib|<__array_function__/i;

function readFrames(lines: readonly string[]): Frame[] {
  const frames: Frame[] = [];
  lines.forEach((raw, index) => {
    const line = raw.replace(/^\s*[|+]\s?/, '');
    const at = (step: number) => (lines[index + step] ?? '').replace(/^\s*[|+]\s?/, '').trim();
    const file =
      /File "?(.{1,400}?)"?, line (\d+)(?:, in ([^\n]+))?/.exec(line) ??
      /(?:Cell|Input) In ?\[(\d+)\], line (\d+)(?:, in ([^\n]+))?/.exec(line);
    if (file) {
      const arrow = lines
        .slice(index + 1, index + 8)
        .map((one) => /^-+> ?(\d+) (.*)$/.exec(one.trim()))
        .find(Boolean);
      const text = arrow?.[2] ?? at(1);
      const isText = text !== '' && !/^(?:File |[\^~ ]+$)/.test(text) && !LAST_LINE.test(text);
      frames.push({
        file: file[1] ?? '',
        line: Number(file[2]),
        where: (file[3] ?? '').trim(),
        text: isText ? text.trim() : '',
      });
      return;
    }
    const arrow = /^-+> ?(\d+) (.*)$/.exec(line.trim());
    const isNew = arrow && !frames.some((frame) => frame.line === Number(arrow[1]) && frame.text === arrow[2]?.trim());
    if (arrow && isNew)
      frames.push({ file: '<cell>', line: Number(arrow[1]), where: '', text: arrow[2]?.trim() ?? '' });
    const pytest = /^(\S+\.py):(\d+): (?:\w+|in )/.exec(line);
    if (pytest) {
      const shown = lines.slice(0, index).findLast((one) => /^> {3,}\S/.test(one));
      frames.push({ file: pytest[1] ?? '', line: Number(pytest[2]), where: '', text: shown?.slice(1).trim() ?? '' });
    }
  });
  return frames;
}

function readOne(part: string): ParsedError | undefined {
  const lines = part.split('\n');
  const matches = lines.map((line, index) => ({ index, match: LAST_LINE.exec(line) })).filter((one) => one.match);
  const isGroup = (type = '') => /ExceptionGroup$/.test(type);
  const named =
    matches.find((one) => !isGroup(one.match?.[1]) && matches.some((other) => isGroup(other.match?.[1]))) ??
    matches.at(-1);
  const frames = readFrames(lines);
  if (named?.match) {
    const cut = isGroup(matches[0]?.match?.[1]) ? readFrames(lines.slice(0, named.index)) : frames;
    const message = (named.match[2] ?? '').trim();
    return { type: bareName(named.match[1]), message: frames.length > 0 ? message : straighten(message), frames: cut };
  }
  return undefined;
}

function bareName(type = ''): string {
  return type.split('.').at(-1) ?? '';
}

/** Cuts what the student said after the message, and quotes that were theirs. */
function straighten(message: string): string {
  const said =
    message
      .replace(/[‘’]/g, "'")
      .replace(/[“”]/g, '"')
      .split(
        /, but\b|,? (?:but (?:I|it|my|when|the|why)|even though|when I|how do|what|why|and I|in my|I|keeps?)\b|[.?!] ?[A-Z]|;I\b/,
      )[0] ?? '';
  const closed = said.replace(/[`*\s.]+$/, '');
  // A bracket the student opened before the message ends here; one of the message's own stays.
  const bare =
    closed.split('(').length < closed.split(')').length ? closed.replace(/[`*)\s.]+$/, '').trim() : closed.trim();
  const isOdd = (quote: string) => bare.split(quote).length % 2 === 0;
  if (bare.endsWith('"') && isOdd('"')) return bare.slice(0, -1).trim();
  if (bare.startsWith('"') && isOdd('"')) return bare.slice(1).trim();
  if (bare.endsWith("'") && isOdd("'") && !bare.endsWith("''")) return bare.slice(0, -1).trim();
  return bare.replace(/^"([^"]*)"$/, '$1');
}

/** What is read of a pasted error, in UTF-16 units: Python tells the outermost call first, and what went wrong last. */
const [MOST_FIRST, MOST_LAST] = [4_000, 8_000];

/** A pasted error as far as it is read: the middle of a very long one says nothing that its ends do not. */
export function keepEnds(error: string): string {
  if (error.length <= MOST_FIRST + MOST_LAST) return error;
  return `${error.slice(0, MOST_FIRST)}\n${error.slice(-MOST_LAST)}`;
}

/**
 * Finds the error a student pasted or quoted, in any of the shapes Python, pytest, Jupyter and IDLE print it.
 * Of two chained errors the later is given, unless the earlier is named its direct cause.
 */
export function parseTraceback(text: string): ParsedError | undefined {
  const normal = keepEnds(text).replace(/\r\n?/g, '\n').replace(/[‘’]/g, "'");
  const parts = normal.split(
    /^.*(During handling of the above exception, another exception occurred|The above exception was the direct cause of the following exception).*$/m,
  );
  const errors = parts.filter((_, index) => index % 2 === 0).map(readOne);
  const last = errors.at(-1);
  const before = errors.at(-2);
  if (last && before) {
    const link = parts.at(-2)?.startsWith('The above') ? 'cause' : 'while-handling';
    const [main, other] = link === 'cause' ? [before, last] : [last, before];
    return { ...main, earlier: { type: other.type, message: other.message, link } };
  }
  const whole = errors.find((error) => error !== undefined) ?? undefined;
  if (whole) return whole;
  const frames = readFrames(normal.split('\n'));
  const quoted = IN_PROSE.exec(normal);
  const phrase = PHRASES.map(([pattern, type]) => ({ type, found: pattern.exec(normal)?.[0] })).find(
    (one) => one.found,
  );
  if (quoted && !(phrase && !quoted[2]))
    return { type: bareName(quoted[1]), message: straighten(quoted[2] ?? ''), frames };
  if (phrase?.found) return { type: phrase.type, message: straighten(phrase.found), frames };
  const loose = LOOSE.find(([pattern]) => pattern.test(normal));
  return loose ? { type: loose[1], message: loose[2], frames } : undefined;
}

/** The innermost frame in the student's own files, not in a library they called. */
export function studentFrame(error: ParsedError): Frame | undefined {
  return error.frames.findLast((frame) => !LIBRARY.test(frame.file)) ?? error.frames.at(-1);
}
