import { lintPython } from '../python-diagnosis/lint-python.ts';
import { inlineCode } from '../python-diagnosis/quote-markdown.ts';
import type { Source } from '../python-diagnosis/source.ts';
import type { Finding } from './finding.ts';

type Words = {
  readonly importance: 1 | 2 | 3;
  readonly topics: readonly string[];
  /** `name` is what ruff quotes in its message, `line` the student's line, `below` the one after it. */
  readonly say: (name: string, line: string, below: string) => { title: string; why: string; after?: string };
};

const swap = (line: string, pattern: RegExp, to: string): { after?: string } =>
  pattern.test(line) ? { after: line.replace(pattern, to) } : {};

const READ_AT_ONCE = /^(\w+)\s*=\s*(open\((?:[^()]|\([^()]*\))*\))\.(\w+\(.*\))\s*$/;

/** Ruff's rules worth a learner's time, in words for one. */
export const LINT_WORDS: Readonly<Record<string, Words>> = {
  F401: {
    importance: 1,
    topics: ['imports'],
    say: (name) => ({
      title: `${inlineCode(name)} is imported and never used`,
      why: 'A reader looks for where it is needed; remove the line.',
    }),
  },
  F403: {
    importance: 2,
    topics: ['imports'],
    say: (_, line) => ({
      title: '`import *` hides where names come from',
      why: 'Nobody can tell which names are yours, and one may silently replace another.',
      ...swap(line, /^from (\w+) import \*.*/, 'import $1'),
    }),
  },
  F541: {
    importance: 1,
    topics: ['strings'],
    say: (_, line) => ({
      title: 'An f-string with nothing to fill in',
      why: 'The `f` is only needed with `{…}` inside.',
      ...swap(line, /\bf(["'])/, '$1'),
    }),
  },
  F811: {
    importance: 3,
    topics: ['functions'],
    say: (name) => ({
      title: `${inlineCode(name)} is defined twice`,
      why: 'The second replaces the first, which can never be used.',
    }),
  },
  F841: {
    importance: 2,
    topics: ['variables'],
    say: (name) => ({
      title: `${inlineCode(name)} gets a value that is never used`,
      why: 'Either it is left over, or a line further down uses the wrong name.',
    }),
  },
  F821: {
    importance: 3,
    topics: ['variables'],
    say: (name) => ({
      title: `${inlineCode(name)} is not defined in the code shown`,
      why: 'If it is not defined elsewhere either, this line stops with a `NameError`.',
    }),
  },
  E711: {
    importance: 2,
    topics: ['conditions'],
    say: (_, line) => ({
      title: 'Compare with `None` using `is`',
      why: '`==` can be redefined by a type; `is None` always means what it says.',
      ...swap(line, /\s*(==|!=)\s*None/, line.includes('!=') ? ' is not None' : ' is None'),
    }),
  },
  E712: {
    importance: 1,
    topics: ['conditions'],
    say: (_, line) => ({
      title: 'No need to compare with `True` or `False`',
      why: 'A condition *is* already true or false.',
      ...(/==\s*True|!=\s*False/.test(line)
        ? swap(line, /\s*(?:==\s*True|!=\s*False)/, '')
        : swap(line, /([\w.()[\]]+)\s*(?:==\s*False|!=\s*True)/, 'not $1')),
    }),
  },
  E713: {
    importance: 1,
    topics: ['conditions'],
    say: (_, line) => ({
      title: 'Write `not in`',
      why: 'It reads like a sentence.',
      ...swap(line, /not\s+(\w+)\s+in\b/, '$1 not in'),
    }),
  },
  E714: {
    importance: 1,
    topics: ['conditions'],
    say: (_, line) => ({
      title: 'Write `is not`',
      why: 'It reads like a sentence.',
      ...swap(line, /not\s+(\w+)\s+is\b/, '$1 is not'),
    }),
  },
  E721: {
    importance: 2,
    topics: ['types'],
    say: (_, line) => ({
      title: 'Ask for a type with `isinstance`',
      why: 'It also accepts subclasses.',
      ...swap(line, /type\((\w+)\)\s*(?:==|is)\s*(\w+)/, 'isinstance($1, $2)'),
    }),
  },
  E722: {
    importance: 3,
    topics: ['exceptions'],
    say: () => ({
      title: 'A bare `except:` hides every mistake',
      why: 'It also catches misspelled names and Ctrl+C, so bugs vanish without a trace. Name the error you expect.',
      after: 'except ValueError:',
    }),
  },
  BLE001: {
    importance: 2,
    topics: ['exceptions'],
    say: () => ({
      title: '`except Exception` catches too much',
      why: 'It hides your own mistakes along with the error you expected.',
      after: 'except ValueError:   # the one you expect',
    }),
  },
  S110: {
    importance: 3,
    topics: ['exceptions'],
    say: () => ({
      title: 'An error is caught and silently ignored',
      why: 'When something goes wrong nobody will ever know. Print or handle it.',
      after: 'except ValueError as error:\n    print("Skipped:", error)',
    }),
  },
  E731: {
    importance: 1,
    topics: ['functions'],
    say: (_, line) => ({
      title: 'A named function deserves a `def`',
      why: 'A lambda is for a function without a name.',
      ...swap(line, /^(\w+)\s*=\s*lambda\s*([^:]*):\s*(.+)$/, 'def $1($2):\n    return $3'),
    }),
  },
  E741: {
    importance: 1,
    topics: ['naming'],
    say: (name) => ({
      title: `The name ${inlineCode(name)} looks like a digit`,
      why: '`l`, `O` and `I` are easily read as 1 and 0.',
    }),
  },
  E701: {
    importance: 1,
    topics: ['style'],
    say: (_, line) => ({
      title: 'One statement a line',
      why: 'The body of a block is easier to see on its own line.',
      ...swap(line, /^([^:]*:)\s*(\S.*)$/, '$1\n    $2'),
    }),
  },
  E703: {
    importance: 1,
    topics: ['style'],
    say: (_, line) => ({
      title: 'No semicolon needed',
      why: 'The end of the line ends the statement.',
      ...swap(line, /;\s*$/, ''),
    }),
  },
  SIM102: {
    importance: 2,
    topics: ['conditions'],
    say: () => ({
      title: 'Two nested `if`s can be one',
      why: 'Less nesting is easier to follow: join the conditions with `and`.',
    }),
  },
  SIM103: {
    importance: 1,
    topics: ['conditions'],
    say: (_, line, below) => ({
      title: 'Return the condition itself',
      why: '`if x: return True` / `else: return False` says the same as returning `x`.',
      ...swap(line, /^if\s+(.+):$/, below === 'return False' ? 'return not ($1)' : 'return $1'),
    }),
  },
  SIM108: {
    importance: 1,
    topics: ['conditions'],
    say: () => ({
      title: 'This `if`/`else` can be one line',
      why: 'Both branches set the same name.',
      after: 'value = first if condition else second',
    }),
  },
  SIM115: {
    importance: 2,
    topics: ['files'],
    say: (_, line) => ({
      title: 'Open files with `with`',
      why: 'Then the file is closed even if an error occurs; what you wrote is only safe once it is closed.',
      // What is read of the file at once is no file: it is read inside the block.
      ...(READ_AT_ONCE.test(line)
        ? swap(line, READ_AT_ONCE, 'with $2 as file:\n    $1 = file.$3')
        : swap(line, /^(\w+)\s*=\s*(open\((?:[^()]|\([^()]*\))*\))\s*$/, 'with $2 as $1:\n    ...')),
    }),
  },
  SIM118: {
    importance: 1,
    topics: ['dictionaries'],
    say: (_, line) => ({
      title: '`.keys()` is not needed here',
      why: 'A dictionary is looked through by its keys anyway.',
      ...swap(line, /\.keys\(\)/, ''),
    }),
  },
  SIM401: {
    importance: 1,
    topics: ['dictionaries'],
    say: () => ({
      title: 'Use `dict.get`',
      why: 'It gives a default for a missing key in one step.',
      after: 'value = d.get(key, default)',
    }),
  },
  C416: {
    importance: 1,
    topics: ['comprehensions'],
    say: () => ({ title: 'A comprehension that only copies', why: '`list(items)` says the same.' }),
  },
  C405: {
    importance: 1,
    topics: ['sets'],
    say: (_, line) => ({
      title: 'Write the set directly',
      why: 'Shorter, and no list in between.',
      ...swap(line, /set\(\[([^\]]*)\]\)/, '{$1}'),
    }),
  },
  B007: {
    importance: 1,
    topics: ['loops'],
    say: (name, line) => ({
      title: `The loop variable ${inlineCode(name)} is not used`,
      why: 'Call it `_` to show that only the number of rounds matters.',
      ...swap(line, /^for\s+\w+\s+in/, 'for _ in'),
    }),
  },
  PERF401: {
    importance: 1,
    topics: ['comprehensions'],
    say: () => ({
      title: 'A list comprehension would do',
      why: 'The loop only builds a list; a comprehension says so in one line.',
    }),
  },
  PLR5501: {
    importance: 2,
    topics: ['conditions'],
    say: () => ({
      title: '`else:` with only an `if` inside is `elif`',
      why: 'One level of indentation less.',
      after: 'elif condition:',
    }),
  },
  PLR1714: {
    importance: 1,
    topics: ['conditions'],
    say: (_, line) => ({
      title: 'Compare with several values at once',
      why: 'Shorter, and no value can be forgotten.',
      ...swap(line, /(\w+)\s*==\s*("[^"]*"|'[^']*'|\w+)\s+or\s+\1\s*==\s*("[^"]*"|'[^']*'|\w+)/, '$1 in ($2, $3)'),
    }),
  },
  PLW0603: {
    importance: 2,
    topics: ['scope'],
    say: () => ({
      title: 'A function changes a global variable',
      why: 'Then its result depends on what ran before. Pass the value in and `return` the new one.',
    }),
  },
  S307: {
    importance: 3,
    topics: ['security'],
    say: (_, line) => ({
      title: '`eval` runs whatever it is given',
      why: 'If that comes from a user it can do anything. For a number use `int` or `float`; for literals `ast.literal_eval`.',
      ...swap(line, /eval\((input\([^()]*\))\)/, 'int($1)'),
    }),
  },
};

const RULES = Object.keys(LINT_WORDS);

/** Ruff's findings in plain words, each rule at its first line only, or undefined when the code cannot be read. */
export function explainLints(source: Source): Finding[] | undefined {
  const lints = lintPython(source.code, RULES);
  if (!lints) return undefined;
  const seen = new Map<string, number>();
  return lints.flatMap((lint): Finding[] => {
    const words = LINT_WORDS[lint.code];
    const count = (seen.get(lint.code) ?? 0) + 1;
    seen.set(lint.code, count);
    if (!words || count > 1) return [];
    const all = lints.filter((other) => other.code === lint.code);
    const line = source.line(lint.line).trim();
    const { title, why, after } = words.say(
      /`([^`]+)`/.exec(lint.message)?.[1] ?? '',
      line.slice(0, 300),
      source.line(lint.line + 1).trim(),
    );
    const lines = [...new Set(all.slice(1).map((other) => other.line))].slice(0, 5);
    return [
      {
        id: lint.code,
        line: lint.line,
        importance: words.importance,
        title,
        why: lines.length > 0 ? `${why} (Also line ${lines.join(', ')}.)` : why,
        before: line,
        ...(after && after !== line ? { after } : {}),
        topics: words.topics,
      },
    ];
  });
}
