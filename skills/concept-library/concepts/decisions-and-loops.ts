import type { Concept } from '../concept.ts';

export const DECISIONS_AND_LOOPS: readonly Concept[] = [
  {
    slug: 'if-statements',
    title: 'if / elif / else',
    short: 'runs a block only when a condition is true',
    asked: [
      'if statement',
      'if else',
      'elif',
      'else',
      'if elif',
      'conditional',
      'condition',
      'branching',
      'nested if',
      'ternary',
      'inline if',
      'one line if',
      'switch',
      'match case',
      'if condition',
      'if/then',
    ],
    needs: ['comparison', 'booleans'],
    explanation:
      '`if` runs its indented block when the condition is true; otherwise Python tries each `elif` in turn, and `else` takes what is left. At most one block of the chain runs: the first whose condition holds. The indentation says what belongs to the block. For a short choice of value there is `a if condition else b`.',
    example: {
      code: `score = 72
if score >= 90:
    grade = "A"
elif score >= 60:
    grade = "B"
else:
    grade = "C"
print(grade)
print("pass" if score >= 60 else "fail")`,
      output: `B
pass`,
    },
    misconception:
      'Two separate `if`s are two questions, and both blocks may run. `elif` means: only if nothing above matched.',
    check: {
      question: '`if s >= 90:` … `elif s >= 60:` …: with s = 95, does the `elif` block run too?',
      answer: 'No. The first condition that holds wins, and the rest of the chain is skipped.',
    },
    next: ['while-loops', 'for-loops', 'booleans'],
  },
  {
    slug: 'for-loops',
    title: 'for loops',
    short: 'does something once for each item of a collection',
    asked: [
      'for loop',
      'loop',
      'loops',
      'iterate',
      'iteration',
      'for each',
      'loop through',
      'go through each',
      'for i in',
      'repeat',
      'for statement',
      'looping',
      'loop over list',
      'loop over string',
    ],
    needs: ['variables', 'strings'],
    explanation:
      '`for item in collection:` takes the items one after another, gives each the name `item`, and runs the indented block for it. It works on lists, strings, dictionaries, files, ranges and more. You do not count or index by hand: Python stops when the items are used up.',
    example: {
      code: `total = 0
for price in [3, 5, 2]:
    total = total + price
    print("added", price, "total is", total)
print("done:", total)

for letter in "hi":
    print(letter)`,
      output: `added 3 total is 3
added 5 total is 8
added 2 total is 10
done: 10
h
i`,
    },
    misconception:
      'In `for x in items`, x is the item itself, not its position. When you need the position too, use `enumerate(items)`.',
    check: {
      question: "How many times does the block of `for c in 'loop':` run?",
      answer: 'Four times, once for each character.',
    },
    next: ['range', 'while-loops', 'enumerate-zip'],
  },
  {
    slug: 'range',
    title: 'range()',
    short: 'a run of whole numbers, mostly used to loop a number of times',
    asked: [
      'range',
      'range function',
      'range(len',
      'xrange',
      'loop n times',
      'count down',
      'step in range',
      'range start stop',
      'repeat n times',
    ],
    needs: ['for-loops'],
    explanation:
      '`range(n)` counts 0, 1, …, n-1. `range(a, b)` starts at a and stops before b; `range(a, b, step)` counts in steps, and a negative step counts down. To include b, write `range(a, b + 1)`. It does not build a list; it hands out one number at a time.',
    example: {
      code: `print(list(range(4)))
print(list(range(2, 6)))
print(list(range(10, 0, -3)))
for i in range(3):
    print("round", i)`,
      output: `[0, 1, 2, 3]
[2, 3, 4, 5]
[10, 7, 4, 1]
round 0
round 1
round 2`,
    },
    misconception: 'The end is never included: `range(1, 10)` stops at 9.',
    check: { question: 'Which range gives 5, 4, 3, 2, 1?', answer: '`range(5, 0, -1)`.' },
    next: ['nested-loops', 'enumerate-zip'],
  },
  {
    slug: 'while-loops',
    title: 'while loops',
    short: 'repeats a block as long as a condition stays true',
    asked: [
      'while loop',
      'while true',
      'while statement',
      'infinite loop',
      'endless loop',
      'loop until',
      'repeat until',
      'keep asking',
      'while condition',
      'loop forever',
    ],
    needs: ['if-statements'],
    explanation:
      '`while condition:` checks the condition, runs the block, checks again, and so on until it is false. Something in the block must change so that it can become false. Use `while` when you do not know how many rounds it takes, and `for` when you go through known items.',
    example: {
      code: `money = 100
years = 0
while money < 150:
    money = money * 1.1
    years = years + 1
print(years, round(money, 2))`,
      output: `5 161.05`,
    },
    misconception:
      'The condition is checked only at the start of each round, not all the time: the block finishes even when the condition turns false in its middle.',
    check: {
      question: 'What happens if nothing in the block of a while loop changes its condition?',
      answer: 'The condition never changes, so the loop never ends. Stop it with Ctrl+C.',
    },
    next: ['break-continue', 'for-loops'],
  },
  {
    slug: 'break-continue',
    title: 'break, continue and pass',
    short: 'leave a loop early, or skip to its next round',
    asked: [
      'break',
      'continue',
      'pass',
      'exit loop',
      'stop loop',
      'skip iteration',
      'skip to next',
      'leave the loop',
      'loop else',
      'for else',
      'pass statement',
      'pass special meaning',
      'where to put break',
      'skip element',
    ],
    needs: ['for-loops', 'while-loops'],
    explanation:
      '`break` ends the innermost loop at once. `continue` skips the rest of this round and goes on with the next. `pass` does nothing: it fills a block that may not be empty. An `else` after a loop runs only if no `break` happened.',
    example: {
      code: `for n in [4, 7, 0, 9]:
    if n == 0:
        print("found zero, stopping")
        break
    if n % 2 == 0:
        continue
    print(n, "is odd")`,
      output: `7 is odd
found zero, stopping`,
    },
    misconception: '`break` leaves only the innermost loop. To leave two at once, put them in a function and `return`.',
    check: {
      question: 'A loop over [7, 0, 9] breaks at 0. Would it reach the 9 with `continue` instead?',
      answer: 'Yes: `continue` only skips the rest of that round.',
    },
    next: ['nested-loops', 'functions'],
  },
  {
    slug: 'nested-loops',
    title: 'Nested loops',
    short: 'a loop inside a loop: the inner one runs fully for each round of the outer',
    asked: [
      'nested loop',
      'loop inside loop',
      'loop in a loop',
      'double loop',
      'inner loop',
      'outer loop',
      'two for loops',
      'grid loop',
      'rows and columns loop',
      'while inside while',
      'print pattern',
      'star pattern',
      'triangle pattern',
    ],
    needs: ['for-loops', 'range'],
    explanation:
      'For every single round of the outer loop, the inner loop runs from its start to its end. Three rounds outside and four inside make twelve in all. It fits grids, tables and all pairs of things. Read it as: for each row, for each cell of that row.',
    example: {
      code: `for row in range(1, 4):
    line = ""
    for col in range(1, 4):
        line += f"{row * col:3}"
    print(line)`,
      output: `  1  2  3
  2  4  6
  3  6  9`,
    },
    misconception:
      'A variable that must start afresh for each row, such as `line` here, belongs inside the outer loop but before the inner one.',
    check: {
      question: 'How often does the innermost line run with `range(5)` outside and `range(3)` inside?',
      answer: '15 times: 5 times 3.',
    },
    next: ['nested-lists', 'big-o'],
  },
  {
    slug: 'enumerate-zip',
    title: 'enumerate() and zip()',
    short: 'loop with a position, or over two lists side by side',
    asked: [
      'enumerate',
      'zip',
      'index and value',
      'loop with index',
      'two lists same time',
      'parallel lists',
      'iterate two lists',
      'position in loop',
      'zipped list',
    ],
    needs: ['for-loops', 'range'],
    explanation:
      '`enumerate(items)` gives pairs of position and item, so there is no counter to keep; `start=1` counts from 1. `zip(a, b)` pairs up items of two collections and stops with the shorter. Both are clearer than `range(len(items))`.',
    example: {
      code: `names = ["Ada", "Linus", "Grace"]
years = [1815, 1969, 1906]
for position, name in enumerate(names, start=1):
    print(position, name)
for name, year in zip(names, years):
    print(name, "was born in", year)`,
      output: `1 Ada
2 Linus
3 Grace
Ada was born in 1815
Linus was born in 1969
Grace was born in 1906`,
    },
    misconception:
      '`zip` silently drops what is left over in the longer list; `zip(a, b, strict=True)` raises an error instead.',
    check: {
      question: "What is `list(zip('ab', [1, 2, 3]))`?",
      answer: "`[('a', 1), ('b', 2)]`: it stops with the shorter one.",
    },
    next: ['lists', 'dictionaries'],
  },
];
