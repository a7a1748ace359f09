import { type Explanation, findLine, type Rule } from './explanation.ts';
import { inlineCode } from './quote-markdown.ts';
import type { Source } from './source.ts';

type Row = readonly [types: string, match: RegExp, explain: Rule['explain']];

const fixed = (explanation: Explanation) => (): Explanation => explanation;

/** What a function that calls itself lacks: a first line that ends it, or a step towards the line it has. */
function readRecursion(source: Source, name: string): Pick<Explanation, 'why' | 'fix' | 'fixCode'> {
  const start = source.lines.findIndex((line) => new RegExp(`\\bdef\\s+${name}\\s*\\(`).test(line));
  const head = source.line(start + 1);
  const indent = /^\s*/.exec(head)?.[0].length ?? 0;
  const rest = source.lines.slice(start + 1);
  const end = rest.findIndex((line) => line.trim() !== '' && (/^\s*/.exec(line)?.[0].length ?? 0) <= indent);
  const body = (end < 0 ? rest : rest.slice(0, end)).slice(0, 60);
  const call = body.find((line) => new RegExp(`\\b${name}\\(`).test(line))?.trim() ?? '';
  const ends = body.findIndex((line) => /^\s*(?:if|elif|while)\b/.test(line));
  if (ends >= 0)
    return {
      why: `It has a condition (line ${start + 2 + ends}, ${inlineCode(body[ends] ?? '')}), so either that is never true, or no call comes nearer to it: ${inlineCode(call)}.`,
      fix: 'Print what comes in as the first line of the function, and watch whether it moves towards that condition:',
      fixCode: `print(${/\(\s*(?:self\s*,\s*)?(\w+)/.exec(head)?.[1] ?? '"here"'})`,
    };
  const parameter = /\(\s*(?:self\s*,\s*)?(\w+)/.exec(head)?.[1];
  const isCounting = parameter !== undefined && new RegExp(`\\b${name}\\(\\s*${parameter}\\s*-\\s*1\\s*\\)`).test(call);
  // What leaves the others as they are: 1 where results are multiplied, 0 where they are added.
  const [least, result] = isCounting && /\*/.test(call) ? ['1', '1'] : isCounting && /\+/.test(call) ? ['0', '0'] : [];
  return {
    why: 'It has no *base case*: nothing in it says when to return without calling itself.',
    fix: 'Start with the smallest case, whose answer you know:',
    fixCode:
      least === undefined
        ? `${head.trim()}\n    if ...:          # the smallest case\n        return ...   # its answer\n    ${call}`
        : `${head.trim()}\n    if ${parameter} <= ${least}:\n        return ${result}\n    ${call}`,
  };
}

const ROWS: readonly Row[] = [
  [
    'RecursionError',
    /^/,
    (_, { source, line }) => {
      const definition = source?.lines
        .map((text) => /^\s*def\s+(\w+)/.exec(text)?.[1])
        .find((name) => name && (source.code.match(new RegExp(`\\b${name}\\(`, 'g'))?.length ?? 0) > 1);
      const own = definition === undefined || !source ? undefined : readRecursion(source, definition);
      const at = definition ? findLine(source, new RegExp(`\\bdef\\s+${definition}\\b`)) : undefined;
      return {
        what: `A function keeps calling itself until Python stops it (about 1000 calls deep).${definition ? ` Here that is ${inlineCode(definition)}${at ? ` (line ${at})` : ''}.` : ''}`,
        ...(own ?? {
          why: 'It has no *base case* (a condition under which it returns without calling itself), or the value it passes on never gets closer to that case.',
          fix: 'Start the function with the smallest case, and make each call smaller, as here:',
          fixCode: 'def add_up_to(n):\n    if n <= 0:\n        return 0\n    return n + add_up_to(n - 1)',
        }),
        topics: ['recursion'],
        ...(at && !line ? { causeLine: at } : {}),
      };
    },
  ],
  [
    'RuntimeError',
    /(dictionary|set|deque)?.*(?:changed size|mutated|keys changed) during iteration/i,
    ([, kind = 'dictionary'], { lineText }) => {
      const [, name, table] = /\bfor\s+([\w, ]+?)\s+in\s+([\w.]+(?:\(\))?)\s*:/.exec(lineText) ?? [];
      return {
        what: `The ${kind} grew or shrank while a loop was going through it.`,
        why: 'A loop cannot keep its place in something that gains or loses items under it.',
        fix: 'Go through a copy, so that the original may change; or collect what shall go, and remove it after the loop:',
        fixCode: name && table ? `for ${name} in list(${table}):` : 'for key in list(table):',
        topics: ['dictionaries', 'loops'],
      };
    },
  ],
  [
    'AssertionError',
    /^/,
    (_, { lineText }) => {
      const call = /assert\s+(?:candidate|(.+?))\s*==\s*(.+)$/.exec(lineText);
      return {
        what: call?.[1]
          ? `A check failed: ${inlineCode(call[1])} should give ${inlineCode(call[2] ?? '')}, and it gave something else.`
          : 'An `assert` states that something is true; here it was not, so the program stopped.',
        why: 'Nothing is wrong with the check itself: the result of the code above it is not what was expected.',
        fix: call?.[1]
          ? 'See what it really gives, then follow that one case through your function line by line:'
          : 'Print both sides of the check just before it and compare.',
        ...(call?.[1] ? { fixCode: `print(${call[1]})   # expected: ${call[2]}` } : {}),
        topics: ['testing', 'debugging'],
      };
    },
  ],
  [
    'FileNotFoundError',
    /^.*/,
    ([whole]) => ({
      what: `Python looked for ${/['"]([^'"]+)['"]/.exec(whole) ? inlineCode(/['"]([^'"]+)['"]/.exec(whole)?.[1] ?? '') : 'the file'} and found no such file.`,
      why: 'A name without a folder is looked for in the folder the program is *started* from, which need not be the one the script is in. Windows may also hide the real ending (`data.txt.txt`).',
      fix: 'See where Python looks, then move the file there or give the full path:',
      fixCode: 'import os\nprint(os.getcwd(), os.listdir())',
      topics: ['files', 'paths'],
    }),
  ],
  [
    'PermissionError',
    /^/,
    fixed({
      what: 'The system does not allow this file or folder to be opened.',
      why: 'It is open in another program (Excel), it is a folder rather than a file, or it lies where you may not write.',
      fix: 'Close it elsewhere, check that the path names a *file*, and write to a folder of your own.',
      topics: ['files'],
    }),
  ],
  [
    'IsADirectoryError NotADirectoryError',
    /^/,
    fixed({
      what: 'The path names a folder where a file is needed (or the other way round).',
      fix: 'Print the path and add the file name to it: `os.path.join(folder, name)`.',
      topics: ['files', 'paths'],
    }),
  ],
  [
    'FileExistsError',
    /^/,
    fixed({
      what: 'What you want to create exists already.',
      fix: 'For folders use `os.makedirs(path, exist_ok=True)`; for files open with `"w"` to overwrite.',
      topics: ['files'],
    }),
  ],
  [
    'UnicodeDecodeError UnicodeEncodeError',
    /^/,
    fixed({
      what: 'The file holds characters in another encoding than the one Python expected.',
      why: 'Windows often assumes an old code page, while the file is UTF-8 (or the reverse).',
      fix: 'Name the encoding when you open it (if that fails, try `"utf-8-sig"` or `"latin-1"`):',
      fixCode: 'with open(path, encoding="utf-8") as file:\n    text = file.read()',
      topics: ['files', 'encoding'],
    }),
  ],
  [
    'EOFError',
    /^/,
    fixed({
      what: '`input()` wanted a line and there was none left to read.',
      why: 'The program reads more lines than it is given (common on online judges), or runs where nobody can type.',
      fix: 'Count how many `input()` calls run, and read exactly as many lines as the task gives.',
      topics: ['input'],
    }),
  ],
  [
    'KeyboardInterrupt',
    /^/,
    fixed({
      what: 'The program was stopped with Ctrl+C (or the stop button). That is no mistake in the code by itself.',
      why: 'If you stopped it because it never ended: the line shown is where it was, most likely in a loop whose condition never becomes false.',
      fix: 'Check that something inside the loop changes what its condition tests.',
      topics: ['loops'],
    }),
  ],
  [
    'StopIteration',
    /^/,
    fixed({
      what: '`next()` was asked for one more item and there is none left.',
      fix: 'Use a `for` loop, or give a value for the end: `next(items, None)`.',
      topics: ['iterators'],
    }),
  ],
  [
    'OverflowError',
    /^/,
    fixed({
      what: 'A calculation with decimal numbers became too large.',
      fix: 'Look for an exponent or product that keeps growing; whole numbers (`int`) have no such limit.',
      topics: ['numbers'],
    }),
  ],
  [
    'MemoryError',
    /^/,
    fixed({
      what: 'The program asked for more memory than there is.',
      why: 'A list that grows for ever in a loop, or a whole large file, table or merge at once (for tables: duplicate keys multiply the rows).',
      fix: 'Check that the loop ends; work through the data in pieces, and check for duplicate keys before a merge.',
      topics: ['memory', 'loops'],
    }),
  ],
  [
    'TimeoutError',
    /^/,
    fixed({
      what: 'Something did not answer in time.',
      fix: 'Check the address and your connection, and give the call a larger `timeout`.',
      topics: ['network'],
    }),
  ],
  [
    'ConnectionError ConnectionRefusedError ConnectionResetError HTTPError URLError TooManyRedirects SSLError',
    /^/,
    fixed({
      what: 'The other computer could not be reached, or did not give a normal answer.',
      why: 'A mistyped address, no connection, a site that refuses programs, wants a login, or sends you in circles.',
      fix: 'Open the same address in a browser; then print `response.status_code`, and send a browser-like `User-Agent` header (keep cookies with `requests.Session()` where you log in).',
      topics: ['network'],
    }),
  ],
  [
    'JSONDecodeError',
    /^/,
    fixed({
      what: 'The text is not valid JSON.',
      why: 'It is empty, it is an HTML error page, or it uses single quotes or a comma too many.',
      fix: 'Print the first 200 characters of the text before you parse it: `print(text[:200])`.',
      topics: ['json'],
    }),
  ],
  [
    'NotImplementedError',
    /^/,
    fixed({
      what: 'A method was called that only exists as a placeholder.',
      fix: 'Write that method in your own class, with exactly the same name.',
      topics: ['classes'],
    }),
  ],
  [
    'ValueError',
    /['"]?(.*?)['"]? is not in (?:list|tuple)|list\.remove\(x\)|substring not found/,
    ([whole]) => ({
      what: /substring/.test(whole)
        ? 'The text you searched for with `index` is not in there.'
        : 'The item you asked to remove or find is not in the list.',
      why: 'Removing twice, another type (`"3"` and `3`), or capitals and spaces that differ.',
      fix: 'Test first:',
      fixCode: 'if item in items:\n    items.remove(item)',
      topics: ['lists'],
    }),
  ],
  [
    'ValueError',
    /math domain error/i,
    fixed({
      what: 'A mathematical function got a number it is not defined for, such as `math.sqrt(-1)` or `math.log(0)`.',
      fix: 'Print the number just before, and check it with an `if`.',
      topics: ['numbers'],
    }),
  ],
  [
    'ValueError',
    /truth value of (?:an array|a (?:Series|DataFrame))/i,
    fixed({
      what: 'An `if` (or `and`/`or`) needs one True/False, and a whole column or array gives many.',
      fix: 'Combine conditions with `&` and `|`, each in parentheses, or reduce with `.any()` / `.all()`:',
      fixCode: 'df[(df["age"] > 18) & (df["city"] == "Paris")]',
      topics: ['pandas'],
    }),
  ],
  [
    'ValueError',
    /shape|broadcast|dimension|length mismatch|same length/i,
    fixed({
      what: 'Two arrays or columns have sizes that do not fit together.',
      fix: 'Print both sizes (`print(a.shape, b.shape)`) just before the line; reshape, or make both the same length.',
      topics: ['arrays'],
    }),
  ],
  [
    'ValueError',
    /I\/O operation on closed file/i,
    fixed({
      what: 'The file was already closed when you used it.',
      why: 'It is used after the `with` block has ended.',
      fix: 'Indent the line so that it stands inside the `with open(…)` block.',
      topics: ['files'],
    }),
  ],
  [
    'ValueError',
    /^/,
    fixed({
      what: 'A function got a value of the right kind that it cannot use.',
      fix: 'Print the value just before the line that fails; the message after `ValueError:` says what was expected.',
      topics: ['types'],
    }),
  ],
  [
    'SystemExit',
    /^/,
    fixed({
      what: 'The program ended itself with `exit()` or `sys.exit()`. That is not a fault by itself.',
      fix: 'If it ends too early, look for the `exit` call that ran.',
      topics: ['program-flow'],
    }),
  ],
  [
    'TclError',
    /^/,
    (_, { message }) => ({
      what: 'tkinter could not do what was asked.',
      why: /image/.test(message)
        ? 'An image must be kept in a variable that lives on, and PhotoImage only reads PNG and GIF.'
        : 'Often a widget is used after its window was closed, or `pack` and `grid` are mixed in one frame.',
      fix: 'Keep images (`label.image = photo`), use one of `pack`/`grid` per frame, and touch no widget after `mainloop()`.',
      topics: ['tkinter'],
    }),
  ],
];

export const OTHER_RULES: readonly Rule[] = ROWS.map(([types, match, explain]) => ({
  types: types.split(' '),
  match,
  explain,
}));
