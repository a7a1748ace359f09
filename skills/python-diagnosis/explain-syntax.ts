import type { Explanation, Rule } from './explanation.ts';
import { inlineCode } from './quote-markdown.ts';

const TYPES = ['SyntaxError', 'IndentationError', 'TabError'];

type Row = readonly [RegExp, (found: RegExpExecArray, line: string, before: string) => Omit<Explanation, 'topics'>];

const BLOCK = /^\s*(?:if|elif|else|for|while|def|class|try|except|finally|with)\b/;

/** Puts the colon where the header of a block ends: before a statement on the same line, else at its end. */
function withColon(line: string): string {
  const bare = line.trim();
  const together = /^((?:if|elif|while|for)\b.*?|else|try|finally)\s+((?:print|return|break|continue|pass)\b.*)$/.exec(
    bare,
  );
  if (together) return `${together[1]}:\n    ${together[2]}`;
  const comment = /^(.*?)(\s*#.*)$/.exec(bare);
  return comment ? `${comment[1]}:${comment[2]}` : `${bare}:`;
}

function lacksColon(line: string): boolean {
  const bare = line.replace(/#.*$/, '').trim();
  return (
    BLOCK.test(bare) &&
    !/[:\\,([{]$/.test(bare) &&
    !/:\s*\S+/.test(bare.replace(/\[[^\]]*\]|\{[^}]*\}|"[^"]*"|'[^']*'/g, ''))
  );
}

function openBracket(line: string): boolean {
  const bare = line.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|#.*$/g, '');
  return (bare.match(/[([{]/g)?.length ?? 0) > (bare.match(/[)\]}]/g)?.length ?? 0);
}

const ROWS: readonly Row[] = [
  [
    /expected ':'/i,
    (found, line, before) =>
      /^\s*else\s+\w/.test(line)
        ? guessFromLine(found, line, before)
        : {
            what: `The header of a block (\`if\`, \`for\`, \`while\`, \`def\`, \`else\` …) must end with a colon \`:\`.`,
            fix: 'Add the colon:',
            ...(line ? { fixCode: withColon(line) } : {}),
          },
  ],
  [
    /Missing parentheses in call to '(\w+)'/i,
    ([, name], line) => ({
      what: `In Python 3 ${inlineCode(name ?? 'print')} is a function, so what it prints goes in parentheses. Without them is Python 2.`,
      fix: 'Add the parentheses:',
      fixCode: /^\s*print\s+\S/.test(line) ? line.trim().replace(/^print\s+(.+)$/, 'print($1)') : 'print("Hello")',
    }),
  ],
  [
    /Maybe you meant '==' (?:or ':=' )?instead of '='|cannot assign to (?:comparison|literal|expression|operator|function call|True|False|None).*here|can't assign to (?:literal|operator|comparison)/i,
    (_, line) =>
      /^\s*(?:if|elif|while|return|assert)\b/.test(line)
        ? {
            what: 'One `=` *stores* a value; asking whether two values are equal takes two: `==`.',
            fix: 'Use `==`:',
            fixCode: line.trim().replace(/([^=!<>])=([^=])/, '$1==$2'),
          }
        : {
            what: '`=` stores the right side in the *name* on its left; here the left side is not a name.',
            why: line ? `In ${inlineCode(line)} the left side is a calculation, a call or a fixed value.` : '',
            fix: 'Put the name to store in on the left: `total = price * 2`. To compare, use `==`.',
          },
  ],
  [
    /cannot assign to (.+?)(?:\.|$| here)|can't assign to (.+)|assign to (?:keyword|function call)/i,
    ([, thing, older]) => ({
      what: `\`=\` needs a name on its left to store in, and here there is ${thing ?? older ?? 'something else'}.`,
      fix: 'Swap the sides (`result = compute(x)`), or use `==` if you meant to compare.',
    }),
  ],
  [
    /'([([{])' was never closed|unexpected EOF while parsing/i,
    ([, bracket], line) => ({
      what: bracket
        ? `The ${inlineCode(bracket)} opened on this line is never closed.`
        : 'The program ended while Python was still waiting for something: a closing bracket, or the block of an `if`, `def`, `try` …',
      why: 'Every `(`, `[`, `{` needs its partner; Python reads on through the next lines until it finds it.',
      fix: 'Close it where the expression ends:',
      ...(line && openBracket(line) ? { fixCode: closeBrackets(line) } : {}),
    }),
  ],
  [
    /unmatched '([)\]}])'/i,
    ([, bracket]) => ({
      what: `There is a ${inlineCode(bracket ?? ')')} that no opening bracket belongs to.`,
      fix: 'Count the brackets of this line from left to right: remove this one, or add the opening one that is missing.',
    }),
  ],
  [
    /closing parenthesis '(.)' does not match opening parenthesis '(.)'/i,
    ([, close, open]) => ({
      what: `A ${inlineCode(open ?? '(')} is closed by ${inlineCode(close ?? ']')}: brackets must close with their own kind, the last opened first.`,
      fix: `Change one of the two so that they match.`,
    }),
  ],
  [
    /unterminated (triple-quoted )?(?:f-)?string literal|EOL while scanning string|EOF while scanning triple/i,
    ([, triple], line) => ({
      what: triple
        ? 'A text that starts with three quotes is never closed with three quotes.'
        : 'A text starts with a quote and has no closing quote on the same line.',
      why: /'[^']*\w'\w/.test(line)
        ? "An apostrophe inside `'…'` ends the text early."
        : /\\["']\s*\)?\s*$/.test(line)
          ? 'The backslash before the last quote makes that quote part of the text.'
          : '',
      fix: /'[^']*\w'\w/.test(line)
        ? 'Put text that holds an apostrophe in double quotes: `"it\'s"`.'
        : 'Close it with the same kind of quote it began with:',
      ...(triple || !line || /'[^']*\w'\w/.test(line) ? {} : { fixCode: closeQuote(line) }),
    }),
  ],
  [
    /f-string: (.+)/i,
    ([, detail]) => ({
      what: `Something inside the braces of an f-string is not right: ${detail}.`,
      fix: 'Inside `{…}` goes one expression; use the other kind of quote there (`f"{d[\'key\']}"`), and write `{{` for a real brace.',
    }),
  ],
  [
    /unindent does not match any outer indentation level|inconsistent use of tabs/i,
    (_, line) => ({
      what: 'This line starts at a column where no block starts.',
      why: 'Lines of one block must begin at exactly the same column; often some are indented with tabs and some with spaces, which look alike.',
      fix: `Line it up with the block it belongs to, four spaces a level; your editor can convert tabs to spaces.${line ? '' : ' Turn on "show whitespace" to see them.'}`,
    }),
  ],
  [
    /expected an indented block(?: after (.+?) on line (\d+))?/i,
    ([, header, at], line, before) => ({
      what: `After a line that ends with a colon Python expects indented lines${header ? `, and there are none after the ${header} on line ${at}` : ''}.`,
      fix: 'Move what belongs inside four spaces to the right; use `pass` for a block that should stay empty:',
      ...(line && /:\s*(?:#.*)?$/.test(before) ? { fixCode: `${before.trim()}\n    ${line.trim()}` } : {}),
    }),
  ],
  [
    /unexpected indent/i,
    (_, line) => ({
      what: 'This line is further to the right than the one before, though no block begins there.',
      why: 'Only after a line that ends with `:` may the next ones move right.',
      fix: 'Remove the extra spaces at its start:',
      ...(line ? { fixCode: line.trim() } : {}),
    }),
  ],
  [
    /'return' outside function|'(break|continue)' (?:not properly in|outside) loop|'(yield|await)' outside/i,
    ([whole]) => ({
      what: /return/.test(whole)
        ? 'A `return` only makes sense inside a function, and this one is outside.'
        : `${inlineCode(/'(\w+)'/.exec(whole)?.[1] ?? 'break')} only makes sense inside ${/break|continue/.test(whole) ? 'a loop' : 'a function'}.`,
      why: 'Usually the indentation is off: the line stands further left than the block it belongs to.',
      fix: /return/.test(whole)
        ? 'Indent it so that it belongs to the `def`, or use `print(…)` if there is no function.'
        : 'Indent it to belong to the loop; to leave a function use `return`.',
    }),
  ],
  [
    /positional argument follows keyword argument|non-default argument follows default|parameter without a default follows/i,
    () => ({
      what: 'The order is wrong: plain values (or parameters without a default) come first, those with `name=` after them.',
      fix: 'Move the ones with `=` to the end.',
    }),
  ],
  [
    /invalid character '(.+?)' \(U\+([0-9A-F]+)\)|invalid non-printable character/i,
    ([, char]) => ({
      what: `There is a character ${char ? inlineCode(char) : ''} that Python does not know as code.`,
      why: 'It looks like an ordinary quote, dash or space, but comes from a web page, a chat or a word processor.',
      fix: 'Delete it and type it again in your editor: straight quotes `"` and `\'`, a plain `-`.',
    }),
  ],
  [
    /invalid decimal literal|leading zeros in decimal/i,
    (_, line) => ({
      what: 'A number is written in a way Python cannot read.',
      why: /\b\d+[A-Za-z_]/.test(line)
        ? 'A name cannot start with a digit, and units do not belong in a number.'
        : 'A whole number may not start with 0.',
      fix: 'Start names with a letter (`first_value`, not `1st_value`), write `2 * x` rather than `2x`, and drop leading zeros.',
    }),
  ],
  [
    /Perhaps you forgot a comma/i,
    () => ({
      what: 'Two things stand side by side with nothing between them.',
      why: 'Usually a comma (or an operator such as `+`) is missing between two values, or a quote closes the text too early.',
      fix: 'Look just before the marked place and add the comma, `+`, or quote.',
    }),
  ],
  [
    /unexpected character after line continuation/i,
    () => ({
      what: 'A backslash `\\` outside of text means "continue on the next line", and something follows it.',
      why: 'Often it should be `/` for division, or the quotes around a text with `\\n` are missing.',
      fix: 'Divide with `/`; keep `\\n` inside quotes.',
    }),
  ],
  [
    /expected 'except' or 'finally' block/i,
    () => ({
      what: 'A `try:` needs an `except …:` (or `finally:`) after its block.',
      fix: 'Add one at the same indentation as the `try`:',
      fixCode: 'except ValueError:\n    print("That was not a number")',
    }),
  ],
  [
    /name '(\w+)' is (?:assigned to|used prior to|parameter and) .*global|nonlocal/i,
    ([, name]) => ({
      what: `${inlineCode(name ?? 'global')} is used in the function before the line that declares it global.`,
      fix: 'Move the `global` line to the very top of the function, or better: pass the value in and `return` the new one.',
    }),
  ],
  [
    /null bytes|source code cannot contain null/i,
    () => ({
      what: 'The file holds null bytes: it is not plain text (perhaps saved as UTF-16, or damaged).',
      fix: 'Save it again as UTF-8 text.',
    }),
  ],
  [/^/, guessFromLine],
];

function closeBrackets(line: string): string {
  const stack: string[] = [];
  const pairs: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
  const bare = line.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, (text) => '_'.repeat(text.length));
  for (const char of bare) {
    if (pairs[char]) stack.push(pairs[char]);
    else if (char === stack.at(-1)) stack.pop();
  }
  return line
    .trimEnd()
    .slice(0, 200)
    .replace(/(:?)$/, `${stack.reverse().join('').slice(0, 20)}$1`)
    .trim();
}

function closeQuote(line: string): string {
  const quote = /^[^"']*(["'])/.exec(line)?.[1] ?? '"';
  return line.trim().replace(/(\)*)\s*(:?)\s*$/, `${quote}$1$2`);
}

/** "invalid syntax" says nothing, so the line itself is read for the usual slips. */
function guessFromLine(_found: RegExpExecArray, line: string, before: string): Omit<Explanation, 'topics'> {
  if (!line)
    return {
      what: 'A `SyntaxError` means that Python could not read the text as code, so nothing of it has run yet.',
      why: 'The line it names (or the one just above it) holds the slip.',
      fix: 'Check, in this order: brackets and quotes closed on that line and the one above, a colon after `if`/`for`/`while`/`def`/`else`, `==` for comparing, commas between values.',
    };
  const what = 'Python could not read this line as code.';
  if (line && lacksColon(line))
    return {
      what: 'The header of a block must end with a colon `:`.',
      fix: 'Add the colon:',
      fixCode: withColon(line),
    };
  if (/^\s*print\s+[^(=\s]/.test(line))
    return {
      what: 'In Python 3 `print` needs parentheses.',
      fix: 'Add them:',
      fixCode: line.trim().replace(/^print\s+(.+)$/, 'print($1)'),
    };
  if (/^\s*(?:if|elif|while)\b[^=!<>]*[^=!<>]=[^=]/.test(line))
    return {
      what: 'To compare, use two equal signs: `==`.',
      fix: 'Write:',
      fixCode: line.trim().replace(/([^=!<>])=([^=])/, '$1==$2'),
    };
  if (/=>|=</.test(line))
    return {
      what: 'The signs are the other way round: `>=` and `<=`.',
      fix: 'Write:',
      fixCode: line.trim().replace('=>', '>=').replace('=<', '<='),
    };
  if (/\+\+|--\s*$/.test(line))
    return {
      what: 'Python has no `++` or `--`.',
      fix: 'Write:',
      fixCode: line
        .trim()
        .replace(/(\w+)\s*\+\+;?/, '$1 += 1')
        .replace(/(\w+)\s*--;?/, '$1 -= 1'),
    };
  if (/&&|\|\||(?:^|\s)!\w/.test(line))
    return {
      what: 'Python writes these in words: `and`, `or`, `not`.',
      fix: 'Write:',
      fixCode: line
        .trim()
        .replaceAll('&&', 'and')
        .replaceAll('||', 'or')
        .replace(/(^|\s)!(\w)/g, '$1not $2'),
    };
  if (/^\s*else\s+if\b/.test(line))
    return {
      what: '"else if" is one word in Python: `elif`.',
      fix: 'Write:',
      fixCode: line.trim().replace(/else\s+if/, 'elif'),
    };
  if (/^\s*else\b\s*[^:\s]/.test(line))
    return {
      what: '`else` takes no condition; for another test use `elif`.',
      fix: 'Write:',
      fixCode: line.trim().replace(/^else/, 'elif'),
    };
  if (/:\s*[,}]/.test(line) && /\{/.test(line))
    return {
      what: 'In a dictionary every key needs a value after its colon, and here there is nothing after `:`.',
      why: 'If a key should start empty, give it an empty value.',
      fix: 'Put a value after each colon, for example an empty list:',
      fixCode: line.trim().replace(/:\s*(?=[,}])/g, ': []'),
    };
  if (/^\s*(?:else|elif|except|finally)\b/.test(line))
    return {
      what: `This ${inlineCode(/\w+/.exec(line)?.[0] ?? 'else')} has no \`${/^\s*(?:except|finally)/.test(line) ? 'try' : 'if'}\` directly above it at the same indentation.`,
      why: 'A line that stands further left between the two ends the block.',
      fix: 'Line it up with its partner, and make sure what lies between is indented.',
    };
  if (/\b(?:class|def|return|import|from|lambda|pass|is|in|not|and|or|global|with|as)\s*=[^=]/.test(line))
    return {
      what: 'A word that belongs to Python (such as `class`, `from`, `in`) cannot be the name of a variable.',
      fix: 'Choose another name, for example with an underscore: `class_`.',
    };
  if (before && openBracket(before))
    return {
      what,
      why: `The line before, ${inlineCode(before)}, opens a bracket it does not close; Python only notices here.`,
      fix: 'Close it there:',
      fixCode: closeBrackets(before),
    };
  return {
    what,
    why: 'The slip is often at the end of the line *before*: an unclosed bracket or quote.',
    fix: 'Check, in this order: brackets and quotes closed on this line and the one above, a colon after `if`/`for`/`while`/`def`/`else`, `==` for comparing, commas between values.',
  };
}

const indentation: Rule = {
  types: ['IndentationError', 'TabError'],
  match: /^$|inconsistent use of tabs/,
  explain: ([message]) => ({
    what: message
      ? 'Some lines of this block begin with tabs and some with spaces. They may look alike in your editor, but Python cannot tell how far in each line stands.'
      : 'Python cannot tell which block a line belongs to: the spaces at the start of the line decide that, and they do not fit the lines around it.',
    why: message
      ? ''
      : 'After a line that ends with a colon the next must be further in; lines of one block begin at the same column; tabs and spaces are not to be mixed.',
    fix: 'Let your editor turn all tabs into spaces ("Convert indentation to spaces"), and use four for each level.',
    topics: ['indentation'],
  }),
};

export const SYNTAX_RULES: readonly Rule[] = [
  indentation,
  ...ROWS.map(
    ([match, explain]): Rule => ({
      types: TYPES,
      match,
      explain: (found, { lineText, line, source }) => ({
        ...explain(found, lineText, line && source ? source.line(line - 1) : ''),
        topics: /indent|tabs/i.test(match.source) ? ['indentation'] : ['syntax'],
      }),
    }),
  ),
];
