import { atLine, type Explanation, escapePattern, findLine, type Rule } from './explanation.ts';
import { namesInCode, nearestName, STANDARD_MODULES } from './near-names.ts';
import { inlineCode } from './quote-markdown.ts';
import type { Source } from './source.ts';

/** Packages whose name to install is not the name to import. */
const INSTALL_AS: Readonly<Record<string, string>> = {
  bs4: 'beautifulsoup4',
  cv2: 'opencv-python',
  sklearn: 'scikit-learn',
  PIL: 'pillow',
  yaml: 'pyyaml',
  discord: 'discord.py',
  dotenv: 'python-dotenv',
  serial: 'pyserial',
  docx: 'python-docx',
  Crypto: 'pycryptodome',
  telegram: 'python-telegram-bot',
  dateutil: 'python-dateutil',
};
const POPULAR =
  'pandas numpy matplotlib requests pygame flask django scipy seaborn selenium openpyxl tensorflow torch sklearn bs4 cv2 PIL nltk pytest'.split(
    ' ',
  );

const names: Rule = {
  types: ['NameError'],
  match: /name ?['"`]?(\w+)['"`;]*.{0,3}(?:is not defined|$)/i,
  explain: ([, name = ''], { source, line, lineText }): Explanation => {
    const code = inlineCode(name);
    const topics = ['variables', 'scope'];
    const others = source ? namesInCode(source.code).filter((one) => one !== name) : [];
    const made = new RegExp(
      `(?:^|[\\s,(])${escapePattern(name)}\\s*(?:=(?!=)|,[^=()]*=(?!=))|\\b(?:def|class|as|for)\\s+${escapePattern(name)}\\b`,
    );
    const definedLine = findLine(source, made);
    const what = `Python met the name ${code} and nothing with that name exists at that moment.`;
    if (STANDARD_MODULES.includes(name) && !definedLine) {
      return {
        what,
        why: `${code} is a module, and a module has to be imported before it is used.`,
        fix: 'Put this at the top of the file:',
        fixCode: `import ${name}`,
        topics: ['modules', 'imports'],
      };
    }
    const looksQuoted = /^(?:true|false|null|none)$/i.test(name);
    if (looksQuoted) {
      const right = { true: 'True', false: 'False' }[name.toLowerCase()] ?? 'None';
      return {
        what,
        why: `Python writes it ${inlineCode(right)}.`,
        fix: `Write ${inlineCode(right)} instead of ${code}.`,
        ...rewritten(lineText, name, right),
        topics,
      };
    }
    if (definedLine && line && definedLine > line) {
      return {
        what,
        why: `It is created on line ${definedLine}, but line ${line} runs before that. Python reads from top to bottom.`,
        fix: `Move the line that creates ${code} above line ${line}.`,
        topics,
      };
    }
    if (definedLine && /^\s+\S/.test(source?.line(definedLine) ?? '') && line && definedLine !== line) {
      return {
        what,
        why: `It is created on line ${definedLine}, inside an indented block. If that is a function, the name lives only inside it; if it is an \`if\` or a loop, that line may never have run.`,
        fix: `Give ${code} a value before line ${line}, outside the block, or let the function \`return\` it and store the result.`,
        causeLine: definedLine,
        topics,
      };
    }
    const near = nearestName(name, others);
    if (near && !definedLine) {
      return {
        what,
        why: `Your code has ${inlineCode(near)}, which is almost the same: this is probably a spelling or capital-letter slip. Python treats ${code} and ${inlineCode(near)} as different names.`,
        fix: `Write ${inlineCode(near)} instead of ${code}${atLine(line)}.`,
        ...rewritten(lineText, name, near),
        topics,
      };
    }
    const isLoneWord = new RegExp(`(?:\\(|=|==|,)\\s*${escapePattern(name)}\\s*(?:\\)|,|:|$)`).test(lineText);
    return {
      what,
      why: 'Usually it is misspelled, it was never given a value, it is text that lost its quotes, or its `import` is missing.',
      fix: isLoneWord
        ? `If you meant the text, put it in quotes: \`"${name}"\`. If you meant a variable, give it a value first: \`${name} = …\`.`
        : `Check the spelling and capitals of ${code}; give it a value (\`${name} = …\`), define it (\`def ${name}(…):\`) or import it before this line; if it is text, write \`"${name}"\`.`,
      topics,
    };
  },
};

function rewritten(lineText: string, from: string, to: string): { fixCode: string } | Record<string, never> {
  if (!lineText.trim()) return {};
  return { fixCode: lineText.trim().replace(new RegExp(`\\b${escapePattern(from)}\\b`, 'g'), to) };
}

/** The function that reads a name too early, with the name handed in and its new value handed back. */
function passedIn(source: Source | undefined, name: string, line: number | undefined): string | undefined {
  if (!source || line === undefined) return undefined;
  const head = findLine(source, /^\s*def\s+\w+\s*\([^()]*\)\s*:\s*$/, line);
  const [, called, parameters = ''] = /def\s+(\w+)\s*\(([^()]*)\)/.exec(source.line(head ?? 0)) ?? [];
  const change = source.line(line).trim();
  if (!called || head !== line - 1 || !new RegExp(`^${escapePattern(name)}\\s*[-+*/]?=(?!=)`).test(change))
    return undefined;
  const all = [name, ...parameters.split(',').map((one) => one.trim())].filter(Boolean);
  const given = [name, ...all.slice(1).map((one) => one.split('=')[0]?.trim() ?? one)];
  return `def ${called}(${all.join(', ')}):\n    ${change}\n    return ${name}\n\n${name} = ${called}(${given.join(', ')})`;
}

const unbound: Rule = {
  types: ['UnboundLocalError'],
  match: /^(?:.*?variable ?['"`]?(\w+)['"`]?)?/i,
  explain: ([, name], { source, line }): Explanation => {
    const code = name ? inlineCode(name) : 'the variable';
    const assigned = name ? findLine(source, new RegExp(`^\\s+${escapePattern(name)}\\s*[-+*/]?=(?!=)`)) : undefined;
    const outer = name ? findLine(source, new RegExp(`^${escapePattern(name)}\\s*=(?!=)`)) : undefined;
    return {
      what: `Inside the function, ${code} is read before it has a value there.`,
      why: `Because the function assigns to ${code}${atLine(assigned)}, Python treats it as a *local* variable of the whole function${outer ? `: the ${code} of line ${outer}, outside, is a different variable` : ''}. ${assigned && line && assigned < line ? 'The assignment sits in a branch (an `if`, a loop, a `try`) that did not run this time.' : 'The line that reads it comes first.'}`,
      fix: outer
        ? `Best: pass it in and return the new value. Quick: write \`global ${name}\` as the first line of the function.`
        : `Give ${code} a starting value on the first line of the function, before any \`if\` or loop (or pass it in as a parameter).`,
      fixCode: outer
        ? (passedIn(source, name ?? '', line) ??
          `def my_function(${name}):\n    ${name} = ${name} + 1\n    return ${name}\n\n${name} = my_function(${name})`)
        : `${name ?? 'total'} = 0   # first line of the function, then your if / loop`,
      topics: ['scope', 'functions'],
    };
  },
};

const missingModule: Rule = {
  types: ['ModuleNotFoundError', 'ImportError'],
  match: /no module named ['"`]?([\w.]+)['"`]?/i,
  explain: ([, name = ''], { source }): Explanation => {
    const top = name.split('.')[0] ?? name;
    const install = INSTALL_AS[top] ?? top;
    const near = nearestName(top, [...STANDARD_MODULES, ...POPULAR], false);
    const isKnown = POPULAR.includes(top) || STANDARD_MODULES.includes(top) || top in INSTALL_AS;
    const importLine = findLine(source, new RegExp(`^\\s*(?:import|from) ${escapePattern(top)}\\b`));
    const at = importLine === undefined ? {} : { causeLine: importLine };
    if (near && !isKnown) {
      return {
        what: `Python looked for a module called ${inlineCode(name)} and found none.`,
        why: `The name is probably ${inlineCode(near)}.`,
        fix: `Write ${inlineCode(near)}${atLine(importLine)}.`,
        fixCode: importLine ? (source?.line(importLine) ?? '').trim().replace(top, near) : `import ${near}`,
        topics: ['modules', 'imports'],
        ...at,
      };
    }
    if (top === 'tkinter' || top === 'Tkinter')
      return {
        what: `${inlineCode(top)} was not found.`,
        why: 'It is called `tkinter` (small t) in Python 3. It comes with Python, but some Linux systems package it apart.',
        fix: 'Write `import tkinter`; on Debian or Ubuntu also run `sudo apt install python3-tk`.',
        topics: ['modules', 'installation'],
      };
    if (STANDARD_MODULES.includes(top))
      return {
        what: `Python did not find ${inlineCode(name)}, which comes with Python itself.`,
        why: `Most often a file or folder of your own called \`${top}.py\` (or \`${top}/\`) hides the real one.`,
        fix: `Rename your own \`${top}.py\`, delete the \`__pycache__\` folder beside it, and run again.`,
        topics: ['modules', 'imports'],
        ...at,
      };
    return {
      what: `The Python that runs your program has no module called ${inlineCode(name)}.`,
      why: 'If you did install it, it went into *another* Python: a second version, a virtual environment, or the interpreter your editor has selected.',
      fix: `Install it with the very Python you run the program with (if that is \`python3\` or \`py\`, use that word), then select the same interpreter in your editor. If ${inlineCode(top)} is a file of yours, it has to be in the same folder as the program.`,
      fixCode: `python -m pip install ${install}\npython -c "import sys; print(sys.executable)"   # which Python is it?`,
      topics: ['modules', 'installation'],
      ...at,
    };
  },
};

const cannotImport: Rule = {
  types: ['ImportError'],
  match: /cannot import name ['"`]?(\w+)['"`]?(?: from (?:partially initialized module )?['"`]?([\w.]+))?/i,
  explain: ([whole, name = '', from = ''], { lineText }): Explanation => {
    const near = nearestName(name, MODULE_NAMES[from] ?? [], false);
    if (near)
      return {
        what: `The module ${inlineCode(from)} was found, but it has nothing called ${inlineCode(name)}.`,
        why: `It has ${inlineCode(near)}.`,
        fix: `Write ${inlineCode(near)} instead, here and where you use it:`,
        fixCode: lineText.trim()
          ? lineText.trim().replace(new RegExp(`\\b${escapePattern(name)}\\b`), near)
          : `from ${from} import ${near}`,
        topics: ['modules', 'imports'],
      };
    return {
      what: `The module ${from ? inlineCode(from) : ''} was found, but it has nothing called ${inlineCode(name)}.`,
      why: /partially|circular/i.test(whole)
        ? 'Two files import each other, so one is still half loaded.'
        : 'The name is misspelled, belongs to another version, or a file of your own has the same name as the library and is imported in its place.',
      fix: from
        ? `Check that no file of yours is called \`${from.split('.')[0]}.py\`; then look at what the module offers with \`print(dir(${from.split('.')[0]}))\`.`
        : 'Check the spelling, and that none of your files is named like the library.',
      topics: ['modules', 'imports'],
    };
  },
};

/** What beginners take from the modules they meet first, to be held against a misspelt name. */
const MODULE_NAMES: Readonly<Record<string, readonly string[]>> = {
  math: 'sqrt floor ceil pi sin cos tan asin acos atan log log2 log10 exp pow gcd factorial radians degrees fabs hypot isclose trunc'.split(
    ' ',
  ),
  random: 'random randint randrange choice choices shuffle sample uniform seed gauss'.split(' '),
  time: 'time sleep perf_counter strftime localtime'.split(' '),
  datetime: 'datetime date time timedelta timezone'.split(' '),
  collections: 'Counter defaultdict deque namedtuple OrderedDict'.split(' '),
  itertools: 'count cycle repeat chain product permutations combinations islice zip_longest'.split(' '),
  os: 'getcwd listdir path mkdir makedirs remove rename environ system'.split(' '),
  string: 'ascii_letters ascii_lowercase ascii_uppercase digits punctuation whitespace'.split(' '),
};

const COMMON_METHODS =
  'append extend insert remove pop sort reverse index count clear copy split strip lstrip rstrip join replace upper lower title find startswith endswith isdigit isalpha format items keys values get update add discard union read readline readlines write close encode decode'.split(
    ' ',
  );

/** Words of other languages, or of other types, as Python writes them. */
const REWRITES: Readonly<Record<string, (line: string) => string>> = {
  'list.add': (line) => line.replace('.add(', '.append('),
  'list.push': (line) => line.replace('.push(', '.append('),
  'list.length': (line) => line.replace(/([\w.]+)\.length(?:\(\))?/, 'len($1)'),
  'str.length': (line) => line.replace(/([\w.]+)\.length(?:\(\))?/, 'len($1)'),
  'dict.has_key': (line) => line.replace(/([\w.]+)\.has_key\(([^()]*)\)/, '$2 in $1'),
  'str.reverse': (line) => line.replace(/([\w.]+)\.reverse\(\)/, '$1[::-1]'),
  'list.join': (line) => line.replace(/([\w.]+)\.join\(([^()]*)\)/, (_, list, glue) => `${glue || '""'}.join(${list})`),
};

/** The line of a class that sets a bare `name = …` in a method, where `self.name` is never set. */
function findBareAttribute(source: Source | undefined, owner: string, attribute: string): number | undefined {
  if (!source || !attribute || new RegExp(`\\bself\\.${escapePattern(attribute)}\\s*=`).test(source.code))
    return undefined;
  const start = source.lines.findIndex((line) => new RegExp(`^\\s*class\\s+${escapePattern(owner)}\\b`).test(line));
  if (start < 0) return undefined;
  const rest = source.lines.slice(start + 1);
  const end = rest.findIndex((line) => /^\S/.test(line));
  const body = end < 0 ? rest : rest.slice(0, end);
  const at = body.findIndex((line) => new RegExp(`^\\s{2,}${escapePattern(attribute)}\\s*=(?!=)`).test(line));
  const isInMethod = body.slice(0, Math.max(0, at)).some((line) => /^\s+def\s/.test(line));
  return at >= 0 && isInMethod ? start + 2 + at : undefined;
}

const noAttribute: Rule = {
  types: ['AttributeError'],
  match: /^(?:.*?(?:(module) )?['"`]?([\w.]+)['"`]? (?:object )?has no attribute ['"`]?(\w+)?)?/i,
  explain: ([whole, isModule, owner = '', attribute = ''], { source, line, lineText }): Explanation => {
    const attr = inlineCode(`.${attribute}`);
    const topics = ['methods', 'types'];
    if (owner === 'NoneType') {
      const variable = new RegExp(`([\\w.]+)(?:\\([^()]*\\))?\\.${escapePattern(attribute)}\\b`).exec(lineText)?.[1];
      const made = variable ? findLine(source, new RegExp(`\\b${escapePattern(variable)}\\s*=(?!=)`), line) : undefined;
      const maker = made ? (source?.line(made) ?? '') : '';
      const inPlace = /\.(sort|append|reverse|extend|insert|remove|add|update|clear|shuffle)\(/.exec(maker)?.[1];
      const subject = variable ? inlineCode(variable) : 'what stands before the dot';
      const repaired = /=\s*(.+)$/.exec(maker.trim())?.[1];
      return {
        what: `${subject} is \`None\` (Python's "nothing"), and \`None\` has no ${attr}.`,
        why: inPlace
          ? `On line ${made}, ${inlineCode(maker)}: \`.${inPlace}()\` changes the thing itself and gives back \`None\`, so the name now holds \`None\`.`
          : `${made ? `Its value comes from line ${made}, ${inlineCode(maker)}. ` : ''}It usually comes from a function that has no \`return\`, from a method that changes in place (\`sort\`, \`append\`), or from a search that found nothing.`,
        fix: inPlace
          ? `Call it on a line of its own, without the assignment${atLine(made)}.`
          : `Print ${subject} just before this line to see it; then make sure the function that makes it \`return\`s a value on every path, or test \`if … is not None:\` first.`,
        ...(inPlace && repaired ? { fixCode: repaired } : {}),
        ...(made ? { causeLine: made } : {}),
        topics: ['none', 'return-values'],
      };
    }
    if (isModule) {
      const near = nearestName(attribute, MODULE_NAMES[owner] ?? [], false);
      if (/partially initialized/.test(whole))
        return {
          what: `Python is still in the middle of loading ${inlineCode(owner)} when ${inlineCode(attribute)} is asked for: it was sent back to a file that it had not finished.`,
          why: `Most often a file of your own is called \`${owner}.py\`, and \`import ${owner}\` finds that file instead of the library (two files of yours that import each other do the same).`,
          fix: `Rename your \`${owner}.py\` (to \`my_${owner}.py\`, say), delete the \`__pycache__\` folder beside it, and run again.`,
          topics: ['modules', 'imports'],
        };
      return {
        what: `The module ${inlineCode(owner)} has nothing called ${inlineCode(attribute)}.`,
        why: `Either the name is spelled differently${near ? ` (${inlineCode(near)}?)` : ''}, or a file of your own called \`${owner}.py\` is imported instead of the library.`,
        fix: `Rename any \`${owner}.py\` of yours; otherwise look up the name with \`print(dir(${owner}))\`: capitals count.`,
        topics: ['modules', 'imports'],
      };
    }
    const bare = owner === '' ? undefined : findBareAttribute(source, owner, attribute);
    if (bare)
      return {
        what: `${/^[aeio]/i.test(owner) ? 'An' : 'A'} ${inlineCode(owner)} has no ${attr}.`,
        why: `Line ${bare}, ${inlineCode(source?.line(bare) ?? '')}, sets a variable that is gone when the method ends; only what is stored on \`self\` stays with the object.`,
        fix: `Store it on the object${atLine(bare)}:`,
        fixCode: (source?.line(bare) ?? '')
          .trim()
          .replace(new RegExp(`^${escapePattern(attribute)}\\b`), `self.${attribute}`),
        causeLine: bare,
        topics: ['classes', 'self-init'],
      };
    const near = nearestName(attribute, [...COMMON_METHODS, ...(source ? namesInCode(source.code) : [])], false);
    const hints: Readonly<Record<string, string>> = {
      'str.append': 'A string cannot grow in place: build a new one with `text = text + "…"`, or keep a list.',
      'str.sort': 'A string has no `sort`: use `"".join(sorted(text))`.',
      'str.reverse': 'A string has no `reverse`: use `text[::-1]`.',
      'list.split': '`split` belongs to strings: call it on one item, for example `items[0].split()`.',
      'list.strip': '`strip` belongs to strings: strip each item, `[item.strip() for item in items]`.',
      'list.lower': '`lower` belongs to strings: `[item.lower() for item in items]`.',
      'list.join': '`join` belongs to the separator: `", ".join(items)`.',
      'list.add': 'A list uses `append`; `add` is for sets.',
      'list.push': 'A list uses `append` to add at the end.',
      'list.length': 'Use `len(items)`.',
      'str.length': 'Use `len(text)`.',
      'dict.append': 'A dictionary gets an entry with `d[key] = value`.',
      'dict.has_key': 'Use `key in d`.',
      'tuple.append': 'A tuple cannot change: use a list `[…]` if it has to grow.',
      'int.split': 'A number cannot be split: keep it as text, `str(number)`, for that.',
      'int.append': 'The name holds a number where you expected a list: something assigned to it in between.',
      'list.items': '`items` belongs to dictionaries; for a list use `enumerate(items)` when you need positions.',
      'list.shape': 'Make it an array first: `np.array(items)`.',
    };
    const rename = REWRITES[`${owner}.${attribute}`];
    const isTextMethod =
      /^(?:split|strip|lower|upper|replace|join|startswith|endswith|title)$/.test(attribute) &&
      owner !== '' &&
      owner !== 'str';
    const hint =
      hints[`${owner}.${attribute}`] ??
      (isTextMethod
        ? `\`.${attribute}\` belongs to text, and this value is a ${inlineCode(owner)}, not text. Use the text in it: one of its attributes (such as \`.name\`), or \`str(value)\`.`
        : undefined);
    return {
      what: owner
        ? `${/^[aeio]/i.test(owner) ? 'An' : 'A'} ${inlineCode(owner)} has no ${attribute ? attr : 'such attribute'}.`
        : 'You asked a value for something after a dot (`value.something`) that its type does not have.',
      why:
        hint ??
        (near
          ? `Did you mean ${inlineCode(`.${near}`)}?`
          : 'Either the name after the dot is spelled differently (or set under another name in `__init__`), or the variable holds another kind of value than you think.'),
      fix: hint
        ? rename && lineText
          ? 'Write:'
          : 'Change that call accordingly.'
        : near
          ? `Write ${inlineCode(`.${near}`)} instead.`
          : 'Check with `print(type(value), value)` on the line before; for your own class, make sure `__init__` sets `self.name = …` with exactly this name.',
      ...(near && !hint && lineText ? rewritten(lineText, attribute, near) : {}),
      ...(rename && lineText ? { fixCode: rename(lineText.trim()) } : {}),
      topics,
    };
  },
};

const nameless: Rule = {
  types: ['NameError'],
  match: /^/,
  explain: () => ({
    what: 'A `NameError` says that a name in your code does not exist at the moment it is used.',
    why: 'It is misspelled (capitals count), used before its line has run, lost its quotes, or is not imported.',
    fix: 'Read the name in the last line of the message and look for where you create it, letter by letter.',
    topics: ['variables', 'scope'],
  }),
};

const importing: Rule = {
  types: ['ImportError', 'ModuleNotFoundError'],
  match: /^/,
  explain: () => ({
    what: 'Python could not import a module.',
    why: 'It is not installed for the Python you run, its name is misspelled, or a file of yours has the same name.',
    fix: 'Install it with the Python you run the program with, and give none of your files the name of a library:',
    fixCode: 'python -m pip install NAME',
    topics: ['modules', 'installation'],
  }),
};

export const NAME_RULES: readonly Rule[] = [
  names,
  nameless,
  unbound,
  missingModule,
  cannotImport,
  importing,
  noAttribute,
];
