import type { Concept } from '../concept.ts';

export const FIRST_STEPS: readonly Concept[] = [
  {
    slug: 'print',
    title: 'print()',
    short: 'writes values to the screen and gives nothing back',
    asked: ['print', 'print function', 'show output', 'display text', 'print statement', 'sep end print', 'println'],
    needs: [],
    explanation:
      '`print(a, b)` writes its values to the screen, with a space between them and a new line at the end. `sep=` changes what goes between, `end=` what comes last. It is for people reading the screen: the program itself gets nothing back from it.',
    example: {
      code: `print("Ada", 36)
print("2024", "05", "17", sep="-")
print("no new line", end=" ... ")
print("same line")`,
      output: `Ada 36
2024-05-17
no new line ... same line`,
    },
    misconception: 'Printing a value does not keep it. `x = print(5)` shows 5, but `x` is `None`.',
    check: {
      question: "What does `print(1, 2, sep='')` show?",
      answer: '`12`: the separator is the empty text, so nothing stands between the two values.',
    },
    next: ['variables', 'f-strings'],
  },
  {
    slug: 'variables',
    title: 'Variables',
    short: 'a name that points at a value, so you can use the value again',
    asked: [
      'variable',
      'variables',
      'assign a value',
      'assignment',
      'equals sign',
      'define two variables one line',
      'role of variable',
      'name a value',
      'identifier',
      'swap two variables',
      'meaning of the variable',
      'constant',
    ],
    needs: [],
    explanation:
      'A variable is a name for a value. `score = 10` evaluates the right side first and then makes the name `score` point at the result. Assigning again moves the name to another value; it does not change the old value. Several names can be set at once: `a, b = 1, 2`.',
    example: {
      code: `score = 10
score = score + 5
print(score)

a, b = 1, 2
a, b = b, a
print(a, b)`,
      output: `15
2 1`,
    },
    misconception:
      '`=` is not an equation. `score = score + 5` makes no sense in maths, but here it means: compute `score + 5`, then let `score` point at that.',
    check: {
      question: 'After `x = 3`, `y = x`, `x = 7`: what is `y`?',
      answer: '3. `y` was pointed at the value 3; moving `x` later does not move `y`.',
    },
    next: ['data-types', 'strings', 'numbers'],
  },
  {
    slug: 'data-types',
    title: 'Types: int, float, str, bool',
    short: 'the kind of a value, which decides what you may do with it',
    asked: [
      'type',
      'data type',
      'types',
      'int float str',
      'type conversion',
      'convert string to int',
      'convert to number',
      'casting',
      'cast',
      'what type',
      'typeof',
      'isinstance',
      'compare types',
      'integer',
      'negative number type',
      'string to float',
      'dynamic typing',
    ],
    needs: ['variables'],
    explanation:
      'Every value has a type: `int` for whole numbers (negative ones too), `float` for numbers with a point, `str` for text, `bool` for True and False. The type decides what an operator does: `+` adds numbers but joins text. `int(...)`, `float(...)` and `str(...)` make a new value of another type; `type(x)` and `isinstance(x, int)` tell you what you have.',
    example: {
      code: `print(type(5), type(5.0), type("5"))
print(5 + 5, "5" + "5")
print(int("5") + 1)
print(float("2.5") * 2)
print(isinstance(-3, int))`,
      output: `<class 'int'> <class 'float'> <class 'str'>
10 55
6
5.0
True`,
    },
    misconception:
      '`"5"` looks like a number but is text. Python will not guess: `"5" + 1` is a TypeError until you convert one side.',
    check: {
      question: "What is `int('12') + float('0.5')`?",
      answer: '`12.5`: an int and a float added together give a float.',
    },
    next: ['numbers', 'strings', 'input'],
  },
  {
    slug: 'numbers',
    title: 'Numbers and arithmetic',
    short: 'whole numbers are exact, numbers with a point are very close but not exact',
    asked: [
      'number',
      'arithmetic',
      'division',
      'integer division',
      'floor division',
      'modulo',
      'remainder',
      'percent operator',
      '//',
      '%',
      '**',
      'power',
      'float precision',
      'floating point',
      '0.1 + 0.2',
      'rounding',
      'decimal places',
      'float',
      'math operators',
      'sqrt',
      'math module',
      'math.sqrt',
      'sin cos radians',
      'unit of sin',
      'exponent',
    ],
    needs: ['variables'],
    explanation:
      '`/` always gives a float, `//` divides and rounds down, `%` is the remainder, `**` is power. Ints are exact and can be as large as you like. Floats are stored in binary with about 16 digits, so values such as 0.1 are only very close. Round when you show them, and compare them with `math.isclose` instead of `==`.',
    example: {
      code: `import math

print(7 / 2, 7 // 2, 7 % 2, 7 ** 2)
print(0.1 + 0.2)
print(round(0.1 + 0.2, 2))
print(math.isclose(0.1 + 0.2, 0.3))
print(math.sqrt(16), math.sin(math.pi / 2))`,
      output: `3.5 3 1 49
0.30000000000000004
0.3
True
4.0 1.0`,
    },
    misconception: '`0.1 + 0.2 == 0.3` being False is not a bug in Python: every language with binary floats does it.',
    check: {
      question: 'What is `17 % 5`, and what could you use it for?',
      answer: '2, the remainder. `n % 2 == 0` asks whether n is even.',
    },
    next: ['comparison', 'input'],
  },
  {
    slug: 'strings',
    title: 'Strings',
    short: 'text: a fixed sequence of characters with many methods',
    asked: [
      'string',
      'strings',
      'text',
      'string method',
      'upper lower',
      'strip',
      'replace',
      'split',
      'join',
      'concatenate',
      'concatenation',
      'join strings',
      'escape',
      'quotes',
      'newline character',
      'immutable string',
      'str',
      'characters',
      'join syntax',
      'parameters to split',
      'whitespace',
      'trim',
      'multiline string',
      'triple quotes',
    ],
    needs: ['variables', 'data-types'],
    explanation:
      'A string is text in quotes; single and double quotes mean the same. Methods such as `.upper()`, `.strip()`, `.replace(old, new)` and `.split()` never change the string: they return a new one. `sep.join(parts)` is split in reverse: it is called on the separator and glues a list of strings together.',
    example: {
      code: `name = "  Ada Lovelace "
clean = name.strip()
print(clean.upper())
print(clean.split())
print("-".join(["a", "b", "c"]))
print(len(clean), "Love" in clean)
print(repr(name))`,
      output: `ADA LOVELACE
['Ada', 'Lovelace']
a-b-c
12 True
'  Ada Lovelace '`,
    },
    misconception:
      '`name.strip()` on a line of its own does nothing you can see: strings cannot change, so you must keep the result, `name = name.strip()`.',
    check: {
      question: "What is `', '.join(['x', 'y'])`?",
      answer: '`x, y`: the string before the dot is put between the parts.',
    },
    next: ['f-strings', 'slicing'],
  },
  {
    slug: 'f-strings',
    title: 'f-strings',
    short: 'text with values put in where the curly brackets are',
    asked: [
      'f-string',
      'fstring',
      'f string',
      'string formatting',
      'format output',
      'format string',
      'curly braces in string',
      'print variable in text',
      '.format',
      '%s',
      'percent formatting',
      'decimal places print',
      'str.format',
      'string interpolation',
      'format method',
      'align columns',
      'white space among columns',
    ],
    needs: ['strings'],
    explanation:
      'Put an `f` before the quotes, and everything in `{}` is computed and inserted. After a colon comes how to show it: `:.2f` two decimals, `:>8` right-aligned in 8 characters, `:,` thousands separators. `{x=}` shows the name too, handy when debugging. Older code does the same with `%` or `.format()`.',
    example: {
      code: `item = "tea"
price = 3.5
print(f"{item} costs {price:.2f}")
print(f"{item:<8}|{price:>8.2f}|")
print(f"{price * 2 = }")
print("%s costs %.2f" % (item, price))`,
      output: `tea costs 3.50
tea     |    3.50|
price * 2 = 7.0
tea costs 3.50`,
    },
    misconception: 'Without the leading `f` the brackets are just text: `"{item}"` prints `{item}`.',
    check: { question: "What does `f'{2/3:.1f}'` give?", answer: '`0.7`, as text with one decimal.' },
    next: ['input', 'slicing'],
  },
  {
    slug: 'slicing',
    title: 'Indexing and slicing',
    short: 'taking one item, or a stretch of items, out of a string or list',
    asked: [
      'slice',
      'slicing',
      'index',
      'indexing',
      'negative index',
      '[::-1]',
      'reverse with slicing',
      'substring',
      'first character',
      'last element',
      'square brackets colon',
      'start stop step',
      'zero based',
      'starts at 0',
      'count from zero',
      'indexed deletion',
    ],
    needs: ['strings'],
    explanation:
      'Positions start at 0, and negative ones count from the end: `s[0]` is the first item, `s[-1]` the last. `s[a:b]` takes from position a up to, not including, b; leaving one out means from the start or to the end. A third number is the step, and `-1` walks backwards. It works alike on strings, lists and tuples, and always makes a new one.',
    example: {
      code: `word = "python"
print(word[0], word[-1])
print(word[1:4])
print(word[:2], word[2:])
print(word[::-1])
print([10, 20, 30, 40][1:3])`,
      output: `p n
yth
py thon
nohtyp
[20, 30]`,
    },
    misconception: 'The stop position is not included. `word[1:4]` has 4 - 1 = 3 letters: positions 1, 2 and 3.',
    check: { question: "What is `'banana'[2:5]`?", answer: '`nan`: positions 2, 3 and 4.' },
    next: ['lists', 'for-loops'],
  },
  {
    slug: 'input',
    title: 'input()',
    short: 'waits for the user to type a line and gives it back as text',
    asked: [
      'input',
      'user input',
      'ask the user',
      'read from keyboard',
      'prompt',
      'raw_input',
      'input number',
      'type something in',
      'read user',
    ],
    needs: ['variables', 'data-types'],
    explanation:
      '`input("Question: ")` shows the question, waits for Enter, and returns what was typed as a string, always a string. For arithmetic convert it: `age = int(input("Age: "))`. If the user may type something else, catch the ValueError and ask again.',
    example: {
      code: `typed = "42"          # what input("Age: ") would return if the user types 42
age = int(typed)
print(age + 1)
print(typed * 2)      # text is repeated, not doubled`,
      output: `43
4242`,
    },
    misconception:
      '`input()` never returns a number. `input() > 5` fails, because text cannot be compared with a number.',
    check: {
      question: 'The user types 3. What is `input() * 2`?',
      answer: "`'33'`: the string repeated. `int(input()) * 2` is 6.",
    },
    next: ['if-statements', 'exceptions'],
  },
  {
    slug: 'comparison',
    title: 'Comparing values',
    short: 'asking a question about two values; the answer is True or False',
    asked: [
      'comparison',
      'comparison operator',
      '==',
      '!=',
      '<=',
      '>=',
      'greater than',
      'less than',
      'not equal',
      'double equals',
      'compare two',
      'chained comparison',
      'compare strings',
    ],
    needs: ['numbers'],
    explanation:
      '`==` asks whether two values are equal, `!=` whether they differ, and `<`, `<=`, `>`, `>=` compare order. The answer is a bool. Comparisons can be chained as in maths: `0 <= x < 10`. Strings compare letter by letter, and capitals come before small letters.',
    example: {
      code: `x = 7
print(x == 7, x != 7)
print(0 <= x < 10)
print("apple" < "banana", "Zoo" < "apple")
print(7 == 7.0, 7 == "7")`,
      output: `True False
True
True True
True False`,
    },
    misconception: '`=` gives a name to a value, `==` asks a question. `if x = 7:` is a SyntaxError.',
    check: {
      question: "Is `'10' < '9'` True or False?",
      answer: 'True: they are strings, and the character `1` comes before `9`. Convert to int to compare amounts.',
    },
    next: ['booleans', 'if-statements'],
  },
  {
    slug: 'booleans',
    title: 'True, False and truthiness',
    short: 'yes-or-no values, and which other values count as yes',
    asked: [
      'boolean',
      'bool',
      'true false',
      'truthy',
      'falsy',
      'truthiness',
      'and or not',
      'logical operator',
      'empty list false',
      'short circuit',
      'boolean flag',
      'why use bool',
    ],
    needs: ['comparison'],
    explanation:
      'A bool is True or False. `and` needs both sides, `or` at least one, `not` turns it round. Where Python wants a yes or no, any value will do: 0, empty text, empty collections and None count as False, everything else as True. So `if names:` means: if the list is not empty.',
    example: {
      code: `age, member = 15, True
print(age >= 18 or member)
print(age >= 18 and member)
for value in [0, 1, "", "0", [], [0], None]:
    print(repr(value), bool(value))`,
      output: `True
False
0 False
1 True
'' False
'0' True
[] False
[0] True
None False`,
    },
    misconception:
      '`if x == 1 or 2:` is always true: Python reads `(x == 1) or 2`, and 2 counts as True. Write `x == 1 or x == 2`, or `x in (1, 2)`.',
    check: { question: "What is `bool('False')`?", answer: 'True: it is a non-empty string, whatever it says.' },
    next: ['if-statements', 'none'],
  },
  {
    slug: 'none',
    title: 'None',
    short: 'the value that stands for: nothing here',
    asked: ['none', 'nonetype', 'null', 'returns none', 'prints none', 'is none', 'none value'],
    needs: ['booleans'],
    explanation:
      'None is a value of its own that means there is nothing. A function without `return` gives None, and so do methods that change a list in place, such as `.sort()` and `.append()`. Test for it with `is None`, since 0 and empty text also count as False but are not None.',
    example: {
      code: `def greet(name):
    print("Hi", name)

result = greet("Ada")
print(result)
print(result is None)
print([3, 1, 2].sort())`,
      output: `Hi Ada
None
True
None`,
    },
    misconception: '`names = names.sort()` throws your list away: sort works in place and returns None.',
    check: {
      question: "Why does `print(print('hi'))` show a second line saying None?",
      answer: 'The inner print writes hi and returns None; the outer one prints that None.',
    },
    next: ['return-vs-print', 'is-vs-equals'],
  },
  {
    slug: 'bitwise-operators',
    title: 'Bitwise operators',
    short: 'operators that work on the single bits of whole numbers',
    asked: [
      'bitwise',
      'bit operator',
      'bit shift',
      '<<',
      '>>',
      'xor',
      '^',
      'binary number',
      'bit mask',
      'binary representation',
      'bits',
    ],
    needs: ['numbers'],
    explanation:
      'A whole number is stored as bits. `&` keeps the bits set in both, `|` those set in either, `^` those set in exactly one, and `<<` and `>>` move all bits left or right. In practice they serve for flags packed in one number, file permissions, network addresses, colours and hash functions. Everyday programs rarely need them.',
    example: {
      code: `READ, WRITE, RUN = 0b001, 0b010, 0b100
allowed = READ | WRITE
print(bin(allowed))
print(bool(allowed & WRITE), bool(allowed & RUN))
print(1 << 4, 40 >> 2)
print(6 ^ 3)`,
      output: `0b11
True False
16 10
5`,
    },
    misconception: '`^` is not power: `2 ^ 3` is 1. Power is `2 ** 3`.',
    check: {
      question: 'What is `5 & 1`, and what does it tell you?',
      answer: '1: the last bit of 5 is set, so 5 is odd.',
    },
    next: ['booleans', 'sets'],
  },
];
