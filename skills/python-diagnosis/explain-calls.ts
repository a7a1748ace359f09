import { atLine, type Explanation, escapePattern, findLine, type Rule } from './explanation.ts';
import { inlineCode } from './quote-markdown.ts';
import type { Source } from './source.ts';

/** `None`, else the type with its article. */
const withArticle = (type: string): string =>
  type === 'NoneType' ? '`None`' : `${/^[aeio]/.test(type) ? 'an' : 'a'} ${inlineCode(type)}`;

const positional: Rule = {
  types: ['TypeError'],
  match: /([\w.]+)\(\) takes (?:from \d+ to |exactly |at most )?(\d+|no) (?:positional )?arguments? (?:but |\()?(\d+)/i,
  explain: ([, full = '', wanted = '', given = ''], { source }): Explanation => {
    const name = full.split('.').at(-1) ?? full;
    const definition = findLine(source, new RegExp(`\\bdef\\s+${escapePattern(name)}\\s*\\(`));
    const head = definition ? (source?.line(definition).trim() ?? '') : '';
    const isMethod = definition ? /^\s+def/.test(source?.line(definition) ?? '') && !/\(\s*self\b/.test(head) : false;
    const oneMore = Number(given) === (wanted === 'no' ? 0 : Number(wanted)) + 1;
    return {
      what: `${inlineCode(`${full}()`)} is defined to take ${wanted === 'no' ? 0 : wanted} argument${wanted === '1' ? '' : 's'}, but the call hands it ${given}.`,
      why:
        isMethod || (oneMore && full.includes('.'))
          ? `It is a method: Python hands it the object itself first, and ${head ? inlineCode(head) : 'its definition'} has no \`self\` to receive it.`
          : oneMore && !definition
            ? 'One more than you wrote? Then it is called by Python or a library, which adds one: the object itself for a method (`self`), or the chosen value/event for a callback (as tkinter does with `command=` of an OptionMenu or `bind`).'
            : `The definition${atLine(definition)}${head ? `, ${inlineCode(head)},` : ''} and the call do not agree on how many values travel.`,
      fix:
        isMethod || (oneMore && full.includes('.'))
          ? 'Add `self` as first parameter:'
          : 'Give the definition a parameter for each value handed over, or leave the extra value out of the call:',
      fixCode: isMethod
        ? head.replace(/\(\s*/, '(self, ').replace(', )', ')')
        : `def ${name}(${wanted === '0' || wanted === 'no' ? 'value' : 'first, second'}):`,
      topics: ['functions', 'parameters'],
    };
  },
};

const missingArguments: Rule = {
  types: ['TypeError'],
  match: /([\w.]+)\(\) missing (\d+) required (?:positional|keyword-only) arguments?:? ?(.*)/i,
  explain: ([, full = '', count = '', list = ''], { source, lineText }): Explanation => {
    const name = full.split('.').at(-1) ?? full;
    const definition = findLine(source, new RegExp(`\\bdef\\s+${escapePattern(name)}\\s*\\(`));
    const isSelf = /['"]self['"]/.test(list);
    return {
      what: `${inlineCode(`${full}()`)} needs ${count} more value${count === '1' ? '' : 's'}: ${inlineCode(list.replace(/['"]/g, ''))}.`,
      why: isSelf
        ? 'The method is called on the class instead of on an object made from it.'
        : `Its definition${atLine(definition)} lists ${definition ? inlineCode(source?.line(definition) ?? '') : 'more parameters'}, and the call leaves ${count === '1' ? 'one' : 'some'} out.`,
      fix: isSelf
        ? 'Make an object first, with parentheses, and call the method on it:'
        : `Hand over a value for each, in the same order, or give the parameter a default (\`${/['"](\w+)['"]/.exec(list)?.[1] ?? 'x'}=0\`) in the definition.`,
      ...(isSelf
        ? { fixCode: `thing = ${full.includes('.') ? full.split('.')[0] : 'MyClass'}()\nthing.${name}()` }
        : {}),
      topics: ['functions', 'parameters'],
      ...(lineText || definition === undefined ? {} : { causeLine: definition }),
    };
  },
};

const keyword: Rule = {
  types: ['TypeError'],
  match: /([\w.]+)\(\) got (?:an unexpected keyword argument|multiple values for (?:keyword )?argument) ['"](\w+)['"]/i,
  explain: ([whole, full = '', argument = '']): Explanation => ({
    what: /multiple/.test(whole)
      ? `${inlineCode(`${full}()`)} gets ${inlineCode(argument)} twice: once by position and once by name.`
      : `${inlineCode(`${full}()`)} has no parameter called ${inlineCode(argument)}.`,
    why: /multiple/.test(whole)
      ? 'Positional values fill the parameters from the left, so one of them already landed there (`self` takes the first place in a method).'
      : 'The name after which you wrote `=` must be spelled as in the definition.',
    fix: /multiple/.test(whole)
      ? `Remove one of the two, or name all of them.`
      : `Compare it with the \`def\` line; \`help(${full.split('.').at(-1)})\` shows the names a library function takes.`,
    topics: ['functions', 'parameters'],
  }),
};

const notCallable: Rule = {
  types: ['TypeError'],
  match: /['"`]?(\w+)['"`]? object is not callable/i,
  explain: ([, type = ''], { lineText, source }): Explanation => {
    const called = [...lineText.matchAll(/([A-Za-z_]\w*)\s*\(/g)].map((match) => match[1] ?? '');
    const shadow = called
      .map((name) => ({
        name,
        at: findLine(
          source,
          new RegExp(`^\\s*${escapePattern(name)}\\s*=(?!=)|\\bfor\\s+${escapePattern(name)}\\s+in\\b`),
        ),
      }))
      .find((one) => one.at);
    const name = shadow?.name;
    return {
      what: `Parentheses after a name mean "call this function", but here the name holds ${type === 'str' ? 'text' : type === 'module' ? 'a module' : withArticle(type)}.`,
      why: name
        ? `Line ${shadow?.at}, ${inlineCode(source?.line(shadow?.at ?? 0) ?? '')}, gave the name ${inlineCode(name)} a new meaning, so the function of that name is hidden.`
        : type === 'list' || type === 'dict' || type === 'tuple'
          ? 'Lists and dictionaries take square brackets: `items[0]`, not `items(0)`.'
          : type === 'int' || type === 'float'
            ? 'Either `*` is missing before a bracket (`2(x + 1)`), or a variable has the name of a function.'
            : type === 'module'
              ? 'You called the module; the function inside has its own name, such as `random.random()`.'
              : 'A variable probably has the same name as the function (`list`, `str`, `sum`, `max`, `input`, …).',
      fix: name
        ? `Choose another name for that variable${atLine(shadow?.at)}, for example \`my_${name}\`.`
        : 'Use `[ ]` to pick an item, `*` to multiply, and do not name variables after functions.',
      ...(shadow?.at
        ? { causeLine: shadow.at, fixCode: (source?.line(shadow.at) ?? '').trim().replace(name ?? '', `my_${name}`) }
        : {}),
      topics: ['functions', 'shadowing'],
    };
  },
};

/** `s[0] = 'b'`, written so that it makes a new text. */
function replaceCharacter(lineText: string): string | undefined {
  const [, text, at, value] = /^\s*(\w+)\[\s*(\w+)\s*\]\s*=\s*(.+)$/.exec(lineText) ?? [];
  if (!text || !at || !value) return undefined;
  const after = /^\d+$/.test(at) ? String(Number(at) + 1) : `${at} + 1`;
  return `${text} = ${at === '0' ? '' : `${text}[:${at}] + `}${value.trim()} + ${text}[${after}:]`;
}

const notSubscriptable: Rule = {
  types: ['TypeError'],
  match:
    /['"`]?(\w+)['"`]? object (?:is not subscriptable|does not support (item assignment|indexing|item deletion)|is not (iterable))|(?:cannot unpack|argument of type ['"](\w+)['"] is not)/i,
  explain: ([whole, type = 'NoneType', assignment, iterable], { lineText }): Explanation => {
    const isIterable = Boolean(iterable) || /iterable/.test(whole);
    const range = /for\s+\w+\s+in\s+([\w.]+|len\([^()]*\))\s*:/.exec(lineText)?.[1];
    const what = assignment?.startsWith('item')
      ? `${type === 'str' ? 'Text' : `A ${inlineCode(type)}`} cannot be changed in place: \`x[…] = …\` is not allowed on it.`
      : isIterable
        ? `A loop (or \`in\`, \`sum\`, \`list\`) needs something with several items, and got ${type === 'NoneType' ? '`None`' : `one ${inlineCode(type)}`}.`
        : `Square brackets \`[…]\` pick an item out of a list, text or dictionary, but here the value is ${withArticle(type)}.`;
    if (type === 'str' && assignment)
      return {
        what,
        why: 'Strings never change; each operation makes a new one.',
        fix: 'Build a new string, or work on a list of characters:',
        fixCode: replaceCharacter(lineText) ?? 'text = text[:i] + "x" + text[i + 1:]',
        topics: ['strings'],
      };
    if (type === 'tuple' && assignment)
      return {
        what,
        why: 'A tuple `( … )` is fixed.',
        fix: 'Use a list `[ … ]` where you need to change items.',
        topics: ['tuples', 'lists'],
      };
    if (type === 'NoneType')
      return {
        what,
        why: 'The value came from a function without `return`, or from a method that changes in place and gives back `None` (`sort`, `append`, `reverse`).',
        fix: 'Find the line that makes the value: add a `return`, or drop the assignment (`items.sort()`, not `items = items.sort()`).',
        topics: ['none', 'return-values'],
      };
    if (/int|float/.test(type) && isIterable)
      return {
        what,
        why: 'A number has no items to go through.',
        fix: 'To repeat that many times, use `range`:',
        fixCode: range ? lineText.trim().replace(`in ${range}`, `in range(${range})`) : 'for i in range(n):',
        topics: ['loops', 'range'],
      };
    if (/function|method|type/.test(type))
      return {
        what,
        why: 'You used square brackets where a call needs round ones (or forgot to call it).',
        fix: 'Write `name(…)` instead of `name[…]`.',
        topics: ['functions'],
      };
    return {
      what,
      why: 'The variable does not hold what you think: perhaps it was overwritten, or one index too many was used (`grid[0][1]` on a flat list).',
      fix: 'Print it with its type just before the line: `print(type(x), x)`.',
      topics: ['types', 'indexing'],
    };
  },
};

/** Text that is asked for a key: JSON that nobody parsed, or the key a loop over a dictionary gave. */
function explainTextAsTable(lineText: string, source: Source | undefined): Explanation {
  const [, name = 'text', key = '"name"'] = /(\w+)\[\s*(['"][^'"\]]*['"])\s*\]/.exec(lineText) ?? [];
  const loop = findLine(source, new RegExp(`\\bfor\\s+${escapePattern(name)}\\s+in\\b`));
  return {
    what: `${inlineCode(name)} is text here, and text is only asked for positions (0, 1, 2 …), not for a key such as ${inlineCode(key)}.`,
    why: loop
      ? `A loop over a dictionary (line ${loop}) gives its keys, which are texts; over a text, its letters.`
      : 'It may look like a dictionary, such as JSON from a file or a web page, but it is text until it is parsed.',
    fix: loop ? 'Take the pairs, or look the value up in the dictionary:' : 'Parse it first:',
    fixCode: loop
      ? (source?.line(loop) ?? '').trim().replace(/for\s+(\w+)\s+in\s+([\w.]+)\s*:/, 'for $1, value in $2.items():')
      : `import json\n${name} = json.loads(${name})`,
    topics: ['json', 'dictionaries'],
  };
}

const indices: Rule = {
  types: ['TypeError'],
  match: /(list|string|tuple|byte) indices must be integers(?: or slices)?,? ?(?:not ['"]?(\w+)['"]?)?/i,
  explain: ([, owner = 'list', type = ''], { lineText, source, line }): Explanation => {
    const used = /(\w+)\[\s*(\w+)\s*\]/.exec(lineText);
    const loop = used
      ? findLine(
          source,
          new RegExp(`for\\s+${escapePattern(used[2] ?? '')}\\s+in\\s+${escapePattern(used[1] ?? '')}\\s*:`),
          line,
        )
      : undefined;
    if (owner === 'string' && type === 'str' && !loop) return explainTextAsTable(lineText, source);
    return {
      what: `A position in a ${owner} must be a whole number, and you gave ${type ? withArticle(type) : 'something else'}${used ? ` in ${inlineCode(used[0])}` : ''}.`,
      why: loop
        ? `In the loop on line ${loop}, ${inlineCode(used?.[2] ?? '')} is already the item itself, not its position.`
        : type === 'float'
          ? '`/` always gives a decimal number.'
          : type === 'str'
            ? `You use it like a dictionary; perhaps the data is a list *of* dictionaries (or still text that needs \`json.loads\`), or the position came from \`input()\`.`
            : 'Two positions separated by a comma, or a value that is not a number.',
      fix: loop
        ? `Use ${inlineCode(used?.[2] ?? '')} directly:`
        : type === 'float'
          ? 'Divide with `//`, or wrap it in `int(…)`.'
          : type === 'str'
            ? 'Pick the element first (`data[0]["name"]`), or convert the position with `int(…)`.'
            : 'For nested lists write `grid[row][column]`.',
      ...(loop && used ? { fixCode: lineText.trim().replace(used[0], used[2] ?? '') } : {}),
      topics: ['lists', 'indexing'],
    };
  },
};

const noLength: Rule = {
  types: ['TypeError'],
  match:
    /object of type ['"](\w+)['"] has no len|unhashable type:? ?['"]?(\w+)?|int\(\) argument must be .*not ['"]?(\w+)|['"](\w+)['"] object cannot be interpreted as an integer|not all arguments converted during string formatting|string argument without an encoding|sequence item (\d+): expected str instance, (\w+) found/i,
  explain: ([whole, sized, hashed, cast, integer, , joined], { lineText }): Explanation => {
    if (sized)
      return {
        what: `\`len()\` counts the items of a list or text; it was given ${withArticle(sized)}.`,
        why: 'A single number has no length.',
        fix: 'To count digits use `len(str(number))`; otherwise hand over the list itself.',
        topics: ['types'],
      };
    if (/unhashable/i.test(whole))
      return {
        what: `A ${hashed ? inlineCode(hashed) : 'list or dictionary'} cannot be a dictionary key or a member of a set, because it can change.`,
        why: 'Keys must stay the same for ever.',
        fix: 'Turn it into a tuple first: `tuple(items)`. If you meant to look up one item, use that item as the key.',
        topics: ['dictionaries', 'sets'],
      };
    if (cast)
      return {
        what: `\`int()\` was given ${withArticle(cast)}; it converts one text or number.`,
        why: cast === 'list' ? 'A list has to be converted item by item.' : 'Look at where the value is made.',
        fix:
          cast === 'list'
            ? 'Convert each item:'
            : 'Print the value just before; a function without `return` gives `None`.',
        ...(cast === 'list' ? { fixCode: 'numbers = [int(item) for item in items]' } : {}),
        topics: ['types'],
      };
    if (integer)
      return {
        what: `A whole number was needed, and it got ${withArticle(integer)}.`,
        why:
          integer === 'list'
            ? '`range` takes a number: you probably want its length.'
            : integer === 'float'
              ? '`/` always gives a decimal number, even for `6 / 2`.'
              : '`input()` always gives text.',
        fix:
          integer === 'list'
            ? 'Use `range(len(items))`, or simply `for item in items:`.'
            : integer === 'float'
              ? 'Use `//`, or wrap it in `int(…)`.'
              : 'Wrap it in `int(…)`.',
        ...(lineText.includes('range(') && integer !== 'list'
          ? {
              fixCode: lineText
                .trim()
                .replace(/range\(([^,()]+)\)/, integer === 'list' ? 'range(len($1))' : 'range(int($1))'),
            }
          : {}),
        topics: ['types', 'range'],
      };
    if (joined)
      return {
        what: `\`join\` glues texts together, and one item of the list is ${inlineCode(joined)}.`,
        why: 'Numbers are not turned into text by themselves.',
        fix: 'Convert while joining:',
        fixCode: '", ".join(str(item) for item in items)',
        topics: ['strings', 'lists'],
      };
    return {
      what: 'The text has fewer places (`%s`, `{}`) than the values handed to it, or `%` was used with a text on its left.',
      why: '`%` after a string means formatting, not remainder: a number read with `input()` is still text.',
      fix: 'Convert the number first (`int(input())`), or use an f-string.',
      topics: ['strings', 'input'],
    };
  },
};

const anyType: Rule = {
  types: ['TypeError'],
  match: /^/,
  explain: (): Explanation => ({
    what: 'A `TypeError` means that a value is of another kind than the operation needs: text where a number is needed, `None` where a list is, and so on.',
    why: 'Most often a number read with `input()` was never converted, or a function that should `return` something does not.',
    fix: 'Just before the line that fails, print the values with their type: `print(type(x), x)`. The odd one out is the culprit.',
    topics: ['types'],
  }),
};

export const CALL_RULES: readonly Rule[] = [
  positional,
  missingArguments,
  keyword,
  notCallable,
  notSubscriptable,
  indices,
  noLength,
  anyType,
];
