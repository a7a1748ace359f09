import { atLine, type Explanation, escapePattern, findLine, type Rule, type Situation } from './explanation.ts';
import { namesInCode, nearestName } from './near-names.ts';
import { inlineCode } from './quote-markdown.ts';
import type { Source } from './source.ts';

const WORDS: Readonly<Record<string, string>> = {
  str: 'text (`str`)',
  int: 'a whole number (`int`)',
  float: 'a decimal number (`float`)',
  list: 'a list',
  dict: 'a dictionary',
  tuple: 'a tuple',
  set: 'a set',
  NoneType: '`None`',
  function: 'a function',
  builtin_function_or_method: 'a built-in function',
  bool: '`True`/`False`',
  range: 'a `range`',
  method: 'a method',
  type: 'a class',
  module: 'a module',
};
const say = (type: string): string => WORDS[type] ?? inlineCode(type);

/** The operand of a `+` line that reads like a plain name, to be named in the fix. */
function operandNames(lineText: string): string[] {
  const noText = lineText.replace(/"[^"]*"|'[^']*'/g, ' ');
  return [
    ...new Set(
      [...noText.matchAll(/[+]\s*([A-Za-z_]\w*)\b(?!\s*\()|\b([A-Za-z_]\w*)\s*[+]/g)].map(
        (match) => match[1] ?? match[2] ?? '',
      ),
    ),
  ].filter((name) => name && name !== 'str');
}

/** Which variable of a line came from `input()` and was never turned into a number. */
function inputVariable({ source, lineText, line }: Situation): { name: string; at: number } | undefined {
  for (const name of namesInCode(lineText)) {
    const at = findLine(source, new RegExp(`^\\s*${escapePattern(name)}\\s*=\\s*(?:raw_)?input\\(`), line);
    if (at) return { name, at };
  }
  return undefined;
}

/** How many items a list has that is written out once and never changed. */
function countItems(source: Source | undefined, name: string): { count: number; line: number } | undefined {
  if (!source || new RegExp(`\\b${escapePattern(name)}\\s*(?:\\.\\w+\\(|\\+=)|\\bdel\\s`).test(source.code))
    return undefined;
  const made = source.lines.flatMap((line, index) =>
    new RegExp(`^\\s*${escapePattern(name)}\\s*=(?!=)`).test(line) ? [{ text: line, line: index + 1 }] : [],
  );
  const items =
    made.length === 1
      ? /=\s*\[([^[\](){}'"]*|(?:\s*(?:'[^']*'|"[^"]*")\s*,?)*)\]\s*$/.exec(made[0]?.text ?? '')?.[1]
      : undefined;
  if (items === undefined || made[0] === undefined) return undefined;
  const pieces = items
    .replace(/'[^']*'|"[^"]*"/g, 'x')
    .split(',')
    .filter((piece) => piece.trim() !== '');
  return { count: pieces.length, line: made[0].line };
}

function indexHint({
  source,
  lineText,
  line,
}: Situation): { why: string; fix: string; fixCode?: string; causeLine?: number } | undefined {
  const loop = findLine(source, /^\s*for\s+\w+\s+in\s+range\(.*len\([^()]*\)\s*\+\s*\d/, line);
  if (loop && source) {
    const text = source.line(loop).trim();
    return {
      why: `The loop on line ${loop}, ${inlineCode(text)}, goes one step too far: positions run from 0 to \`len(…) - 1\`.`,
      fix: `Drop the \`+ 1\`${atLine(loop)}.`,
      fixCode: text.replace(/(len\([^()]*\))\s*\+\s*\d+/, '$1'),
      causeLine: loop,
    };
  }
  const ahead = /(\w+)\[\s*(\w+)\s*\+\s*(\d+)\s*\]/.exec(lineText);
  if (ahead)
    return {
      why: `${inlineCode(ahead[0])} looks ${ahead[3]} ahead, so in the last round it reaches past the end.`,
      fix: `Let the loop stop ${ahead[3]} earlier:`,
      fixCode: `for ${ahead[2]} in range(len(${ahead[1]}) - ${ahead[3]}):`,
    };
  const whole = /(\w+)\[\s*len\(\s*(\w+)\s*\)\s*\]/.exec(lineText);
  if (whole)
    return {
      why: `The last position of ${inlineCode(whole[1] ?? '')} is \`len(${whole[1]}) - 1\`, because counting starts at 0.`,
      fix: 'Use -1 for the last item:',
      fixCode: lineText.trim().replace(whole[0], `${whole[1]}[-1]`),
    };
  const inclusive = findLine(source, /^\s*while\s+\w+\s*<=\s*len\(/, line);
  if (inclusive && source)
    return {
      why: `\`<=\` on line ${inclusive} lets the position become \`len(…)\`, which is one past the last item.`,
      fix: 'Use `<`:',
      fixCode: source.line(inclusive).trim().replace('<=', '<'),
      causeLine: inclusive,
    };
  const fixed = /\b(\w+)\[\s*(\d+)\s*\]/.exec(lineText);
  const known = fixed && countItems(source, fixed[1] ?? '');
  if (fixed && known && Number(fixed[2]) >= known.count)
    return {
      why:
        known.count === 0
          ? `${inlineCode(fixed[1] ?? '')} is empty (line ${known.line}): it has no positions at all.`
          : `${inlineCode(fixed[1] ?? '')} has ${known.count} item${known.count === 1 ? '' : 's'} (line ${known.line}), and counting starts at 0, so its last position is ${known.count - 1}.`,
      fix:
        known.count === 0
          ? 'Put something in first, or test with `if`:'
          : 'Use -1 for the last item, whatever the length:',
      fixCode:
        known.count === 0
          ? `if len(${fixed[1]}) > ${fixed[2]}:\n    ${lineText.trim()}`
          : lineText.trim().replace(fixed[0], `${fixed[1]}[-1]`),
    };
  if (fixed)
    return {
      why: `${inlineCode(fixed[0])} asks for item number ${Number(fixed[2]) + 1}, and ${inlineCode(fixed[1] ?? '')} is shorter than that (it may even be empty).`,
      fix: `Check first: \`if len(${fixed[1]}) > ${fixed[2]}:\`, or print ${inlineCode(fixed[1] ?? '')} just before to see what is in it.`,
    };
  const itemAsIndex = /for\s+(\w+)\s+in\s+(\w+)\s*:/.exec(
    source?.line(findLine(source, /^\s*for\s+\w+\s+in\s+\w+\s*:/, line) ?? 0) ?? '',
  );
  if (itemAsIndex && new RegExp(`${itemAsIndex[2]}\\[\\s*${itemAsIndex[1]}\\s*\\]`).test(lineText))
    return {
      why: `${inlineCode(itemAsIndex[1] ?? '')} is already the item, not its position.`,
      fix: `Use ${inlineCode(itemAsIndex[1] ?? '')} instead of ${inlineCode(`${itemAsIndex[2]}[${itemAsIndex[1]}]`)}.`,
    };
  return undefined;
}

function explainEmptyPop({ lineText }: Situation): Explanation {
  const list = /([\w.]+)\.pop\(/.exec(lineText)?.[1];
  return {
    what: '`pop` takes an item out of a list, and the list is empty at that moment.',
    why: 'Nothing was put in, or everything has been taken out already.',
    fix: 'Ask first whether something is in it:',
    fixCode: `if ${list ?? 'items'}:\n    ${lineText.trim() || 'item = items.pop()'}`,
    topics: ['lists'],
  };
}

function explainIndex(_found: RegExpExecArray, situation: Situation): Explanation {
  if (/pop from/i.test(situation.message)) return explainEmptyPop(situation);
  const kind = /^(list|string|tuple|pop)/i.exec(situation.message)?.[1]?.toLowerCase() ?? 'list';
  const used = /\b(\w+)\[([^\]]+)\]/.exec(situation.lineText);
  const base = {
    what:
      kind === 'pop'
        ? 'You took an item out of a list at a position that does not exist (or the list is already empty).'
        : `You asked a ${kind} for a position it does not have. A ${kind} of 5 has positions 0 to 4.`,
    topics: ['lists', 'indexing'],
  };
  return {
    ...base,
    ...(indexHint(situation) ?? {
      why: used
        ? `In ${inlineCode(used[0])} the position ${inlineCode(used[2] ?? '')} was too large, or ${inlineCode(used[1] ?? '')} shorter than you think.`
        : 'Usual causes: a loop that goes one too far (`range(len(x) + 1)`, `<=`), starting to count at 1, looking at `x[i + 1]` in the last round, or an empty list.',
      fix: used
        ? `Just before the line, print both: \`print(len(${used[1]}), ${used[2]})\`. Then let the loop stop at \`len(${used[1]}) - 1\`.`
        : 'Print the position and the `len(…)` just before the line that fails; loop with `for item in items:` when you do not need the position.',
    }),
  };
}

function explainConcatenation(found: RegExpExecArray, situation: Situation): Explanation {
  const [left = '', right = ''] = found.slice(1).filter(Boolean).slice(0, 2);
  const fromInput = inputVariable(situation);
  return {
    what: `\`+\` can join two of a kind, but here one side is ${say(left)} and the other ${say(right)}.`,
    why: fromInput
      ? `${inlineCode(fromInput.name)} comes from \`input()\` on line ${fromInput.at}, and \`input()\` always gives text.`
      : left === 'str'
        ? 'Python does not turn a number into text by itself.'
        : left === 'list'
          ? 'A list can only be joined with another list.'
          : 'Python does not guess which of the two you want converted.',
    ...fixConcatenation(left, situation, fromInput),
    topics: ['types', left === 'list' ? 'lists' : 'strings'],
  };
}

const TO_TEXT = 'Convert with `str(…)`, or let an f-string do it:';

function fixConcatenation(
  left: string,
  situation: Situation,
  fromInput: { name: string; at: number } | undefined,
): { fix: string; fixCode: string } {
  const line = situation.lineText.trim();
  if (left === 'list') {
    const assigned = /^\s*(\w+)\s*(?:\+=|=\s*\1\s*\+)\s*(.+)$/.exec(situation.lineText);
    return {
      fix: 'Use `append` to add one item (or put it in brackets):',
      fixCode: assigned ? `${assigned[1]}.append(${assigned[2]?.trim()})` : 'items.append(item)',
    };
  }
  if (fromInput && left !== 'str') {
    const text = situation.source?.line(fromInput.at).trim() ?? '';
    return {
      fix: `Make it a number when you read it${atLine(fromInput.at)}:`,
      fixCode: text.replace(/=\s*((?:raw_)?input\(.*\))\s*$/, '= int($1)'),
    };
  }
  if (left === 'str') {
    const target = operandNames(situation.lineText).at(-1);
    const fixed = target && line.replace(new RegExp(`([+]=?\\s*)${escapePattern(target)}\\b`), `$1str(${target})`);
    return {
      fix: TO_TEXT,
      fixCode: fixed && fixed !== line ? fixed : 'print("Total: " + str(total))\nprint(f"Total: {total}")',
    };
  }
  // A number on the left: with words on the right the two are to be joined, with a name they are most likely to be added.
  const joined = line.replace(/\b([A-Za-z_]\w*)(\s*\+\s*[fF]?["'])/, 'str($1)$2');
  if (joined !== line) return { fix: TO_TEXT, fixCode: joined };
  const added = line.replace(/([+]=?\s*)([A-Za-z_]\w*)\b(?!\s*[([.])/, '$1int($2)');
  return {
    fix: 'To add them, make a number of the text; to join them, make text of the number with `str(…)`:',
    fixCode: added !== line ? added : 'int(text) + number',
  };
}

const index: Rule = { types: ['IndexError'], match: /^/, explain: explainIndex };

const key: Rule = {
  types: ['KeyError'],
  match: /^(?:KeyError)?:?\s*(.*)$/s,
  explain: ([, raw = ''], { lineText, source, line }): Explanation => {
    const asked = raw.trim();
    const used = /(\w+)\[([^\]]+)\]/.exec(lineText);
    const dict = used?.[1] ?? 'd';
    const word = /^['"](.*)['"]$/.exec(asked)?.[1];
    const strings = [...(source?.code ?? '').slice(0, 65_536).matchAll(/['"]([^'"\n]{1,40})['"]\s*:/g)].map(
      (match) => match[1] ?? '',
    );
    const near = word ? nearestName(word, strings, false) : undefined;
    const numberAsText = strings.includes(asked) ? asked : undefined;
    return {
      what: `You asked the dictionary${used ? ` ${inlineCode(dict)}` : ''} for the key ${asked ? inlineCode(asked) : '(named in the message)'} and it is not in there.`,
      why: near
        ? `It has ${inlineCode(`'${near}'`)}: spelling, capitals and spaces must match exactly.`
        : numberAsText
          ? `It has the text ${inlineCode(`'${numberAsText}'`)}, not the number: \`1\` and \`'1'\` are different keys.`
          : 'The key is spelled differently, has another type (`1` is not `"1"`), or was never added.',
      fix: near
        ? `Use ${inlineCode(`'${near}'`)}.`
        : 'Use `.get` with a value for "not there", or test with `in` first:',
      ...(near && !lineText
        ? {}
        : {
            fixCode:
              near && lineText
                ? lineText.trim().replace(word ?? '', near)
                : `${dict}.get(${used?.[2] ?? (asked || 'key')}, 0)`,
          }),
      topics: ['dictionaries'],
      ...(line ? {} : {}),
    };
  },
};

const zero: Rule = {
  types: ['ZeroDivisionError'],
  match: /^/,
  explain: (_, { lineText, source, line }): Explanation => {
    const divisor = /(?:\/\/?|%)\s*(len\([^()]*\)|[\w.]+(?:\[[^\]]*\])?|\([^()]*\))/.exec(
      lineText.replace(/"[^"]*"|'[^']*'/g, ''),
    )?.[1];
    const start =
      divisor && /^\w+$/.test(divisor)
        ? findLine(source, new RegExp(`^\\s*${escapePattern(divisor)}\\s*=\\s*0\\b`), line)
        : undefined;
    const name = divisor ? inlineCode(divisor) : 'the number you divide by';
    return {
      what: divisor
        ? `You divided by ${name}, and at that moment it is 0.`
        : 'The number you divide by is 0 at that moment.',
      why: divisor?.startsWith('len(')
        ? 'The list is empty, so its length is 0.'
        : start
          ? `${name} starts as 0 on line ${start} and nothing changed it before the division.`
          : 'Nothing can be divided by 0, so Python stops.',
      fix: 'Decide what the answer should be in that case, and test before dividing:',
      fixCode: `if ${divisor ?? 'divisor'} != 0:\n    ${lineText.trim() || 'result = total / divisor'}\nelse:\n    ...  # what should happen then?`,
      topics: ['numbers', 'conditions'],
    };
  },
};

const intLiteral: Rule = {
  types: ['ValueError'],
  match: /invalid literal for int\(\) with base (\d+)(?::\s*(.*))?|could not convert string to float:?\s*(.*)/i,
  explain: ([whole, , forInt = '', forFloat = ''], { lineText }): Explanation => {
    const isInt = /int\(\)/.test(whole);
    const text = (isInt ? forInt : forFloat).replace(/^['"]{2}$/, '').trim();
    const inner = text.replace(/^['"]|['"]$/g, '');
    const cast = isInt ? 'int' : 'float';
    const isDecimal = isInt && /^\s*-?\d+\.\d+\s*$/.test(inner);
    const isEmpty = inner.trim() === '';
    const isComma = /^\s*-?\d+(?:,\d+)+\s*$/.test(inner);
    const why = isEmpty
      ? `The text was empty: someone pressed Enter without typing, or splitting left an empty piece (as \`split(" ")\` does with two spaces, and the last line of a file).`
      : isDecimal
        ? '`int` only takes whole numbers written without a point.'
        : /,/.test(inner)
          ? 'There is a comma in it: Python writes decimals with a point, and no sign between thousands.'
          : /\s/.test(inner.trim())
            ? 'It holds several pieces: split it first and convert each one.'
            : 'There is something in it that is not a digit.';
    return {
      what: `\`${cast}()\` was given ${isEmpty ? 'an empty text' : inlineCode(text)} and that is not ${isInt ? 'a whole number' : 'a number'}.`,
      why,
      fix: isDecimal
        ? 'Go through `float`:'
        : isEmpty
          ? 'Use `split()` with nothing in the brackets, and skip what is empty:'
          : /\s/.test(inner.trim())
            ? 'Convert each piece:'
            : isComma
              ? 'Take the comma out first:'
              : 'Check before you convert, and ask again if it is not a number:',
      fixCode: isDecimal
        ? lineText.includes('int(')
          ? lineText
              .trim()
              .replace('int(', 'int(float(')
              .replace(/\)([^)]*)$/, '))$1')
          : 'number = int(float(text))'
        : isEmpty
          ? `text = text.strip()\nif text:\n    number = ${cast}(text)`
          : /\s/.test(inner.trim())
            ? `numbers = [${cast}(piece) for piece in text.split()]`
            : isComma
              ? `number = ${cast}(text.replace(",", "${/,\d{3}(?!\d)/.test(inner) || isInt ? '' : '.'}"))`
              : `try:\n    number = ${cast}(text)\nexcept ValueError:\n    print("Please type a number")`,
      topics: ['types', 'input'],
    };
  },
};

const unpack: Rule = {
  types: ['ValueError', 'TypeError'],
  match:
    /(too many|not enough|too many\/few) values to unpack(?: \(expected (\d+)(?:, got (\d+))?\))?|need more than \d+ values? to unpack/i,
  explain: ([whole, , expected, got], { lineText }): Explanation => {
    const left = /^\s*(?:for\s+)?([\w\s,*().]+?)\s*(?:=|in)\s*(.+)$/.exec(lineText);
    return {
      what: expected
        ? `${left ? `On the left of ${inlineCode(lineText)} there are` : 'There are'} ${expected} names, but the right side gave ${got ?? (/too many/i.test(whole) ? 'more' : 'fewer')} values.`
        : 'The number of names on the left is not the number of values on the right.',
      why: /argv/.test(lineText)
        ? '`argv` holds the script name and then what you type after it on the command line: the count must match the names.'
        : /\.split\(/.test(lineText)
          ? '`split` gave another number of pieces than you expected (look for extra or missing spaces).'
          : /^\s*for\b/.test(lineText)
            ? 'Looping over a dictionary gives its keys only; use `.items()` for pairs, or `enumerate(…)` for position and item.'
            : 'Each name on the left needs exactly one value on the right.',
      ...(/^\s*for\b/.test(lineText) && left && /^[\w.]+\s*:$|^\{.*\}\s*:$/.test(left[2] ?? '')
        ? {
            fix: 'If it is a dictionary, ask for its pairs:',
            fixCode: lineText.trim().replace(left[2] ?? '', `${(left[2] ?? '').replace(/\s*:$/, '')}.items():`),
          }
        : {
            fix: `Print the right side to count its values${left ? `: \`print(${left[2]?.replace(/:$/, '').trim().slice(0, 60).replaceAll('`', '')})\`` : ''}, then use as many names, or take what you need with an index.`,
          }),
      topics: ['unpacking', 'tuples'],
    };
  },
};

const concatenate: Rule = {
  types: ['TypeError'],
  match:
    /can only concatenate (\w+) \(not ["']?(\w+)["']?\) to \w+|unsupported operand type\(?s?\)?(?: for)? \+=?: ['"](\w+)['"] and ['"](\w+)['"]|must be (str), not (\w+)|cannot concatenate ['"]?(\w+)['"]? and ['"]?(\w+)/i,
  explain: explainConcatenation,
};

const operands: Rule = {
  types: ['TypeError'],
  match:
    /unsupported operand type\(?s?\)?(?: for)? (.+?): ['"](\w+)['"] and ['"](\w+)['"]|['"]?([<>]=?)['"]? not supported between instances of ['"](\w+)['"] and ['"](\w+)['"]|can't multiply sequence by non-int of type ['"](\w+)['"]|unorderable types: (\w+)\(\) [<>]=? (\w+)/i,
  explain: (found, situation): Explanation => {
    const [, op1, l1, r1, op2, l2, r2, , l4, r4] = found;
    const operator = op1 ?? op2 ?? (found[7] ? '*' : '<');
    const left = l1 ?? l2 ?? l4 ?? 'str';
    const right = r1 ?? r2 ?? r4 ?? found[7] ?? 'str';
    const fromInput = inputVariable(situation);
    const hasNone = left === 'NoneType' || right === 'NoneType';
    const text = fromInput ? (situation.source?.line(fromInput.at).trim() ?? '') : '';
    const cast = left === 'float' || right === 'float' ? 'float' : 'int';
    return {
      what: `${inlineCode(operator)} does not work between ${say(left)} and ${say(right)}.`,
      why: fromInput
        ? `${inlineCode(fromInput.name)} is text: \`input()\` on line ${fromInput.at} always gives text, even when the user types digits.`
        : hasNone
          ? 'One side is `None`: most often the result of a function that prints instead of `return`ing, or of `print(…)` itself.'
          : left === 'function' || right === 'function' || left.includes('method') || right.includes('method')
            ? 'One side is the function itself, not its result: the parentheses `()` are missing.'
            : left === 'list' || right === 'list'
              ? 'One side is a whole list: work on its items, one by one in a loop or with an index.'
              : 'One of the two is not the type you think.',
      fix: fromInput
        ? `Convert it when you read it${atLine(fromInput.at)}:`
        : hasNone
          ? 'Let that function end in `return …`, and check with `print(…)` which side is `None`.'
          : left === 'str' || right === 'str'
            ? 'Convert the text first:'
            : 'Print both sides with their type just before this line: `print(type(a), type(b))`.',
      ...(fromInput
        ? { fixCode: text.replace(/=\s*((?:raw_)?input\(.*\))\s*$/, `= ${cast}($1)`) }
        : !hasNone && (left === 'str' || right === 'str')
          ? { fixCode: `number = ${cast}(text)` }
          : {}),
      ...(fromInput ? { causeLine: fromInput.at } : {}),
      topics: ['types', fromInput ? 'input' : 'operators'],
    };
  },
};

export const VALUE_RULES: readonly Rule[] = [index, key, zero, intLiteral, unpack, concatenate, operands];
