import type { Concept } from '../concept.ts';

export const COLLECTIONS: readonly Concept[] = [
  {
    slug: 'lists',
    title: 'Lists',
    short: 'an ordered collection you can change',
    asked: [
      'list',
      'lists',
      'array',
      'append',
      'extend',
      'insert',
      'pop',
      'remove from list',
      'add to list',
      'list method',
      'length of list',
      'empty list',
      'len',
      'list functions',
      'square brackets',
      'array python',
      'del',
      'list of strings',
    ],
    needs: ['variables', 'for-loops', 'slicing'],
    explanation:
      'A list keeps items in order, in square brackets, and can grow, shrink and change. `items[0]` reads, `items[0] = x` replaces, `.append(x)` adds at the end, `.insert(i, x)` in the middle, `.pop()` takes the last away, `.remove(x)` the first equal one. `len(items)` counts, `x in items` asks whether it is there.',
    example: {
      code: `shopping = ["milk", "bread"]
shopping.append("eggs")
shopping[0] = "oat milk"
shopping.remove("bread")
print(shopping, len(shopping))
print("eggs" in shopping)
print(sum([3, 5, 2]), max([3, 5, 2]))`,
      output: `['oat milk', 'eggs'] 2
True
10 5`,
    },
    misconception: '`.append([1, 2])` adds one item, which is a list. `.extend([1, 2])` adds the two items.',
    check: {
      question: 'What is `[1, 2] + [3]`, and does it change the first list?',
      answer: '`[1, 2, 3]`, a new list; the first stays as it was.',
    },
    next: ['mutability', 'list-comprehensions', 'sorting'],
  },
  {
    slug: 'tuples',
    title: 'Tuples',
    short: 'an ordered group of values that cannot be changed',
    asked: [
      'tuple',
      'tuples',
      'unpacking',
      'unpack',
      'immutable list',
      'parentheses list',
      'return two values',
      'return multiple values',
      'multiple assignment',
      'single element tuple',
      'empty tuple',
    ],
    needs: ['lists'],
    explanation:
      'A tuple groups a fixed number of values, such as a point `(x, y)`. It is read like a list, but cannot be changed, so it can be a dictionary key and is safe to share. Unpacking gives each part a name: `x, y = point`. A function that returns several values returns one tuple.',
    example: {
      code: `point = (3, 4)
x, y = point
print(x, y, point[0])

def smallest_and_largest(numbers):
    return min(numbers), max(numbers)

low, high = smallest_and_largest([8, 2, 5])
print(low, high)
print(type((5)), type((5,)))`,
      output: `3 4 3
2 8
<class 'int'> <class 'tuple'>`,
    },
    misconception: 'The comma makes the tuple, not the brackets: `(5)` is just 5, `(5,)` is a tuple with one item.',
    check: {
      question: '`point = (3, 4)`. What happens at `point[0] = 9`?',
      answer: 'A TypeError: tuples do not support item assignment. Make a new one: `point = (9, point[1])`.',
    },
    next: ['dictionaries', 'mutability'],
  },
  {
    slug: 'dictionaries',
    title: 'Dictionaries',
    short: 'looks up a value by its key instead of by position',
    asked: [
      'dictionary',
      'dictionaries',
      'dict',
      'key value',
      'keys',
      'hash map',
      'hashmap',
      'map of keys',
      'curly braces',
      'lookup',
      'items()',
      '.get',
      'key error',
      'nested dictionary',
      'associative array',
      'add value to key',
      'values of dict',
    ],
    needs: ['lists', 'for-loops'],
    explanation:
      'A dictionary maps keys to values: `ages["Ada"]` looks up, `ages["Ada"] = 36` adds or replaces. Keys are unique and of an unchangeable type (text, numbers, tuples); values can be anything. `.get(key, default)` looks up without an error when the key is missing, `key in ages` asks, and `.items()` gives both in a loop.',
    example: {
      code: `ages = {"Ada": 36, "Linus": 54}
ages["Grace"] = 85
ages["Ada"] += 1
print(ages["Ada"], ages.get("Bob", "unknown"))
for name, age in ages.items():
    print(name, age)
print("Bob" in ages, len(ages))`,
      output: `37 unknown
Ada 37
Linus 54
Grace 85
False 3`,
    },
    misconception: 'A `for` loop over a dictionary gives the keys only. Use `.items()` for both.',
    check: {
      question: "What does `{'a': 1, 'a': 2}` hold?",
      answer: "One entry, `{'a': 2}`: a key exists once, and the last value wins.",
    },
    next: ['sets', 'json', 'mutability'],
  },
  {
    slug: 'sets',
    title: 'Sets',
    short: 'a collection without duplicates and without order, quick to ask',
    asked: [
      'set()',
      'sets',
      'a set',
      'unique values',
      'remove duplicates',
      'union intersection',
      'no duplicates',
      'set difference',
      'frozenset',
      'distinct',
    ],
    needs: ['lists'],
    explanation:
      'A set holds each value once. Asking `x in numbers` is quick however large it is. `a | b` is everything in either, `a & b` what is in both, `a - b` what is only in a. It has no positions, so no `s[0]`. The empty set is `set()`, because `{}` is an empty dictionary.',
    example: {
      code: `letters = set("banana")
print(sorted(letters))
monday, friday = {"Ada", "Bob"}, {"Bob", "Cy"}
print(monday & friday)
print(sorted(monday | friday))
print(sorted(monday - friday))`,
      output: `['a', 'b', 'n']
{'Bob'}
['Ada', 'Bob', 'Cy']
['Ada']`,
    },
    misconception:
      'A set does not remember the order things were added in. If order matters, use `list(dict.fromkeys(items))` to drop duplicates.',
    check: { question: 'What is `len({1, 1, 2, 2, 3})`?', answer: '3: duplicates are kept once.' },
    next: ['dictionaries', 'big-o'],
  },
  {
    slug: 'mutability',
    title: 'Mutability, references and copies',
    short: 'two names can point at one changeable thing, so a change shows under both',
    asked: [
      'mutable',
      'immutable',
      'mutability',
      'reference',
      'references',
      'copy a list',
      'copy list',
      'shallow copy',
      'deep copy',
      'deepcopy',
      'aliasing',
      'alias',
      'pass by reference',
      'pass by value',
      'both lists change',
      'list changes too',
      'original list changed',
      'two names same list',
      'why did my list change',
    ],
    needs: ['lists', 'variables'],
    explanation:
      'Lists, dictionaries and sets can change in place; numbers, strings and tuples cannot. `b = a` copies no list: it makes a second name for the same one, so a change through `b` shows in `a`. The same goes for a list given to a function. Make a copy with `a.copy()` or `a[:]`; if lists lie inside lists, with `copy.deepcopy(a)`.',
    example: {
      code: `a = [1, 2]
b = a            # second name, same list
c = a.copy()     # a new list
b.append(3)
print(a, b, c)
print(a is b, a is c)`,
      output: `[1, 2, 3] [1, 2, 3] [1, 2]
True False`,
    },
    misconception: '`=` never copies. It only lets a name point at something.',
    check: {
      question: 'After `x = [0]`, `y = x`, `y = [5]`: what is `x`?',
      answer: '`[0]`. `y = [5]` moves the name y to another list; it does not change the first one.',
    },
    next: ['is-vs-equals', 'parameters', 'nested-lists'],
  },
  {
    slug: 'is-vs-equals',
    title: 'is and ==',
    short: '`==` asks for equal values, `is` for the very same object',
    asked: [
      'is vs ==',
      'is and ==',
      'is operator',
      '== vs is',
      'difference between is and ==',
      'same object',
      'identity',
      'id()',
      'is not',
      'is keyword',
    ],
    needs: ['mutability', 'none'],
    explanation:
      '`a == b` is true when the values are equal; `a is b` only when both names point at one and the same object. Two lists with the same content are equal, but not the same. Use `==` for values and keep `is` for None: `if result is None`.',
    example: {
      code: `a = [1, 2]
b = [1, 2]
c = a
print(a == b, a is b)
print(a == c, a is c)
print(None is None)`,
      output: `True False
True True
True`,
    },
    misconception:
      '`is` sometimes seems to work on small numbers and short strings, because Python reuses them. Do not rely on it.',
    check: {
      question: 'Which one do you use to compare a typed password with the stored text?',
      answer: '`==`: you care about equal text, not about one object.',
    },
    next: ['none', 'dunder-methods'],
  },
  {
    slug: 'list-comprehensions',
    title: 'List comprehensions',
    short: 'builds a new list from another collection in one line',
    asked: [
      'list comprehension',
      'comprehension',
      'for loop one liner',
      'one liner',
      'dict comprehension',
      'set comprehension',
      'for inside brackets',
      'for in list brackets',
      'single line for',
      'inline for loop',
      'generator expression',
    ],
    needs: ['lists', 'for-loops', 'if-statements'],
    explanation:
      '`[expression for item in items if condition]` reads: for each item that passes the condition, put the expression in a new list. It is a loop with `append` in short form. With `{}` it makes a set or, with `key: value`, a dictionary. If it no longer fits in one line, write the loop.',
    example: {
      code: `numbers = [1, 2, 3, 4, 5]
squares = [n * n for n in numbers]
even = [n for n in numbers if n % 2 == 0]
print(squares)
print(even)
print({word: len(word) for word in ["hi", "there"]})

# the same as even, written as a loop
result = []
for n in numbers:
    if n % 2 == 0:
        result.append(n)
print(result)`,
      output: `[1, 4, 9, 16, 25]
[2, 4]
{'hi': 2, 'there': 5}
[2, 4]`,
    },
    misconception:
      'An `if` at the end filters. An `if … else` that chooses a value stands in front: `[x if x > 0 else 0 for x in items]`.',
    check: { question: "What is `[c.upper() for c in 'abc' if c != 'b']`?", answer: "`['A', 'C']`." },
    next: ['generators', 'map-filter'],
  },
  {
    slug: 'sorting',
    title: 'Sorting, and key=',
    short: 'putting items in order, by a rule you choose',
    asked: [
      'sort',
      'sorting',
      'sorted',
      'sort key',
      'key=',
      'order a list',
      'reverse sort',
      'descending',
      'ascending',
      'sort by',
      'sort list of tuples',
      'sort dictionary',
      'how does sort work',
      'built in sort',
      'sorting algorithm',
      'bubble sort',
      'sort in place',
    ],
    needs: ['lists', 'functions'],
    explanation:
      '`sorted(items)` returns a new sorted list; `items.sort()` sorts the list itself and returns None. `reverse=True` turns the order round. `key=` takes a function that is asked once per item: what shall I sort you by? Equal items keep their order. It takes about n times log n steps.',
    example: {
      code: `words = ["pear", "fig", "banana"]
print(sorted(words))
print(sorted(words, key=len))
people = [("Ada", 36), ("Cy", 20), ("Bob", 25)]
print(sorted(people, key=lambda person: person[1]))
print(sorted([3, 1, 2], reverse=True))`,
      output: `['banana', 'fig', 'pear']
['fig', 'pear', 'banana']
[('Cy', 20), ('Bob', 25), ('Ada', 36)]
[3, 2, 1]`,
    },
    misconception: '`key=len` has no brackets after len: you hand over the function itself; `sorted` will call it.',
    check: {
      question: 'How do you sort strings without regard to capitals?',
      answer: '`sorted(words, key=str.lower)`.',
    },
    next: ['lambda', 'big-o'],
  },
  {
    slug: 'nested-lists',
    title: 'Lists in lists (2D lists)',
    short: 'a table: a list whose items are rows, each a list',
    asked: [
      '2d list',
      'nested list',
      'list of lists',
      'matrix',
      'two dimensional',
      '2d array',
      'grid',
      'multidimensional',
      'rows and columns',
      'list inside list',
      'board',
    ],
    needs: ['lists', 'nested-loops'],
    explanation:
      'A grid is a list of rows, and each row is a list: `grid[1][2]` means row 1, then column 2 in it. Go through it with two loops, one for the rows and one inside for the cells. Build an empty one with a comprehension, so that every row is a list of its own.',
    example: {
      code: `grid = [[0] * 3 for _ in range(2)]
grid[1][2] = 7
for row in grid:
    print(row)
flat = [cell for row in grid for cell in row]
print(flat)`,
      output: `[0, 0, 0]
[0, 0, 7]
[0, 0, 0, 0, 0, 7]`,
    },
    misconception: '`[[0] * 3] * 2` makes the same row twice: change one and both change.',
    check: {
      question: 'How many rows and columns has `[[1, 2], [3, 4], [5, 6]]`?',
      answer: '`len(grid)` is 3 rows, `len(grid[0])` is 2 columns.',
    },
    next: ['mutability', 'numpy-arrays'],
  },
  {
    slug: 'stacks-queues',
    title: 'Stacks and queues',
    short: 'take out the newest first (stack) or the oldest first (queue)',
    asked: [
      'stack',
      'queue',
      'deque',
      'lifo',
      'fifo',
      'data structure',
      'data structures',
      'linked list',
      'push pop',
      'priority queue',
      'heap',
      'tree structure',
      'hash table',
    ],
    needs: ['lists'],
    explanation:
      'A stack gives back the newest item first, like a pile of plates: `append` and `pop` on a list. A queue gives back the oldest first, like a line at a till: use `collections.deque` with `append` and `popleft`, because taking from the front of a list gets slow. Undo is a stack; waiting jobs are a queue.',
    example: {
      code: `from collections import deque

stack = []
stack.append("first")
stack.append("second")
print(stack.pop())

queue = deque()
queue.append("first")
queue.append("second")
print(queue.popleft())`,
      output: `second
first`,
    },
    misconception: 'You rarely write these yourself in Python: list, dict, set and deque cover most needs.',
    check: {
      question: 'The back button of a browser: stack or queue?',
      answer: 'Stack: the page visited last comes back first.',
    },
    next: ['big-o', 'classes'],
  },
];
