import { escapePattern } from './explanation.ts';
import type { ParsedError } from './parse-traceback.ts';
import type { Source } from './source.ts';

/** What a line must hold to be able to fail with this error; tried on the line without its strings where it asks so. */
type Place = { readonly match: RegExp; readonly inStrings?: boolean; readonly takesFirst?: boolean };

type Row = readonly [types: string, message: RegExp, place: (found: RegExpExecArray, source: Source) => Place];

const OPERATOR = (sign: string): RegExp =>
  new RegExp(`(?<![-+*/%<>=!])${escapePattern(sign)}(?![*/=<>])|${escapePattern(sign)}=(?!=)`);
const READ = /[\w)\]]\[(?![^\]]*\]\s*=(?!=))/;

/** The class whose `__init__` a message speaks of: the one call of it is the line that fails. */
function calledAs(full: string, source: Source): string {
  const name = full.split('.').at(-1) ?? full;
  if (name !== '__init__') return name;
  if (full.includes('.')) return full.split('.').at(-2) ?? name;
  const at = source.lines.findIndex((line) => /\bdef __init__\(/.test(line));
  const owner = source.lines.slice(0, at + 1).findLast((line) => /^\s*class\s+\w+/.test(line));
  return /class\s+(\w+)/.exec(owner ?? '')?.[1] ?? name;
}

const call = (name: string): Place => ({
  match: new RegExp(`(?<!\\bdef\\s+)(?<!\\bclass\\s+)\\b${escapePattern(name)}\\(`),
});
/** A call of a name that the program gave a value. */
function callOfValue(source: Source): Place {
  const names = source.lines.flatMap((line) => /^\s*(\w+)\s*=(?!=)/.exec(line)?.[1] ?? []).map(escapePattern);
  return { match: names.length === 0 ? /$^/ : new RegExp(`\\b(?:${names.slice(0, 200).join('|')})\\(`) };
}

const plain = (match: RegExp) => (): Place => ({ match });

const ROWS: readonly Row[] = [
  [
    'KeyError',
    /^(.+)$/,
    ([, key = '']) => ({
      match: new RegExp(`\\[\\s*${escapePattern(key).replace(/['"]/g, '[\'"]')}\\s*\\]`),
      inStrings: true,
    }),
  ],
  ['KeyError', /^/, plain(READ)],
  ['IndexError', /pop from/, plain(/\.pop\(/)],
  ['IndexError', /assignment/, plain(/\w\[[^\]]*\]\s*=(?!=)/)],
  ['IndexError', /^/, plain(READ)],
  ['TypeError', /can only concatenate|must be str, not/, plain(OPERATOR('+'))],
  [
    'TypeError',
    /unsupported operand type\(s\) for (\*\*|\/\/|[-+*/%])/,
    ([, sign = '+']) => ({ match: OPERATOR(sign) }),
  ],
  [
    'TypeError',
    /'([<>]=?)' not supported/,
    ([, sign = '<']) => ({ match: new RegExp(`(?<![<>=-])${sign}(?![<>=])|\\b(?:max|min|sorted)\\(|\\.sort\\(`) }),
  ],
  ['TypeError', /does not support item assignment/, plain(/\w\[[^\]]*\]\s*[-+*/]?=(?!=)/)],
  ['TypeError', /is not callable/, (_, source) => callOfValue(source)],
  ['TypeError', /is not subscriptable|indices must be/, plain(/[\w)\]]\[/)],
  ['TypeError', /object is not iterable/, plain(/\bfor\b.+\bin\b|\b(?:sum|list|max|min|sorted|set|tuple)\(|\bin\b/)],
  ['TypeError', /unhashable/, plain(/\[\s*\[|\{\s*[[{]|\.add\(\s*[[{]/)],
  ['TypeError', /cannot be interpreted as an integer/, plain(/\brange\(/)],
  ['TypeError', /has no len/, plain(/\blen\(/)],
  ['TypeError', /([\w.]+)\(\) (?:takes|missing|got)/, ([, full = ''], source) => call(calledAs(full, source))],
  ['ValueError', /invalid literal for int/, plain(/\bint\(/)],
  ['ValueError', /could not convert string to float/, plain(/\bfloat\(/)],
  ['ValueError', /values to unpack/, plain(/^\s*(?:for\s+)?\w+\s*,\s*[\w, ]+(?:=(?!=)|\bin\b)/)],
  ['ValueError', /list\.remove/, plain(/\.remove\(/)],
  ['ValueError', /is not in list/, plain(/\.index\(/)],
  [
    'ValueError OverflowError',
    /math (?:domain|range) error/,
    plain(/\b(?:math\.)?(?:sqrt|log\w*|exp|pow|acos|asin)\(/),
  ],
  ['ZeroDivisionError', /^/, plain(/(?<!\/)\/\/?(?!=)|\/=|%/)],
  ['JSONDecodeError', /^/, plain(/\bjson\.loads?\(|\.json\(/)],
  ['FileNotFoundError PermissionError UnicodeDecodeError', /^/, plain(/\bopen\(|\.read\w*\(/)],
  ['StopIteration', /^/, plain(/\bnext\(/)],
  ['AssertionError', /^/, plain(/^\s*assert\b/)],
  ['RuntimeError', /changed size during iteration/, plain(/\bfor\b.+\bin\b/)],
  ['EOFError', /^/, plain(/\binput\(/)],
  [
    'AttributeError',
    /attribute ['"`](\w+)/,
    ([, name = '']) => ({ match: new RegExp(`\\.${escapePattern(name)}\\b(?!\\s*=(?!=))`), takesFirst: true }),
  ],
];

/** A line without its comment and the words in its strings; what an f-string computes stays. */
const withoutStrings = (line: string): string =>
  line
    .replace(/(\b[fF])?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/g, (whole, isComputed) => (isComputed ? whole : '""'))
    .replace(/#.*$/, '');

/** In which line a function reads a name before it is set there: the first in a function that holds it. */
function findLocalRead(source: Source, name: string): number | undefined {
  const word = new RegExp(`\\b${escapePattern(name)}\\b`);
  const at = source.lines.findIndex(
    (line) => /^\s+\S/.test(line) && !/^\s*(?:def|class)\b/.test(line) && word.test(withoutStrings(line)),
  );
  return at < 0 ? undefined : at + 1;
}

/**
 * Where an error told without its traceback must have happened: the one line of the code that can fail so.
 * @returns undefined when several can, or none: a wrong line sends a beginner to the wrong place
 */
export function locateLine(source: Source, { type, message }: ParsedError): number | undefined {
  if (type === 'UnboundLocalError') {
    const name = /variable ?['"`]?(\w+)/.exec(message)?.[1];
    return name === undefined ? undefined : findLocalRead(source, name);
  }
  const rows = ROWS.filter(([types]) => types.split(' ').includes(type));
  for (const [, pattern, toPlace] of rows) {
    const found = pattern.exec(message.slice(0, 400));
    if (!found) continue;
    const { match, inStrings = false, takesFirst = false } = toPlace(found, source);
    const lines = source.lines.flatMap((line, index) =>
      match.test(inStrings ? line.slice(0, 400) : withoutStrings(line.slice(0, 400))) ? [index + 1] : [],
    );
    if (lines.length === 1 || takesFirst) return lines[0];
    if (lines.length > 1) return undefined;
  }
  return undefined;
}
