import { type Exercise, toExercise } from '../exercise.ts';

export const CONTROL: readonly Exercise[] = [
  toExercise([
    'leap-year',
    'Leap year',
    'booleans if-statements comparison',
    2,
    'is_leap(year)',
    'Return True for a leap year: divisible by 4, but not by 100, unless by 400.',
    ['`year % 4 == 0` asks for divisible by 4.', 'Combine the three questions with and / or.'],
    [
      [[2024], true],
      [[1900], false],
      [[2000], true],
      [[2023], false],
    ],
    `return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)`,
  ]),
  toExercise([
    'grade',
    'Grades',
    'if-statements comparison',
    1,
    'grade(points)',
    'Return `A` from 90 points, `B` from 75, `C` from 50, otherwise `F`.',
    ['Test the highest first.', 'Use elif, so that only one answer is given.'],
    [
      [[95], 'A'],
      [[90], 'A'],
      [[75], 'B'],
      [[50], 'C'],
      [[12], 'F'],
    ],
    `if points >= 90:
    return "A"
elif points >= 75:
    return "B"
elif points >= 50:
    return "C"
return "F"`,
  ]),
  toExercise([
    'triangle',
    'What triangle?',
    'if-statements booleans comparison',
    2,
    'triangle(a, b, c)',
    'Return `equilateral`, `isosceles`, `scalene`, or `none` if the sides cannot make a triangle (two together must be longer than the third).',
    ['Check the impossible case first.', 'Sorting the sides makes that one comparison.'],
    [
      [[3, 3, 3], 'equilateral'],
      [[3, 3, 2], 'isosceles'],
      [[3, 4, 5], 'scalene'],
      [[1, 2, 9], 'none'],
    ],
    `a, b, c = sorted([a, b, c])
if a + b <= c:
    return "none"
if a == c:
    return "equilateral"
if a == b or b == c:
    return "isosceles"
return "scalene"`,
  ]),
  toExercise([
    'rock-paper',
    'Rock, paper, scissors',
    'if-statements dictionaries',
    3,
    'winner(one, two)',
    'Return 1 or 2 for the winning player, 0 for a draw. Moves are `rock`, `paper`, `scissors`.',
    ['First deal with the draw.', 'A dictionary can say what each move beats.'],
    [
      [['rock', 'scissors'], 1],
      [['rock', 'paper'], 2],
      [['paper', 'paper'], 0],
      [['scissors', 'paper'], 1],
    ],
    `beats = {"rock": "scissors", "paper": "rock", "scissors": "paper"}
if one == two:
    return 0
return 1 if beats[one] == two else 2`,
  ]),
  toExercise([
    'sum-to',
    'Sum up to n',
    'for-loops range',
    1,
    'sum_to(n)',
    'Return 1 + 2 + … + n, with a loop.',
    ['Start a total at 0 before the loop.', '`range(1, n + 1)` includes n.'],
    [
      [[4], 10],
      [[1], 1],
      [[0], 0],
    ],
    `total = 0
for i in range(1, n + 1):
    total += i
return total`,
  ]),
  toExercise([
    'fizzbuzz',
    'FizzBuzz',
    'for-loops if-statements range',
    2,
    'fizzbuzz(n)',
    'Return a list for 1 to n: `Fizz` for multiples of 3, `Buzz` of 5, `FizzBuzz` of both, otherwise the number.',
    ['Ask about both first.', 'Build the list with append.'],
    [
      [[5], [1, 2, 'Fizz', 4, 'Buzz']],
      [[0], []],
      [[15], [1, 2, 'Fizz', 4, 'Buzz', 'Fizz', 7, 8, 'Fizz', 'Buzz', 11, 'Fizz', 13, 14, 'FizzBuzz']],
    ],
    `result = []
for i in range(1, n + 1):
    if i % 15 == 0:
        result.append("FizzBuzz")
    elif i % 3 == 0:
        result.append("Fizz")
    elif i % 5 == 0:
        result.append("Buzz")
    else:
        result.append(i)
return result`,
  ]),
  toExercise([
    'longest-run',
    'Longest run',
    'for-loops strings',
    3,
    'longest_run(text)',
    'Return the length of the longest stretch of one repeated character.',
    [
      'Remember the current run and the best so far.',
      'When the character differs from the one before, the run starts again at 1.',
    ],
    [
      [['aabbbc'], 3],
      [['abc'], 1],
      [[''], 0],
    ],
    `best = run = 0
before = None
for c in text:
    run = run + 1 if c == before else 1
    before = c
    best = max(best, run)
return best`,
  ]),
  toExercise([
    'countdown',
    'Countdown',
    'while-loops lists',
    1,
    'countdown(n)',
    'Return the list n, n-1, …, 1, using a while loop.',
    ['Append n, then make n smaller.', 'The loop goes on while n is above 0.'],
    [
      [[3], [3, 2, 1]],
      [[1], [1]],
      [[0], []],
    ],
    `result = []
while n > 0:
    result.append(n)
    n -= 1
return result`,
  ]),
  toExercise([
    'digit-sum',
    'Digit sum',
    'while-loops numbers',
    2,
    'digit_sum(n)',
    'Return the sum of the digits of n (0 or more), with arithmetic rather than text.',
    ['`n % 10` is the last digit.', '`n //= 10` takes it off.'],
    [
      [[4071], 12],
      [[0], 0],
      [[9], 9],
    ],
    `total = 0
while n > 0:
    total += n % 10
    n //= 10
return total`,
  ]),
  toExercise([
    'collatz',
    'Collatz steps',
    'while-loops if-statements',
    2,
    'collatz_steps(n)',
    'Halve n if it is even, else take 3n + 1, until it is 1. Return the number of steps.',
    ['Count inside the loop.', 'Use `//` so that n stays whole.'],
    [
      [[1], 0],
      [[6], 8],
      [[27], 111],
    ],
    `steps = 0
while n != 1:
    n = n // 2 if n % 2 == 0 else 3 * n + 1
    steps += 1
return steps`,
  ]),
  toExercise([
    'guess-steps',
    'Number guessing by halves',
    'while-loops big-o',
    3,
    'guesses(secret, high)',
    'Guess a secret between 1 and `high`, always the middle (rounded down) of what is possible. Return how many guesses it takes.',
    ['Keep the lowest and highest possible number.', 'After a wrong guess, move one of them past the guess.'],
    [
      [[50, 100], 1],
      [[1, 100], 6],
      [[100, 100], 7],
    ],
    `low, count = 1, 0
while True:
    count += 1
    guess = (low + high) // 2
    if guess == secret:
        return count
    if guess < secret:
        low = guess + 1
    else:
        high = guess - 1`,
  ]),
  toExercise([
    'first-negative',
    'First negative',
    'break-continue for-loops',
    1,
    'first_negative(numbers)',
    'Return the first number below 0, or None if there is none.',
    ['A return in a loop ends it.', 'What comes after the loop when nothing was found?'],
    [
      [[[3, -1, -5]], -1],
      [[[1, 2]], null],
      [[[]], null],
    ],
    `for n in numbers:
    if n < 0:
        return n
return None`,
  ]),
  toExercise([
    'until-stop',
    'Until stop',
    'break-continue lists',
    2,
    'words_until_stop(words)',
    'Return the words before the first `stop`, leaving out empty ones.',
    ['`break` at stop, `continue` at an empty word.', 'Append what is left.'],
    [
      [[['a', '', 'b', 'stop', 'c']], ['a', 'b']],
      [[['stop']], []],
      [[['x']], ['x']],
    ],
    `result = []
for word in words:
    if word == "stop":
        break
    if word == "":
        continue
    result.append(word)
return result`,
  ]),
  toExercise([
    'triangle-stars',
    'Triangle of stars',
    'nested-loops strings',
    1,
    'stars(rows)',
    'Return a list of strings: one star, two stars, … up to `rows` stars.',
    ['One string for each row.', '`"*" * 3` is three stars.'],
    [
      [[3], ['*', '**', '***']],
      [[0], []],
    ],
    `result = []
for row in range(1, rows + 1):
    line = ""
    for _ in range(row):
        line += "*"
    result.append(line)
return result`,
  ]),
  toExercise([
    'times-table',
    'Times table',
    'nested-loops nested-lists range',
    2,
    'times_table(n)',
    'Return an n by n table as a list of rows: row i, column j holds i * j, both counted from 1.',
    ['An outer loop for rows, an inner one for columns.', 'Start a new row list inside the outer loop.'],
    [
      [
        [2],
        [
          [1, 2],
          [2, 4],
        ],
      ],
      [
        [3],
        [
          [1, 2, 3],
          [2, 4, 6],
          [3, 6, 9],
        ],
      ],
      [[0], []],
    ],
    `table = []
for i in range(1, n + 1):
    row = []
    for j in range(1, n + 1):
        row.append(i * j)
    table.append(row)
return table`,
  ]),
  toExercise([
    'triples',
    'Pythagorean triples',
    'nested-loops range numbers',
    3,
    'triples(limit)',
    'Return all lists [a, b, c] with a < b < c <= limit and a² + b² = c², in order of a, then b.',
    ['Three loops, each starting above the one outside.', 'Check `a*a + b*b == c*c` in the innermost.'],
    [
      [[5], [[3, 4, 5]]],
      [
        [13],
        [
          [3, 4, 5],
          [5, 12, 13],
          [6, 8, 10],
        ],
      ],
      [[4], []],
    ],
    `found = []
for a in range(1, limit + 1):
    for b in range(a + 1, limit + 1):
        for c in range(b + 1, limit + 1):
            if a * a + b * b == c * c:
                found.append([a, b, c])
return found`,
  ]),
  toExercise([
    'numbered',
    'Numbered lines',
    'enumerate-zip f-strings',
    1,
    'numbered(lines)',
    'Return the lines with their number in front, such as `1. milk`.',
    ['enumerate has a start.', 'Put number and line together with an f-string.'],
    [
      [[['milk', 'tea']], ['1. milk', '2. tea']],
      [[[]], []],
    ],
    `return [f"{i}. {line}" for i, line in enumerate(lines, start=1)]`,
  ]),
  toExercise([
    'dot-product',
    'Side by side',
    'enumerate-zip numbers',
    2,
    'dot(a, b)',
    'Return the sum of the products of items at the same place in two lists.',
    ['zip gives the pairs.', 'Add up the products.'],
    [
      [
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        32,
      ],
      [[[], []], 0],
    ],
    `return sum(x * y for x, y in zip(a, b))`,
  ]),
];
