import { type Exercise, toExercise } from '../exercise.ts';

export const FUNCTIONS_AND_MORE: readonly Exercise[] = [
  toExercise([
    'rectangle',
    'Area of a rectangle',
    'functions parameters return-vs-print',
    1,
    'area(width, height)',
    'Return the area of a rectangle.',
    ['Width times height.', 'Use return, not print: the test looks at what comes back.'],
    [
      [[3, 4], 12],
      [[0, 5], 0],
    ],
    `return width * height`,
  ]),
  toExercise([
    'clamp',
    'Keep it in range',
    'functions if-statements parameters',
    2,
    'clamp(value, low, high)',
    'Return value, but low if it is below low, and high if it is above high.',
    ['Three cases.', '`max(low, min(value, high))` does it in one line.'],
    [
      [[5, 0, 10], 5],
      [[-2, 0, 10], 0],
      [[99, 0, 10], 10],
    ],
    `return max(low, min(value, high))`,
  ]),
  toExercise([
    'primes',
    'Primes up to n',
    'functions for-loops numbers',
    3,
    'primes(n)',
    'Return the list of primes up to and including n. Write a second function that tests one number.',
    ['A prime has no divisor from 2 on below itself.', 'It is enough to try up to the square root.'],
    [
      [[10], [2, 3, 5, 7]],
      [[1], []],
      [[2], [2]],
    ],
    `def is_prime(k):
    return k > 1 and all(k % d for d in range(2, int(k ** 0.5) + 1))
return [k for k in range(n + 1) if is_prime(k)]`,
  ]),
  toExercise([
    'greet-default',
    'Greeting with a default',
    'default-arguments f-strings',
    1,
    'greet(name, greeting="Hello")',
    'Return `Hello, Ada!`, or with the greeting that is given.',
    ['The default is already in the signature.', 'An f-string with both names.'],
    [
      [['Ada'], 'Hello, Ada!'],
      [['Bob', 'Hi'], 'Hi, Bob!'],
    ],
    `return f"{greeting}, {name}!"`,
  ]),
  toExercise([
    'average-any',
    'Average of any number of values',
    'args-kwargs functions',
    2,
    'average(*numbers)',
    'Return the average of all arguments, and 0 when there are none.',
    ['`numbers` is a tuple.', 'Deal with the empty tuple before dividing.'],
    [
      [[2, 4, 6], 4],
      [[], 0],
      [[5], 5],
    ],
    `return sum(numbers) / len(numbers) if numbers else 0`,
  ]),
  toExercise([
    'counter-scope',
    'No global needed',
    'scope functions',
    2,
    'add_points(score, rounds)',
    'rounds is a list of points. Return the new score without using `global`.',
    ['The score comes in as a parameter.', 'Add and return: the caller keeps the result.'],
    [
      [[10, [1, 2]], 13],
      [[0, []], 0],
    ],
    `for points in rounds:
    score += points
return score`,
  ]),
  toExercise([
    'factorial',
    'Factorial',
    'recursion functions',
    1,
    'factorial(n)',
    'Return n! recursively: 1 for 0, otherwise n times the factorial of n - 1.',
    ['Write the base case first.', 'Do not forget return before the recursive call.'],
    [
      [[0], 1],
      [[5], 120],
    ],
    `return 1 if n == 0 else n * factorial(n - 1)`,
  ]),
  toExercise([
    'deep-sum',
    'Sum of nested lists',
    'recursion nested-lists',
    2,
    'deep_sum(items)',
    'Lists may hold numbers and further lists, to any depth. Return the sum of all numbers.',
    ['What do you do with an item that is itself a list?', '`isinstance(item, list)`: call the function on it.'],
    [
      [[[1, [2, [3]], 4]], 10],
      [[[]], 0],
    ],
    `return sum(deep_sum(item) if isinstance(item, list) else item for item in items)`,
  ]),
  toExercise([
    'hanoi',
    'Towers of Hanoi',
    'recursion lists',
    3,
    'hanoi(n, start="A", to="C", via="B")',
    'Return the list of moves such as `A->C` that carries n discs from start to `to`, never a larger disc onto a smaller.',
    ['Suppose you can already move n - 1 discs.', 'Move n - 1 out of the way, the largest, then the n - 1 onto it.'],
    [
      [[1], ['A->C']],
      [[2], ['A->B', 'A->C', 'B->C']],
      [[0], []],
    ],
    `if n == 0:
    return []
return hanoi(n - 1, start, via, to) + [f"{start}->{to}"] + hanoi(n - 1, via, to, start)`,
  ]),
  toExercise([
    'apply-twice',
    'Apply it to all',
    'lambda map-filter functions',
    2,
    'scale_all(numbers, factor)',
    'Return each number times factor, using `map` and a lambda.',
    ['The lambda takes one number.', 'Wrap map in `list(...)`.'],
    [
      [
        [[1, 2], 10],
        [10, 20],
      ],
      [[[], 3], []],
    ],
    `return list(map(lambda n: n * factor, numbers))`,
  ]),
  toExercise([
    'take',
    'The first of many',
    'generators iterators',
    2,
    'first_squares(count)',
    'Write a generator of all square numbers inside, and return the first `count` of them as a list.',
    ['`while True` with yield.', 'Use next, or a loop with range, to take some.'],
    [
      [[4], [1, 4, 9, 16]],
      [[0], []],
    ],
    `def squares():
    n = 1
    while True:
        yield n * n
        n += 1
numbers = squares()
return [next(numbers) for _ in range(count)]`,
  ]),
  toExercise([
    'safe-divide',
    'Division that does not crash',
    'exceptions functions',
    1,
    'divide(a, b)',
    'Return a / b, or None when b is 0, using try and except.',
    ['Which error does 1 / 0 raise?', 'Catch ZeroDivisionError only.'],
    [
      [[6, 3], 2],
      [[1, 0], null],
    ],
    `try:
    return a / b
except ZeroDivisionError:
    return None`,
  ]),
  toExercise([
    'parse-lines',
    'Skip the bad lines',
    'exceptions strings lists',
    2,
    'parse_numbers(lines)',
    'Return the whole numbers of the lines that hold one, and leave out the others.',
    ['The try goes inside the loop.', '`int` ignores spaces around the number.'],
    [
      [[['1', 'x', ' 7 ', '']], [1, 7]],
      [[[]], []],
    ],
    `numbers = []
for line in lines:
    try:
        numbers.append(int(line))
    except ValueError:
        continue
return numbers`,
  ]),
  toExercise([
    'validate-password',
    'Check a password',
    'exceptions strings booleans',
    3,
    'problem_with(password)',
    'Raise and catch your own ValueErrors inside, and return the first problem as text: `too short` (below 8), `no digit`, `no capital`; or `ok`.',
    ['Write a check function that raises.', '`str(error)` gives the message back.'],
    [
      [['abc'], 'too short'],
      [['abcdefgh'], 'no digit'],
      [['abcdefg1'], 'no capital'],
      [['Abcdefg1'], 'ok'],
    ],
    `def check(text):
    if len(text) < 8:
        raise ValueError("too short")
    if not any(c.isdigit() for c in text):
        raise ValueError("no digit")
    if not any(c.isupper() for c in text):
        raise ValueError("no capital")
try:
    check(password)
    return "ok"
except ValueError as error:
    return str(error)`,
  ]),
  toExercise([
    'csv-average',
    'Average of a column',
    'csv-files dictionaries',
    2,
    'average_age(text)',
    'text is a CSV table with the columns name and age. Return the average age.',
    ['`csv.DictReader` also takes a list of lines.', 'Ages arrive as text.'],
    [
      [['name,age\nAda,36\nBob,24\n'], 30],
      [['name,age\nCy,20\n'], 20],
    ],
    `import csv
ages = [int(row["age"]) for row in csv.DictReader(text.splitlines())]
return sum(ages) / len(ages)`,
  ]),
  toExercise([
    'log-levels',
    'Read a log',
    'files strings dictionaries',
    3,
    'count_levels(text)',
    'Each line of the text (think of a file) looks like `ERROR: disk full`. Return how often each level occurs; skip lines without a colon.',
    ['`splitlines()` gives the lines.', 'What stands before the first colon is the level.'],
    [
      [['ERROR: a\nINFO: b\nERROR: c: d\n\nnoise'], { ERROR: 2, INFO: 1 }],
      [[''], {}],
    ],
    `counts = {}
for line in text.splitlines():
    if ":" in line:
        level = line.split(":")[0]
        counts[level] = counts.get(level, 0) + 1
return counts`,
  ]),
  toExercise([
    'word-lengths-file',
    'Longest line',
    'files strings',
    1,
    'longest_line(text)',
    'Return the longest line of a text such as you would read from a file, without its line end.',
    ['`splitlines()`, then the longest.', '`max` takes `key=len`; mind the empty text with `default=""`.'],
    [
      [['ab\nabcd\nabc\n'], 'abcd'],
      [[''], ''],
    ],
    `return max(text.splitlines(), key=len, default="")`,
  ]),
  toExercise([
    'json-names',
    'Names out of JSON',
    'json dictionaries',
    2,
    'adult_names(text)',
    'text is JSON: a list of objects with name and age. Return the names of those aged 18 or more.',
    ['`json.loads` gives a list of dictionaries.', 'A comprehension with a condition.'],
    [
      [['[{"name": "Ada", "age": 36}, {"name": "Bo", "age": 9}]'], ['Ada']],
      [['[]'], []],
    ],
    `import json
return [person["name"] for person in json.loads(text) if person["age"] >= 18]`,
  ]),
  toExercise([
    'find-dates',
    'Find the dates',
    'regular-expressions strings',
    2,
    'find_dates(text)',
    'Return all dates of the form 2024-05-17 in the text.',
    ['`\\d{4}` is four digits.', '`re.findall` returns all matches.'],
    [
      [['due 2024-05-17 or 2024-06-01.'], ['2024-05-17', '2024-06-01']],
      [['none'], []],
    ],
    `import re
return re.findall(r"\\d{4}-\\d{2}-\\d{2}", text)`,
  ]),
  toExercise([
    'days-between',
    'Days between',
    'dates-times numbers',
    2,
    'days_between(a, b)',
    'a and b are texts such as `2024-02-27`. Return how many days lie between them, never negative.',
    ['`date.fromisoformat(text)` reads them.', 'Subtract, take `.days`, then `abs`.'],
    [
      [['2024-02-27', '2024-03-01'], 3],
      [['2024-03-01', '2024-02-27'], 3],
    ],
    `from datetime import date
return abs((date.fromisoformat(a) - date.fromisoformat(b)).days)`,
  ]),
  toExercise([
    'account',
    'A bank account',
    'classes self-init',
    1,
    'final_balance(amounts)',
    'Write a class Account with a balance and a method `deposit`. In the function make an account, deposit each amount, and return the balance.',
    ['`__init__` sets `self.balance = 0`.', '`deposit` adds to `self.balance`.'],
    [
      [[[10, 5]], 15],
      [[[]], 0],
    ],
    `class Account:
    def __init__(self):
        self.balance = 0
    def deposit(self, amount):
        self.balance += amount
account = Account()
for amount in amounts:
    account.deposit(amount)
return account.balance`,
  ]),
  toExercise([
    'overdraft',
    'Account with a limit',
    'classes exceptions self-init',
    2,
    'run_account(actions)',
    'actions is a list such as ["in", 50] or ["out", 20]. With a class Account, carry them out; a withdrawal that would go below 0 is refused. Return the balance and the number refused, as a list.',
    ['Let `withdraw` return False, or raise, when refused.', 'Count refusals outside the class.'],
    [
      [
        [
          [
            ['in', 50],
            ['out', 20],
            ['out', 40],
          ],
        ],
        [30, 1],
      ],
      [[[]], [0, 0]],
    ],
    `class Account:
    def __init__(self):
        self.balance = 0
    def deposit(self, amount):
        self.balance += amount
    def withdraw(self, amount):
        if amount > self.balance:
            return False
        self.balance -= amount
        return True
account, refused = Account(), 0
for kind, amount in actions:
    if kind == "in":
        account.deposit(amount)
    elif not account.withdraw(amount):
        refused += 1
return [account.balance, refused]`,
  ]),
  toExercise([
    'shapes',
    'Shapes that know their area',
    'inheritance classes',
    2,
    'total_area(shapes)',
    'shapes is a list such as ["square", 3] or ["rectangle", 2, 5]. Write a class Rectangle and a subclass Square, and return the sum of their areas.',
    ['A square is a rectangle with equal sides.', '`super().__init__(side, side)`.'],
    [
      [
        [
          [
            ['square', 3],
            ['rectangle', 2, 5],
          ],
        ],
        19,
      ],
      [[[]], 0],
    ],
    `class Rectangle:
    def __init__(self, width, height):
        self.width, self.height = width, height
    def area(self):
        return self.width * self.height
class Square(Rectangle):
    def __init__(self, side):
        super().__init__(side, side)
made = [Square(*s[1:]) if s[0] == "square" else Rectangle(*s[1:]) for s in shapes]
return sum(shape.area() for shape in made)`,
  ]),
  toExercise([
    'vectors',
    'Vectors with +',
    'dunder-methods classes',
    3,
    'add_vectors(pairs)',
    'Write a class Vector with `__add__` and `__repr__`. Add up the [x, y] pairs and return the text of the sum, such as `Vector(3, 4)`; start from Vector(0, 0).',
    ['`__add__(self, other)` returns a new Vector.', '`repr(total)` calls your `__repr__`.'],
    [
      [
        [
          [
            [1, 2],
            [2, 2],
          ],
        ],
        'Vector(3, 4)',
      ],
      [[[]], 'Vector(0, 0)'],
    ],
    `class Vector:
    def __init__(self, x, y):
        self.x, self.y = x, y
    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)
    def __repr__(self):
        return f"Vector({self.x}, {self.y})"
total = Vector(0, 0)
for x, y in pairs:
    total = total + Vector(x, y)
return repr(total)`,
  ]),
  toExercise([
    'inventory',
    'Inventory',
    'classes dictionaries exceptions',
    3,
    'stock_after(events)',
    'events is a list of ["add" or "take", name, amount]. With a class Inventory keep the stock; taking more than there is changes nothing. Return a dictionary of what is left, without zeros.',
    ['The object holds a dictionary.', 'Two methods, add and take; drop entries that reach 0.'],
    [
      [
        [
          [
            ['add', 'pen', 5],
            ['take', 'pen', 2],
            ['take', 'cup', 1],
          ],
        ],
        { pen: 3 },
      ],
      [
        [
          [
            ['add', 'pen', 1],
            ['take', 'pen', 1],
          ],
        ],
        {},
      ],
    ],
    `class Inventory:
    def __init__(self):
        self.stock = {}
    def add(self, name, amount):
        self.stock[name] = self.stock.get(name, 0) + amount
    def take(self, name, amount):
        if self.stock.get(name, 0) >= amount:
            self.stock[name] -= amount
inventory = Inventory()
for kind, name, amount in events:
    (inventory.add if kind == "add" else inventory.take)(name, amount)
return {name: n for name, n in inventory.stock.items() if n}`,
  ]),
];
