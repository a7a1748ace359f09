import type { Recipe } from '../recipe.ts';

export const COLLECTION_RECIPES: readonly Recipe[] = [
  {
    slug: 'in-list',
    title: 'Check whether something is in a list',
    asked: [
      'check if in list',
      'number is in list',
      'item exists in list',
      'value in list',
      'list contains',
      'element in list',
    ],
    concepts: ['lists', 'booleans'],
    example: {
      code: `numbers = [4, 8, 15]
print(8 in numbers, 9 not in numbers)
print(numbers.index(8) if 8 in numbers else "not there")`,
      output: `True True
1`,
    },
    note: 'If you ask many times, make a set first: `in` is much quicker there.',
  },
  {
    slug: 'list-length',
    title: 'How many items a list has',
    asked: [
      'length of list',
      'how many numbers in list',
      'how many items',
      'size of list',
      'count items in list',
      'count elements',
    ],
    concepts: ['lists'],
    example: {
      code: `numbers = [4, 8, 8]
print(len(numbers))
print(numbers.count(8))
print(sum(1 for n in numbers if n > 5))`,
      output: `3
2
2`,
    },
    note: '`len` counts all, `.count(x)` the equal ones, and the last line those that meet a condition.',
  },
  {
    slug: 'add-to-list',
    title: 'Add to a list',
    asked: [
      'add to list',
      'add item list',
      'append to list',
      'add element',
      'insert into list',
      'merge two lists',
      'combine two lists',
      'concatenate lists',
      'append list',
      'join two lists',
    ],
    concepts: ['lists'],
    example: {
      code: `items = ["b"]
items.append("c")
items.insert(0, "a")
items.extend(["d", "e"])
print(items)
print([1, 2] + [3])`,
      output: `['a', 'b', 'c', 'd', 'e']
[1, 2, 3]`,
    },
    note: 'append adds one item, extend all items of another collection. Both return None.',
  },
  {
    slug: 'remove-from-list',
    title: 'Remove from a list',
    asked: [
      'remove from list',
      'delete from list',
      'remove item list',
      'delete element',
      'remove element list',
      'remove last item',
      'delete while looping',
      'remove all occurrences',
    ],
    concepts: ['lists', 'list-comprehensions'],
    example: {
      code: `items = ["a", "b", "c", "b"]
items.remove("b")         # the first equal one
last = items.pop()        # takes the last away
del items[0]              # by position
print(items, last)
print([x for x in [1, 2, 1, 3] if x != 1])`,
      output: `['c'] b
[2, 3]`,
    },
    note: 'Do not remove from a list while you loop over it: items get skipped. Build a new list instead, as in the last line.',
  },
  {
    slug: 'reverse-list',
    title: 'Reverse a list',
    asked: ['reverse a list', 'list backwards', 'reversed list', 'loop backwards', 'reverse order list'],
    concepts: ['slicing', 'lists'],
    example: {
      code: `numbers = [1, 2, 3]
print(numbers[::-1])
for n in reversed(numbers):
    print(n)
numbers.reverse()
print(numbers)`,
      output: `[3, 2, 1]
3
2
1
[3, 2, 1]`,
    },
    note: '`.reverse()` changes the list and returns None; the slice makes a new list.',
  },
  {
    slug: 'sort-list',
    title: 'Sort a list, also by your own rule',
    asked: [
      'sort a list',
      'order list',
      'sort by second element',
      'sort descending',
      'sort list of tuples',
      'sort by length',
      'sort alphabetically',
      'sorts by sum of digits',
      'sort list of integers',
    ],
    concepts: ['sorting', 'lambda'],
    example: {
      code: `numbers = [30, 4, 21]
print(sorted(numbers), sorted(numbers, reverse=True))
print(sorted(numbers, key=lambda n: sum(int(d) for d in str(n))))
print(sorted([("Ada", 36), ("Cy", 20)], key=lambda p: p[1]))`,
      output: `[4, 21, 30] [30, 21, 4]
[30, 21, 4]
[('Cy', 20), ('Ada', 36)]`,
    },
    note: 'The key function is called once per item and says what to sort it by; equal ones keep their order. For two rules return a tuple: `key=lambda n: (rule1(n), n)`.',
  },
  {
    slug: 'unique-items',
    title: 'Remove duplicates',
    asked: [
      'remove duplicates',
      'unique values list',
      'delete duplicates',
      'distinct elements',
      'find duplicates',
      'duplicate items',
      'unique elements',
    ],
    concepts: ['sets', 'dictionaries'],
    example: {
      code: `items = [3, 1, 3, 2, 1]
print(list(dict.fromkeys(items)))
print(sorted(set(items)))
print(sorted({x for x in items if items.count(x) > 1}))`,
      output: `[3, 1, 2]
[1, 2, 3]
[1, 3]`,
    },
    note: 'The first keeps the order, the set does not. The last line finds which ones occur more than once.',
  },
  {
    slug: 'split-list',
    title: 'Cut a list into pieces',
    asked: [
      'split list into chunks',
      'split list into lists',
      'divide list',
      'chunk list',
      'groups of n',
      'split into more lists',
      'batches',
    ],
    concepts: ['slicing', 'list-comprehensions'],
    example: {
      code: `items = [1, 2, 3, 4, 5, 6, 7]
size = 3
print([items[i:i + size] for i in range(0, len(items), size)])`,
      output: `[[1, 2, 3], [4, 5, 6], [7]]`,
    },
    note: 'A slice that runs past the end just stops there, so the last piece may be shorter.',
  },
  {
    slug: 'flatten-list',
    title: 'Flatten a list of lists',
    asked: [
      'flatten list',
      'list of lists to list',
      'comma separated strings into list',
      'nested list to flat',
      'flatten nested',
    ],
    concepts: ['list-comprehensions', 'nested-lists'],
    example: {
      code: `rows = [[1, 2], [3], [4, 5]]
print([n for row in rows for n in row])
print([part for text in ["a, b", "c, d"] for part in text.split(", ")])`,
      output: `[1, 2, 3, 4, 5]
['a', 'b', 'c', 'd']`,
    },
    note: 'Read the two `for`s from left to right, as if they were nested loops.',
  },
  {
    slug: 'filter-list',
    title: 'Keep only some items',
    asked: [
      'filter a list',
      'list filtering',
      'keep only numbers',
      'filter out strings',
      'strings filtered out',
      'items that match',
      'select from list',
      'integers from list',
    ],
    concepts: ['list-comprehensions', 'data-types'],
    example: {
      code: `mixed = [1, "a", 2, "b", 0]
print([x for x in mixed if isinstance(x, int)])
print([x for x in [5, -2, 9] if x > 0])`,
      output: `[1, 2, 0]
[5, 9]`,
    },
    note: 'Note that True and False are ints as well; use `type(x) is int` if that matters.',
  },
  {
    slug: 'loop-index',
    title: 'Loop with the position',
    asked: [
      'loop with index',
      'index in for loop',
      'position of item',
      'get index of element',
      'line numbers in loop',
      'find index',
    ],
    concepts: ['enumerate-zip', 'lists'],
    example: {
      code: `names = ["Ada", "Bob"]
for i, name in enumerate(names):
    print(i, name)
print(names.index("Bob"))`,
      output: `0 Ada
1 Bob
1`,
    },
    note: '`.index` gives the first position and raises ValueError if there is none.',
  },
  {
    slug: 'pairs-sum',
    title: 'Find items that add up to a target',
    asked: [
      'two sum',
      'three numbers sum to 0',
      '3 elements sum zero',
      'pair with sum',
      'numbers add up to',
      'combinations of a list',
      'all permutations',
      'check combinations',
      'combinations of a set',
      'permutations of size',
    ],
    concepts: ['nested-loops', 'sets', 'tuples'],
    example: {
      code: `from itertools import combinations, permutations

numbers = [-1, 0, 1, 2]
print([trio for trio in combinations(numbers, 3) if sum(trio) == 0])
print(any(a + b == 3 for a, b in combinations(numbers, 2)))
print(len(list(permutations(numbers, 3))))`,
      output: `[(-1, 0, 1)]
True
24`,
    },
    note: '`combinations` ignores the order, `permutations` counts each order. Their number grows quickly with long lists.',
  },
  {
    slug: 'key-in-dict',
    title: 'Check whether a key is in a dictionary',
    asked: [
      'key in dict',
      'check key exists',
      'key exists dictionary',
      'dictionary has key',
      'get value from dictionary',
      'value of key',
      'access dictionary',
    ],
    concepts: ['dictionaries'],
    example: {
      code: `ages = {"Ada": 36}
print("Ada" in ages, "Bob" in ages)
print(ages.get("Bob"), ages.get("Bob", 0))
print(36 in ages.values())`,
      output: `True False
None 0
True`,
    },
    note: '`in` looks at keys. `ages["Bob"]` would be a KeyError; `.get` gives None or your default.',
  },
  {
    slug: 'add-to-dict',
    title: 'Add to or change a dictionary',
    asked: [
      'add to dictionary',
      'update dictionary',
      'replace value in dictionary',
      'additional value to key',
      'change dictionary value',
      'dictionary append',
      'append to dictionary key',
      'merge dictionaries',
      'multiple values per key',
      'pass to dictionary',
    ],
    concepts: ['dictionaries', 'lists'],
    example: {
      code: `ages = {"Ada": 36}
ages["Bob"] = 25
ages["Ada"] = 37
print(ages)

groups = {}
groups.setdefault("red", []).append("apple")
groups.setdefault("red", []).append("cherry")
print(groups)
print({"a": 1} | {"b": 2})`,
      output: `{'Ada': 37, 'Bob': 25}
{'red': ['apple', 'cherry']}
{'a': 1, 'b': 2}`,
    },
    note: 'A key has one value. To keep several, let the value be a list; `setdefault` makes it the first time. To replace by value, loop: `{k: new if v == old else v for k, v in d.items()}`.',
  },
  {
    slug: 'loop-dict',
    title: 'Loop over a dictionary',
    asked: [
      'loop through dictionary',
      'iterate dictionary',
      'print dictionary',
      'for key value',
      'dictionary items loop',
      'keys and values',
    ],
    concepts: ['dictionaries', 'for-loops'],
    example: {
      code: `ages = {"Ada": 36, "Bob": 25}
for name, age in ages.items():
    print(name, "is", age)
print(list(ages), list(ages.values()))`,
      output: `Ada is 36
Bob is 25
['Ada', 'Bob'] [36, 25]`,
    },
    note: 'They come in the order in which they were put in.',
  },
  {
    slug: 'sort-records',
    title: 'Sort a list of dictionaries by a key',
    asked: [
      'sort list of dictionaries',
      'sort list of dictionaries by key',
      'sort dictionaries by key',
      'sort list of dicts',
      'sort objects by attribute',
    ],
    concepts: ['sorting', 'lambda', 'dictionaries'],
    example: {
      code: `people = [{"name": "Ada", "age": 36}, {"name": "Cy", "age": 20}]
people.sort(key=lambda person: person["age"])
print([person["name"] for person in people])
print(max(people, key=lambda person: person["age"])["name"])`,
      output: `['Cy', 'Ada']
Ada`,
    },
    note: '`key=` is a function that says of one item what it is sorted by. For objects: `key=lambda person: person.age`; the other way round: `reverse=True`.',
  },
  {
    slug: 'sort-dict',
    title: 'Sort a dictionary by value',
    asked: [
      'sort dictionary',
      'sort dict by value',
      'order dictionary',
      'key with max value',
      'highest value dictionary',
    ],
    concepts: ['sorting', 'dictionaries'],
    example: {
      code: `points = {"Ada": 7, "Bob": 9, "Cy": 3}
print(sorted(points.items(), key=lambda pair: pair[1], reverse=True))
print(max(points, key=points.get))`,
      output: `[('Bob', 9), ('Ada', 7), ('Cy', 3)]
Bob`,
    },
    note: 'The result is a list of pairs; `dict(...)` makes it a dictionary again, in that order.',
  },
  {
    slug: 'count-items',
    title: 'Count how often each item occurs',
    asked: [
      'frequency',
      'count each item',
      'how often each',
      'most common element',
      'histogram of words',
      'word frequency',
      'tally',
    ],
    concepts: ['dictionaries', 'for-loops'],
    example: {
      code: `counts = {}
for word in ["tea", "milk", "tea"]:
    counts[word] = counts.get(word, 0) + 1
print(counts)

from collections import Counter
print(Counter(["tea", "milk", "tea"]).most_common(1))`,
      output: `{'tea': 2, 'milk': 1}
[('tea', 2)]`,
    },
    note: '`counts.get(word, 0)` is the count so far, 0 for a new word.',
  },
  {
    slug: 'lists-to-dict',
    title: 'Make a dictionary from two lists',
    asked: [
      'two lists to dictionary',
      'lists into dictionary',
      'create dictionary from lists',
      'convert list to dictionary',
      'zip dictionary',
      'dict from keys',
    ],
    concepts: ['enumerate-zip', 'dictionaries'],
    example: {
      code: `names = ["Ada", "Bob"]
ages = [36, 25]
print(dict(zip(names, ages)))`,
      output: `{'Ada': 36, 'Bob': 25}`,
    },
    note: '`dict` takes any collection of pairs.',
  },
  {
    slug: 'make-tuple',
    title: 'Make and extend a tuple',
    asked: [
      'create empty tuple',
      'add to tuple',
      'tuple with one item',
      'put int in tuple',
      'loop through tuple one word',
      'tuple append',
    ],
    concepts: ['tuples'],
    example: {
      code: `t = ()
t = t + (5,)
print(t)
for word in ("only",):
    print(word)`,
      output: `(5,)
only`,
    },
    note: 'Without the comma, `("only")` is just a string, and the loop would go through its letters. A tuple cannot grow: `+` makes a new one.',
  },
  {
    slug: 'swap-values',
    title: 'Swap two variables; set two at once',
    asked: [
      'swap two variables',
      'swap values',
      'exchange variables',
      'define two variables one line',
      'multiple variables one line',
      'assign two variables',
    ],
    concepts: ['variables', 'tuples'],
    example: {
      code: `a, b = 1, 2
a, b = b, a
print(a, b)`,
      output: `2 1`,
    },
    note: 'The right side is worked out completely before any name is set.',
  },
  {
    slug: 'make-matrix',
    title: 'Make a grid',
    asked: [
      'create a matrix',
      'create 2d list',
      'make a grid',
      'empty 2d array',
      'print a grid',
      'print matrix',
      'loop through 2d list',
      'transpose',
    ],
    concepts: ['nested-lists', 'nested-loops'],
    example: {
      code: `grid = [["."] * 4 for _ in range(2)]
grid[0][1] = "#"
for row in grid:
    print("".join(row))
print([list(col) for col in zip(*[[1, 2], [3, 4]])])`,
      output: `.#..
....
[[1, 3], [2, 4]]`,
    },
    note: 'Do not write `[["."] * 4] * 2`: that is one row twice. The last line turns rows into columns.',
  },
];
