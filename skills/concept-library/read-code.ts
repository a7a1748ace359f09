/** What one line of a program does, in words, and the concepts it rests on. */
export type ReadLine = { line: number; source: string; says: string; concepts: string[] };

type Rule = [pattern: RegExp, concepts: string, says: (groups: string[]) => string];

const code = (text: string | undefined) => `\`${(text ?? '').trim().replaceAll('`', "'").slice(0, 60)}\``;

const RULES: Rule[] = [
  [
    /^from\s+(\S+)\s+import\s+(.+)/,
    'modules',
    ([, from, names]) => `brings ${code(names)} in from the module ${code(from)}`,
  ],
  [/^import\s+(.+)/, 'modules', ([, names]) => `loads the module ${code(names)}`],
  [/^@(\S+)/, 'decorators', ([, name]) => `wraps the function below with the decorator ${code(name)}`],
  [
    /^class\s+(\w+)\s*\(\s*(\w[^)]*)\)/,
    'classes inheritance',
    ([, name, parent]) => `starts the class ${code(name)}, which builds on ${code(parent)}`,
  ],
  [/^class\s+(\w+)/, 'classes', ([, name]) => `starts the class ${code(name)}; the indented lines belong to it`],
  [
    /^(?:async\s+)?def\s+__init__\s*\((.*?)\)\s*(?:->[^:]*)?:/,
    'self-init',
    ([, names]) => `starts the set-up method: it runs when an object is made, with ${code(names)}`,
  ],
  [
    /^(?:async\s+)?def\s+(\w+)\s*\(\s*\)/,
    'functions',
    ([, name]) => `defines the function ${code(name)}, which takes nothing; its lines run only when it is called`,
  ],
  [
    /^(?:async\s+)?def\s+(\w+)\s*\((.*?)\)\s*(?:->[^:]*)?:/,
    'functions parameters',
    ([, name, names]) =>
      `defines the function ${code(name)} with the parameters ${code(names)}; its lines run only when it is called`,
  ],
  [/^return\s*$/, 'return-vs-print', () => 'ends the function here, giving back None'],
  [/^return\b(.+)/, 'return-vs-print', ([, value]) => `ends the function and hands ${code(value)} back to the caller`],
  [/^yield\b(.*)/, 'generators', ([, value]) => `hands out ${code(value)} and pauses until the next value is wanted`],
  [
    /^for\s+(.+?)\s+in\s+range\s*\((.*)\)\s*:/,
    'for-loops range',
    ([, name, limits]) => `repeats the indented lines: ${code(name)} ${sayRange(limits ?? '')}`,
  ],
  [
    /^for\s+(.+?)\s+in\s+enumerate\s*\((.*)\)\s*:/,
    'for-loops enumerate-zip',
    ([, names, over]) => `goes through ${code(over)} with positions: ${code(names)} get the position and the item`,
  ],
  [
    /^for\s+(.+?)\s+in\s+zip\s*\((.*)\)\s*:/,
    'for-loops enumerate-zip',
    ([, names, over]) => `goes through ${code(over)} side by side, as ${code(names)}`,
  ],
  [
    /^for\s+(.+?)\s+in\s+(.+?)\.items\(\)\s*:/,
    'for-loops dictionaries',
    ([, names, over]) => `goes through the keys and values of ${code(over)}, as ${code(names)}`,
  ],
  [
    /^for\s+(.+?)\s+in\s+(.+):/,
    'for-loops',
    ([, name, over]) => `goes through ${code(over)}; each time round ${code(name)} is the next item`,
  ],
  [
    /^while\s+(?:True|1)\s*:/,
    'while-loops break-continue',
    () => 'repeats the indented lines without end, until a `break` or `return`',
  ],
  [
    /^while\s+(.+):/,
    'while-loops',
    ([, condition]) => `repeats the indented lines as long as ${code(condition)} is true`,
  ],
  [/^if\s+__name__\s*==/, 'main-guard', () => 'goes on only if this file was started, not imported'],
  [/^if\s+(.+):/, 'if-statements', ([, condition]) => `runs the indented lines only if ${code(condition)} is true`],
  [/^elif\s+(.+):/, 'if-statements', ([, condition]) => `otherwise, if ${code(condition)} is true, runs these lines`],
  [/^else\s*:/, 'if-statements', () => 'runs these lines in all other cases'],
  [/^try\s*:/, 'exceptions', () => 'tries the indented lines, ready for an error'],
  [
    /^except\s*(.*):/,
    'exceptions',
    ([, kind]) =>
      kind
        ? `if ${code(kind)} happened, runs these lines instead of stopping`
        : 'whatever error happened, runs these lines',
  ],
  [/^finally\s*:/, 'exceptions', () => 'runs these lines in any case'],
  [
    /^with\s+open\s*\((.*?)\)\s*as\s+(\w+)\s*:/,
    'files',
    ([, what, name]) => `opens ${code(what)} as ${code(name)}, and closes it after the block`,
  ],
  [/^with\s+(.+):/, 'files', ([, what]) => `sets up ${code(what)} and cleans up after the block`],
  [/^raise\b(.*)/, 'exceptions', ([, what]) => `stops with the error ${code(what)}`],
  [/^assert\s+(.+)/, 'testing', ([, condition]) => `stops with an error unless ${code(condition)} holds`],
  [/^break\s*$/, 'break-continue', () => 'leaves the loop at once'],
  [/^continue\s*$/, 'break-continue', () => 'skips the rest of this round of the loop'],
  [/^pass\s*$/, 'break-continue', () => 'does nothing; it only fills the block'],
  [/^global\s+(.+)/, 'scope', ([, name]) => `says that ${code(name)} means the name of the whole file`],
  [/^del\s+(.+)/, 'lists', ([, what]) => `removes ${code(what)}`],
  [
    /^print\s*\((.*)\)\s*$/,
    'print',
    ([, what]) => (what ? `shows ${code(what)} on the screen` : 'prints an empty line'),
  ],
  [
    /^(.+?)\s*(\*\*|\/\/|[-+*/%&|^])=\s*(.+)/,
    'variables',
    ([, name, sign, value]) => `changes ${code(name)}: its old value ${code(sign)} ${code(value)}`,
  ],
  [
    /^self\.(\w+)\s*=(?!=)\s*(.+)/,
    'self-init',
    ([, name, value]) => `keeps ${code(value)} in the object, as its ${code(name)}`,
  ],
  [
    /^([\w.,\s]+?|\w+\[.+?\])\s*=(?!=)\s*(?:int|float)\s*\(\s*input\s*\(.*/,
    'input data-types',
    ([, name]) => `asks the user, turns the answer into a number, and calls it ${code(name)}`,
  ],
  [
    /^([\w.,\s]+?)\s*=(?!=)\s*input\s*\(.*/,
    'input',
    ([, name]) => `asks the user and keeps the typed text as ${code(name)}`,
  ],
  [
    /^([\w.,\s]+?)\s*=(?!=)\s*\[(.+?)\sfor\s(.+?)\sin\s(.+)\]\s*$/,
    'list-comprehensions',
    ([, name, value, item, over]) =>
      `builds the list ${code(name)}: ${code(value)} for each ${code(item)} in ${code(over)}`,
  ],
  [
    /^([\w.,\s]+?)\s*=(?!=)\s*lambda\b(.*)/,
    'lambda',
    ([, name, body]) => `makes a small function ${code(name)}: ${code(body)}`,
  ],
  [
    /^(\w+)\s*\[(.+?)\]\s*=(?!=)\s*(.+)/,
    'lists dictionaries',
    ([, name, key, value]) => `puts ${code(value)} into ${code(name)} at ${code(key)}`,
  ],
  [
    /^([\w.,\s]+?)\s*(?::\s*[\w[\], |]+)?=(?!=)\s*(.+)/,
    'variables',
    ([, name, value]) => `works out ${code(value)} and calls it ${code(name)}`,
  ],
  [/^(\w[\w.]*)\.append\s*\((.*)\)\s*$/, 'lists', ([, name, what]) => `adds ${code(what)} at the end of ${code(name)}`],
  [
    /^(\w[\w.]*)\.(\w+)\s*\((.*)\)\s*$/,
    'classes',
    ([, name, method, args]) => `calls the method ${code(method)} of ${code(name)}${args ? ` with ${code(args)}` : ''}`,
  ],
  [
    /^(\w+)\s*\((.*)\)\s*$/,
    'functions',
    ([, name, args]) => `calls the function ${code(name)}${args ? ` with ${code(args)}` : ''}`,
  ],
];

const EXTRAS: [RegExp, string][] = [
  [/\bf["']/, 'f-strings'],
  [/\w\[[^\]]*:[^\]]*\]/, 'slicing'],
  [/\*\*?(?:args|kwargs)\b/, 'args-kwargs'],
  [/\blambda\b/, 'lambda'],
  [/[[{(].+\sfor\s.+\sin\s/, 'list-comprehensions'],
  [/\b(?:sorted|\.sort)\s*\(/, 'sorting'],
  [/\.(?:split|join|strip|replace|upper|lower)\s*\(/, 'strings'],
  [/\bis\s+(?:not\s+)?None\b/, 'none'],
];

const MAX_LINE_CHARS = 300;

/** Reads a program line by line without running it; lines that are empty, comments or unknown are left out. */
export function readCode(program: string, maxLines = 200): ReadLine[] {
  return program.split(/\r\n?|\n/, maxLines).flatMap((raw, index): ReadLine[] => {
    const source = raw
      .slice(0, MAX_LINE_CHARS)
      .trim()
      .replace(/^(?:>>>|\.\.\.)\s*/, '')
      .replace(/\s+#.*$/, '');
    if (source === '' || source.startsWith('#')) return [];
    for (const [pattern, concepts, says] of RULES) {
      const groups = pattern.exec(source);
      if (groups === null) continue;
      const more = EXTRAS.filter(([sign]) => sign.test(source)).map(([, slug]) => slug);
      return [
        { line: index + 1, source, says: says([...groups]), concepts: [...new Set([...concepts.split(' '), ...more])] },
      ];
    }
    return [];
  });
}

function sayRange(limits: string): string {
  const parts = limits.split(',').map((part) => part.trim());
  const [first = '', second, step] = parts;
  const whole = parts.every((part) => /^-?\d{1,6}$/.test(part));
  if (parts.length === 1)
    return whole ? `counts from 0 to ${Number(first) - 1}` : `counts from 0 up to, not including, ${code(first)}`;
  if (step !== undefined)
    return `counts from ${code(first)} up to, not including, ${code(second)}, in steps of ${code(step)}`;
  return `counts from ${code(first)} up to, not including, ${code(second)}`;
}
