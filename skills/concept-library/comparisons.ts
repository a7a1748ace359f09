import type { Example } from './concept.ts';

/** Two things beginners mix up, side by side. */
export type Comparison = {
  /** The two sides as they stand in a heading. */
  sides: readonly [string, string];
  /** Names of each side; a question names both. */
  asked: readonly [readonly string[], readonly string[]];
  concepts: readonly string[];
  /** What is asked of both, the answer for the left, the answer for the right. */
  rows: readonly (readonly [string, string, string])[];
  example: Example;
  rule: string;
};

export const COMPARISONS: readonly Comparison[] = [
  {
    sides: ['list', 'tuple'],
    asked: [
      ['list', 'lists'],
      ['tuple', 'tuples'],
    ],
    concepts: ['lists', 'tuples', 'mutability'],
    rows: [
      ['written', '`[1, 2]`', '`(1, 2)`'],
      ['can change', 'yes: append, remove, replace', 'no'],
      ['dictionary key', 'no', 'yes'],
      ['typical use', 'many things of one kind', 'a few things that belong together'],
    ],
    example: {
      code: `items = [1, 2]
items.append(3)
point = (1, 2)
print(items, point)
try:
    point[0] = 9
except TypeError as problem:
    print(problem)`,
      output: `[1, 2, 3] (1, 2)
'tuple' object does not support item assignment`,
    },
    rule: 'Will it grow or change? List. Fixed parts, such as x and y? Tuple.',
  },
  {
    sides: ['list', 'set'],
    asked: [
      ['list', 'lists'],
      ['set', 'sets'],
    ],
    concepts: ['lists', 'sets'],
    rows: [
      ['written', '`[1, 2, 2]`', '`{1, 2}`'],
      ['duplicates', 'kept', 'dropped'],
      ['order and positions', 'yes', 'no'],
      ['`x in …`', 'looks at every item', 'immediate'],
    ],
    example: {
      code: `print([1, 2, 2, 1][0], len([1, 2, 2, 1]))
print(len({1, 2, 2, 1}))`,
      output: `1 4
2`,
    },
    rule: 'Order or duplicates matter? List. Only whether it is in there? Set.',
  },
  {
    sides: ['list', 'dictionary'],
    asked: [
      ['list', 'lists'],
      ['dict', 'dictionary', 'dictionaries'],
    ],
    concepts: ['lists', 'dictionaries'],
    rows: [
      ['written', '`["Ada", 36]`', '`{"name": "Ada", "age": 36}`'],
      ['look up by', 'position 0, 1, 2, …', 'key of your choice'],
      ['`x in …`', 'among the items', 'among the keys'],
      ['typical use', 'a row of similar things', 'looking things up by name'],
    ],
    example: {
      code: `scores = [12, 7]
print(scores[1])
by_name = {"Ada": 12, "Bob": 7}
print(by_name["Bob"])`,
      output: `7
7`,
    },
    rule: "Do you ask for the third one, or for Bob's? Position: list. Name: dictionary.",
  },
  {
    sides: ['`{}`', '`dict()`'],
    asked: [
      ['{}', 'curly braces', 'curly brackets'],
      ['dict()', 'dict', 'dictionary'],
    ],
    concepts: ['dictionaries'],
    rows: [
      ['empty', '`{}`', '`dict()`, the same'],
      ['with entries', '`{"a": 1}`, keys of any fixed type', '`dict(a=1)`, keys that are names'],
      ['from pairs', 'not directly', '`dict([("a", 1)])`'],
      ['speed', 'a little faster', 'a function call'],
    ],
    example: {
      code: `print({} == dict(), {"a": 1} == dict(a=1))
print(dict(zip("ab", [1, 2])))
print(type({}), type({1}))`,
      output: `True True
{'a': 1, 'b': 2}
<class 'dict'> <class 'set'>`,
    },
    rule: 'Write `{}` by habit; use `dict(…)` to turn pairs into a dictionary.',
  },
  {
    sides: ['`=`', '`==`'],
    asked: [
      ['=', 'single equals', 'one equals', 'equals sign'],
      ['==', 'double equals', 'two equals'],
    ],
    concepts: ['variables', 'comparison'],
    rows: [
      ['means', 'let this name point at that value', 'are these two equal?'],
      ['result', 'none: it does something', 'True or False'],
      ['in an `if`', 'SyntaxError', 'usual'],
    ],
    example: {
      code: `x = 5
print(x == 5, x == 6)`,
      output: `True False`,
    },
    rule: 'One sign gives, two signs ask.',
  },
  {
    sides: ['`==`', '`is`'],
    asked: [['==', 'equals'], ['is']],
    concepts: ['is-vs-equals', 'mutability', 'none'],
    rows: [
      ['asks', 'equal values?', 'the very same object?'],
      ['two equal lists', 'True', 'False'],
      ['use it for', 'nearly everything', '`is None`'],
    ],
    example: {
      code: `a, b = [1], [1]
print(a == b, a is b)
c = a
print(c is a)`,
      output: `True False
True`,
    },
    rule: 'Use `==`, and keep `is` for None.',
  },
  {
    sides: ['return', 'print'],
    asked: [
      ['return', 'returns', 'returning'],
      ['print', 'prints', 'printing'],
    ],
    concepts: ['return-vs-print', 'functions'],
    rows: [
      ['gives the value to', 'the program', 'the person at the screen'],
      ['can go on computing', 'yes', 'no: the call is None'],
      ['ends the function', 'yes', 'no'],
    ],
    example: {
      code: `def doubled(n):
    return n * 2

def show_doubled(n):
    print(n * 2)

print(doubled(3) + 1)
result = show_doubled(3)
print(result)`,
      output: `7
6
None`,
    },
    rule: 'Functions that work something out return it; the main program prints.',
  },
  {
    sides: ['parameter', 'argument'],
    asked: [
      ['parameter', 'parameters'],
      ['argument', 'arguments'],
    ],
    concepts: ['parameters', 'functions'],
    rows: [
      ['where', 'in the definition', 'in the call'],
      ['is', 'a name', 'a value'],
      ['here', '`n` in `def double(n)`', '`4` in `double(4)`'],
    ],
    example: {
      code: `def double(n):
    return n * 2

print(double(4))`,
      output: `8`,
    },
    rule: 'Parameter is the parking space, argument the car in it.',
  },
  {
    sides: ['for', 'while'],
    asked: [
      ['for', 'for loop', 'for loops'],
      ['while', 'while loop', 'while loops'],
    ],
    concepts: ['for-loops', 'while-loops'],
    rows: [
      ['repeats', 'once for each item', 'as long as a condition holds'],
      ['ends', 'by itself', 'when something you change makes the condition false'],
      ['typical use', 'lists, strings, ranges', 'asking again, games, waiting'],
    ],
    example: {
      code: `for n in range(3):
    print("for", n)

n = 8
while n > 1:
    n = n // 2
    print("while", n)`,
      output: `for 0
for 1
for 2
while 4
while 2
while 1`,
    },
    rule: 'Know what to go through, or how often? `for`. Only know when to stop? `while`.',
  },
  {
    sides: ['append', 'extend'],
    asked: [['append'], ['extend']],
    concepts: ['lists'],
    rows: [
      ['adds', 'one item', 'every item of a collection'],
      ['`[1].…([2, 3])`', '`[1, [2, 3]]`', '`[1, 2, 3]`'],
      ['returns', 'None', 'None'],
    ],
    example: {
      code: `a, b = [1], [1]
a.append([2, 3])
b.extend([2, 3])
print(a, b)`,
      output: `[1, [2, 3]] [1, 2, 3]`,
    },
    rule: 'One thing: append. Many: extend.',
  },
  {
    sides: ['sort', 'sorted'],
    asked: [
      ['sort', '.sort()', 'sort()'],
      ['sorted', 'sorted()'],
    ],
    concepts: ['sorting', 'lists'],
    rows: [
      ['written', '`items.sort()`', '`sorted(items)`'],
      ['changes the list', 'yes', 'no, makes a new one'],
      ['returns', 'None', 'the new list'],
      ['works on', 'lists', 'anything you can loop over'],
    ],
    example: {
      code: `items = [3, 1, 2]
print(sorted(items), items)
print(items.sort(), items)`,
      output: `[1, 2, 3] [3, 1, 2]
None [1, 2, 3]`,
    },
    rule: 'Use `sorted` unless you want the list itself changed.',
  },
  {
    sides: ['`str()`', '`repr()`'],
    asked: [
      ['str', 'str()', '__str__'],
      ['repr', 'repr()', '__repr__'],
    ],
    concepts: ['dunder-methods', 'strings'],
    rows: [
      ['meant for', 'readers', 'programmers'],
      ['text', 'as it is', 'with quotes and visible `\\n`'],
      ['numbers', 'the same', 'the same'],
      ['used by', '`print`, f-strings', 'the shell, and inside lists'],
    ],
    example: {
      code: `text = "hi\\t!"
print(str(text))
print(repr(text))
print(str(5) == repr(5), [text])`,
      output: `hi	!
'hi\\t!'
True ['hi\\t!']`,
    },
    rule: 'For showing a number both do; take `str`, or better an f-string. `repr` is for debugging.',
  },
  {
    sides: ['int', 'float'],
    asked: [
      ['int', 'integer', 'integers', 'ints'],
      ['float', 'floats', 'decimal'],
    ],
    concepts: ['data-types', 'numbers'],
    rows: [
      ['holds', 'whole numbers, any size', 'numbers with a point, about 16 digits'],
      ['exact', 'yes', 'very close'],
      ['comes from', '`//`, `len`, `int(…)`', '`/`, `2.0`, `float(…)`'],
    ],
    example: {
      code: `print(7 // 2, 7 / 2)
print(2 ** 64, 0.1 + 0.2)
print(int(3.9), float(3))`,
      output: `3 3.5
18446744073709551616 0.30000000000000004
3 3.0`,
    },
    rule: 'Counting: int. Measuring: float.',
  },
  {
    sides: ['`/`', '`//`'],
    asked: [
      ['/', 'single slash', 'division'],
      ['//', 'double slash', 'floor division', 'integer division'],
    ],
    concepts: ['numbers'],
    rows: [
      ['does', 'true division', 'division, rounded down'],
      ['`7 … 2`', '`3.5`', '`3`'],
      ['gives', 'always a float', 'an int for ints'],
    ],
    example: { code: `print(7 / 2, 7 // 2, 6 / 2, -7 // 2)`, output: `3.5 3 3.0 -4` },
    rule: 'Whole groups and indexes: `//`, with `%` for the rest.',
  },
  {
    sides: ['class', 'object'],
    asked: [
      ['class', 'classes'],
      ['object', 'objects', 'instance', 'instances'],
    ],
    concepts: ['classes', 'self-init'],
    rows: [
      ['is', 'the plan', 'one thing made from it'],
      ['how many', 'one', 'as many as you make'],
      ['holds', 'the methods', 'its own values'],
    ],
    example: {
      code: `class Cup:
    def __init__(self, colour):
        self.colour = colour

mine = Cup("red")
yours = Cup("blue")
print(mine.colour, yours.colour, type(mine).__name__)`,
      output: `red blue Cup`,
    },
    rule: 'The recipe is the class, each cake an object.',
  },
  {
    sides: ['function', 'method'],
    asked: [
      ['function', 'functions'],
      ['method', 'methods'],
    ],
    concepts: ['functions', 'classes'],
    rows: [
      ['stands', 'on its own', 'in a class'],
      ['called', '`len(items)`', '`items.append(4)`'],
      ['first argument', 'whatever you give', 'the object before the dot (`self`)'],
    ],
    example: {
      code: `items = [3, 1]
items.append(2)
print(len(items), sorted(items))`,
      output: `3 [1, 2, 3]`,
    },
    rule: 'A method is a function that belongs to an object: look for the dot.',
  },
  {
    sides: ['local', 'global'],
    asked: [
      ['local', 'local variable'],
      ['global', 'global variable'],
    ],
    concepts: ['scope', 'functions'],
    rows: [
      ['made', 'by assigning in a function', 'by assigning at the left margin'],
      ['lives', 'during one call', 'as long as the program'],
      ['seen from', 'its function only', 'everywhere (reading)'],
    ],
    example: {
      code: `n = 1

def f():
    n = 2
    return n

print(f(), n)`,
      output: `2 1`,
    },
    rule: 'Pass values in and return them out; avoid `global`.',
  },
  {
    sides: ['break', 'continue'],
    asked: [['break'], ['continue']],
    concepts: ['break-continue', 'for-loops'],
    rows: [
      ['effect', 'leaves the loop', 'skips to its next round'],
      ['the items left', 'are not visited', 'are'],
    ],
    example: {
      code: `for n in [1, 2, 3, 4]:
    if n == 2:
        continue
    if n == 4:
        break
    print(n)`,
      output: `1
3`,
    },
    rule: 'Done with everything: break. Done with this one: continue.',
  },
  {
    sides: ['if / if', 'if / elif'],
    asked: [
      ['if', 'multiple if', 'two ifs'],
      ['elif', 'else if'],
    ],
    concepts: ['if-statements'],
    rows: [
      ['asked', 'every condition', 'the next only if none matched so far'],
      ['blocks that may run', 'several', 'one'],
    ],
    example: {
      code: `n = 15
if n > 5:
    print("above 5")
if n > 10:
    print("above 10")

if n > 10:
    print("big")
elif n > 5:
    print("medium")`,
      output: `above 5
above 10
big`,
    },
    rule: 'Questions that exclude each other: elif. Independent ones: if.',
  },
  {
    sides: ['try / except', 'if'],
    asked: [
      ['try', 'try except', 'try/except', 'except'],
      ['if', 'if then', 'if/then', 'if statement'],
    ],
    concepts: ['exceptions', 'if-statements'],
    rows: [
      ['checks', 'by trying, and reacting to the error', 'before'],
      ['good for', 'what you cannot know before: files, network, typed numbers', 'ordinary choices'],
      ['danger', 'catching more than you meant', 'the check and the action disagree'],
    ],
    example: {
      code: `ages = {"Ada": 36}
try:
    print(ages["Bob"])
except KeyError:
    print("no Bob")

if "Bob" in ages:
    print(ages["Bob"])
else:
    print("still no Bob")`,
      output: `no Bob
still no Bob`,
    },
    rule: 'Can a simple question tell you beforehand? `if`. Would the check be as hard as doing it? `try`.',
  },
  {
    sides: ['loop', 'list comprehension'],
    asked: [
      ['loop', 'for loop', 'loops'],
      ['comprehension', 'list comprehension', 'list comprehensions'],
    ],
    concepts: ['list-comprehensions', 'for-loops'],
    rows: [
      ['for', 'anything', 'building one list'],
      ['lines', 'three or more', 'one'],
      ['with print, break, try', 'yes', 'no'],
    ],
    example: {
      code: `squares = []
for n in range(4):
    squares.append(n * n)
print(squares)
print([n * n for n in range(4)])`,
      output: `[0, 1, 4, 9]
[0, 1, 4, 9]`,
    },
    rule: 'One list out of another, in one readable line: comprehension. Anything more: loop.',
  },
  {
    sides: ['yield', 'return'],
    asked: [
      ['yield', 'generator'],
      ['return', 'normal function'],
    ],
    concepts: ['generators', 'functions'],
    rows: [
      ['the function then', 'pauses and can go on', 'is over'],
      ['values', 'many, one at a time', 'one'],
      ['the call gives', 'a generator to loop over', 'the value'],
    ],
    example: {
      code: `def three():
    yield 1
    yield 2
    yield 3

def one():
    return 1

print(list(three()), one())`,
      output: `[1, 2, 3] 1`,
    },
    rule: 'Whole answer at once: return. A stream of values: yield.',
  },
  {
    sides: ['`len()`', '`sum()`'],
    asked: [
      ['len', 'len()'],
      ['sum', 'sum()'],
    ],
    concepts: ['list-comprehensions', 'lists'],
    rows: [
      ['to count matches', '`len([x for x in items if …])`', '`sum(1 for x in items if …)`'],
      ['memory', 'builds a list first', 'builds nothing'],
      ['reads', 'plainly', 'takes getting used to'],
    ],
    example: {
      code: `items = [4, -1, 7]
print(len([x for x in items if x > 0]))
print(sum(1 for x in items if x > 0))
print(sum(x > 0 for x in items))`,
      output: `2
2
2`,
    },
    rule: 'Both count correctly. With a few thousand items take what you find clearer; for very many, `sum` saves memory.',
  },
  {
    sides: ['shallow copy', 'deep copy'],
    asked: [
      ['shallow', 'copy()', 'copy'],
      ['deep copy', 'deepcopy', 'deep'],
    ],
    concepts: ['mutability', 'nested-lists'],
    rows: [
      ['copies', 'the outer list', 'everything inside too'],
      ['inner lists', 'shared', 'separate'],
    ],
    example: {
      code: `import copy

a = [[1], [2]]
shallow, deep = a.copy(), copy.deepcopy(a)
a[0].append(9)
print(shallow, deep)`,
      output: `[[1, 9], [2]] [[1], [2]]`,
    },
    rule: 'Lists inside your list, and you will change them? Deep. Otherwise shallow is enough.',
  },
  {
    sides: ['list', 'NumPy array'],
    asked: [
      ['list', 'lists', 'python list'],
      ['numpy array', 'numpy', 'array', 'arrays'],
    ],
    concepts: ['lists', 'numpy-arrays'],
    rows: [
      ['holds', 'anything', 'numbers of one type'],
      ['`… * 2`', 'repeats it', 'doubles each number'],
      ['grows', 'quickly, with append', 'only by copying'],
      ['needs', 'nothing', '`pip install numpy`'],
    ],
    example: {
      code: `numbers = [1, 2]
print(numbers * 2)
print([n * 2 for n in numbers])   # what np.array([1, 2]) * 2 does`,
      output: `[1, 2, 1, 2]
[2, 4]`,
    },
    rule: 'General work: list. Arithmetic on many numbers: array. (Without NumPy, people who say array in Python mean list.)',
  },
];
