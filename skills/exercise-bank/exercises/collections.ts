import { type Exercise, toExercise } from '../exercise.ts';

export const COLLECTIONS: readonly Exercise[] = [
  toExercise([
    'largest',
    'Largest without max',
    'lists for-loops',
    1,
    'largest(numbers)',
    'Return the largest number of a list that is not empty, without `max`.',
    ['Begin with the first item as the best so far.', 'Replace it whenever you meet a larger one.'],
    [
      [[[3, 9, 2]], 9],
      [[[-5, -2]], -2],
      [[[7]], 7],
    ],
    `best = numbers[0]
for n in numbers:
    if n > best:
        best = n
return best`,
  ]),
  toExercise([
    'rotate',
    'Rotate a list',
    'lists slicing',
    2,
    'rotate(items, n)',
    'Return the list with its first n items moved to the end; n may be larger than the list.',
    ['Two slices, put together the other way round.', '`n % len(items)` deals with large n; mind the empty list.'],
    [
      [
        [[1, 2, 3, 4], 1],
        [2, 3, 4, 1],
      ],
      [
        [[1, 2, 3], 4],
        [2, 3, 1],
      ],
      [[[], 2], []],
    ],
    `if not items:
    return []
n = n % len(items)
return items[n:] + items[:n]`,
  ]),
  toExercise([
    'merge-sorted',
    'Merge two sorted lists',
    'lists while-loops sorting',
    3,
    'merge(a, b)',
    'Both lists are sorted. Return one sorted list of all items, without sorting again.',
    [
      'Keep a position in each list.',
      'Take the smaller of the two, and move on in that list; add the rest at the end.',
    ],
    [
      [
        [
          [1, 4],
          [2, 3, 9],
        ],
        [1, 2, 3, 4, 9],
      ],
      [[[], [1]], [1]],
      [
        [[1, 1], [1]],
        [1, 1, 1],
      ],
    ],
    `i = j = 0
result = []
while i < len(a) and j < len(b):
    if a[i] <= b[j]:
        result.append(a[i])
        i += 1
    else:
        result.append(b[j])
        j += 1
return result + a[i:] + b[j:]`,
  ]),
  toExercise([
    'without-touching',
    'Add without touching',
    'mutability lists',
    2,
    'with_item(items, item)',
    'Return a new list with the item added. `items` itself must not change.',
    ['append changes the list it is called on.', 'Copy first, or use +.'],
    [
      [
        [[1], 2],
        [1, 2],
      ],
      [[[], 'a'], ['a']],
    ],
    `return items + [item]`,
  ]),
  toExercise([
    'min-max',
    'Smallest and largest',
    'tuples lists',
    1,
    'extremes(numbers)',
    'Return the smallest and the largest number as a tuple.',
    ['Two values after return make a tuple.', 'Built-in functions find both.'],
    [
      [[[3, 9, 2]], [2, 9]],
      [[[5]], [5, 5]],
    ],
    `return min(numbers), max(numbers)`,
  ]),
  toExercise([
    'distance',
    'Distance of two points',
    'tuples numbers',
    2,
    'distance(p, q)',
    'p and q are points (x, y). Return their distance.',
    ['Unpack: `x1, y1 = p`.', 'Pythagoras: the root of dx² + dy²; a root is the power 0.5.'],
    [
      [
        [
          [0, 0],
          [3, 4],
        ],
        5,
      ],
      [
        [
          [1, 1],
          [1, 1],
        ],
        0,
      ],
    ],
    `x1, y1 = p
x2, y2 = q
return ((x1 - x2) ** 2 + (y1 - y2) ** 2) ** 0.5`,
  ]),
  toExercise([
    'price-list',
    'Total of a basket',
    'dictionaries for-loops',
    1,
    'total(prices, basket)',
    'prices is a dictionary from name to price, basket a list of names. Return the total; names without a price cost 0.',
    ['Look each name up.', '`.get(name, 0)` gives 0 for a missing key.'],
    [
      [[{ tea: 3, bun: 2 }, ['tea', 'bun', 'tea']], 8],
      [[{}, ['x']], 0],
      [[{ a: 1 }, []], 0],
    ],
    `return sum(prices.get(name, 0) for name in basket)`,
  ]),
  toExercise([
    'word-count',
    'Count words',
    'dictionaries strings',
    2,
    'count_words(text)',
    'Return a dictionary from each word, in lower case, to how often it occurs.',
    ['split, then one dictionary entry per word.', '`counts.get(word, 0) + 1`.'],
    [
      [['the cat the dog'], { the: 2, cat: 1, dog: 1 }],
      [['Hi hi'], { hi: 2 }],
      [[''], {}],
    ],
    `counts = {}
for word in text.lower().split():
    counts[word] = counts.get(word, 0) + 1
return counts`,
  ]),
  toExercise([
    'group-by-first',
    'Group by first letter',
    'dictionaries lists strings',
    3,
    'group(words)',
    'Return a dictionary from first letter to the list of words that begin with it, each list sorted.',
    ['A value can be a list.', '`setdefault(letter, [])` makes the list the first time.'],
    [
      [[['pear', 'fig', 'plum']], { p: ['pear', 'plum'], f: ['fig'] }],
      [[[]], {}],
    ],
    `groups = {}
for word in sorted(words):
    groups.setdefault(word[0], []).append(word)
return groups`,
  ]),
  toExercise([
    'invert',
    'Turn a dictionary round',
    'dictionaries list-comprehensions',
    2,
    'invert(mapping)',
    'Return a dictionary with keys and values swapped.',
    ['`.items()` gives both.', 'Write value first, then key.'],
    [
      [[{ a: 'x', b: 'y' }], { x: 'a', y: 'b' }],
      [[{}], {}],
    ],
    `return {value: key for key, value in mapping.items()}`,
  ]),
  toExercise([
    'common',
    'In both lists',
    'sets lists',
    1,
    'common(a, b)',
    'Return what is in both lists, sorted and each once.',
    ['Make sets of them.', '`&` keeps what is in both.'],
    [
      [
        [
          [3, 1, 2, 2],
          [2, 3, 9],
        ],
        [2, 3],
      ],
      [[[1], [2]], []],
    ],
    `return sorted(set(a) & set(b))`,
  ]),
  toExercise([
    'pangram',
    'Pangram',
    'sets strings',
    2,
    'is_pangram(text)',
    'Return True if every letter from a to z occurs in the text.',
    ['A set of the lower-case text.', "Is the alphabet's set a part of it? `<=` asks that."],
    [
      [['The quick brown fox jumps over the lazy dog'], true],
      [['Hello'], false],
    ],
    `return set("abcdefghijklmnopqrstuvwxyz") <= set(text.lower())`,
  ]),
  toExercise([
    'dedupe',
    'Remove duplicates, keep order',
    'sets lists',
    3,
    'dedupe(items)',
    'Return the items without repeats, in the order they first occur. It should stay quick for long lists.',
    ['Remember what you have seen.', 'Asking a set is quick, asking a list is not.'],
    [
      [[[3, 1, 3, 2, 1]], [3, 1, 2]],
      [[[]], []],
    ],
    `seen = set()
result = []
for item in items:
    if item not in seen:
        seen.add(item)
        result.append(item)
return result`,
  ]),
  toExercise([
    'even-squares',
    'Squares of the even',
    'list-comprehensions lists',
    1,
    'even_squares(numbers)',
    'Return the squares of the even numbers, in one comprehension.',
    ['The condition stands at the end.', '`[n * n for n in … if …]`'],
    [
      [[[1, 2, 3, 4]], [4, 16]],
      [[[]], []],
      [[[-2, 5]], [4]],
    ],
    `return [n * n for n in numbers if n % 2 == 0]`,
  ]),
  toExercise([
    'flatten',
    'Flatten',
    'list-comprehensions nested-lists',
    2,
    'flatten(rows)',
    'Return all items of a list of lists in one list.',
    ['Two for parts in one comprehension.', 'Outer loop first: `for row in rows for item in row`.'],
    [
      [[[[1, 2], [], [3]]], [1, 2, 3]],
      [[[]], []],
    ],
    `return [item for row in rows for item in row]`,
  ]),
  toExercise([
    'transpose',
    'Rows to columns',
    'nested-lists list-comprehensions enumerate-zip',
    3,
    'transpose(rows)',
    'Return the table with rows and columns exchanged.',
    ['How many columns has the first row?', '`zip(*rows)` gives the columns as tuples.'],
    [
      [
        [
          [
            [1, 2, 3],
            [4, 5, 6],
          ],
        ],
        [
          [1, 4],
          [2, 5],
          [3, 6],
        ],
      ],
      [[[]], []],
    ],
    `return [list(column) for column in zip(*rows)]`,
  ]),
  toExercise([
    'row-sums',
    'Row sums',
    'nested-lists for-loops',
    1,
    'row_sums(grid)',
    'Return a list with the sum of each row of a grid.',
    ['Loop over the rows.', '`sum(row)` adds up one row.'],
    [
      [
        [
          [
            [1, 2],
            [3, 4],
          ],
        ],
        [3, 7],
      ],
      [[[]], []],
    ],
    `return [sum(row) for row in grid]`,
  ]),
  toExercise([
    'by-length',
    'Sort by length',
    'sorting lists',
    1,
    'by_length(words)',
    'Return the words sorted from short to long; equal lengths keep their order.',
    ['sorted takes a key.', '`key=len`, without brackets.'],
    [
      [[['pear', 'fig', 'banana']], ['fig', 'pear', 'banana']],
      [[['bb', 'aa']], ['bb', 'aa']],
    ],
    `return sorted(words, key=len)`,
  ]),
  toExercise([
    'leaderboard',
    'Leaderboard',
    'sorting lambda tuples',
    2,
    'leaders(players)',
    'players is a list of [name, points]. Return the names, most points first; with equal points by name.',
    ['The key may be a tuple of two rules.', 'Minus points sorts the largest first.'],
    [
      [
        [
          [
            ['Ada', 7],
            ['Bob', 9],
            ['Al', 7],
          ],
        ],
        ['Bob', 'Ada', 'Al'],
      ],
      [[[]], []],
    ],
    `return [name for name, points in sorted(players, key=lambda p: (-p[1], p[0]))]`,
  ]),
  toExercise([
    'selection-sort',
    'Sort it yourself',
    'sorting nested-loops big-o',
    3,
    'my_sort(numbers)',
    'Return a sorted copy without `sort`, `sorted`, `min` or `max`.',
    [
      'Find the smallest of what is left and put it in front.',
      'Two loops: a place, and a search for what belongs there.',
    ],
    [
      [[[3, 1, 2]], [1, 2, 3]],
      [[[]], []],
      [[[2, 2, 1]], [1, 2, 2]],
    ],
    `result = list(numbers)
for i in range(len(result)):
    for j in range(i + 1, len(result)):
        if result[j] < result[i]:
            result[i], result[j] = result[j], result[i]
return result`,
  ]),
  toExercise([
    'brackets',
    'Balanced brackets',
    'stacks-queues strings',
    3,
    'balanced(text)',
    'Return True if every (, [ and { is closed by its partner in the right order.',
    [
      'Put opening brackets on a stack.',
      'A closing one must match the one on top; at the end the stack must be empty.',
    ],
    [
      [['(a[1]{2})'], true],
      [['(]'], false],
      [['(('], false],
      [[''], true],
    ],
    `partner = {")": "(", "]": "[", "}": "{"}
stack = []
for c in text:
    if c in "([{":
        stack.append(c)
    elif c in partner:
        if not stack or stack.pop() != partner[c]:
            return False
return not stack`,
  ]),
];
