import { type Exercise, toExercise } from '../exercise.ts';

export const BASICS: readonly Exercise[] = [
  toExercise([
    'celsius',
    'Celsius to Fahrenheit',
    'numbers functions variables',
    1,
    'to_fahrenheit(celsius)',
    'Return the temperature in Fahrenheit: multiply by 9, divide by 5, add 32.',
    ['Which operator divides without cutting off?', 'Return the value; do not print it.'],
    [
      [[0], 32],
      [[100], 212],
      [[-40], -40],
    ],
    `return celsius * 9 / 5 + 32`,
  ]),
  toExercise([
    'seconds',
    'Hours, minutes, seconds',
    'numbers variables tuples',
    2,
    'split_seconds(total)',
    'Return hours, minutes and seconds of a number of seconds, as a tuple.',
    ['`//` says how many whole hours fit.', '`%` says what is left for the minutes.'],
    [
      [[3661], [1, 1, 1]],
      [[59], [0, 0, 59]],
      [[7200], [2, 0, 0]],
    ],
    `return total // 3600, total % 3600 // 60, total % 60`,
  ]),
  toExercise([
    'change',
    'Giving change',
    'numbers while-loops lists',
    3,
    'give_change(cents)',
    'Return the fewest coins of 50, 20, 10, 5, 2 and 1 that make the amount, largest first, as a list.',
    ['Go through the coins from large to small.', 'While the coin still fits, add it and subtract it.'],
    [
      [[88], [50, 20, 10, 5, 2, 1]],
      [[0], []],
      [[40], [20, 20]],
    ],
    `coins = []
for coin in [50, 20, 10, 5, 2, 1]:
    while cents >= coin:
        coins.append(coin)
        cents -= coin
return coins`,
  ]),
  toExercise([
    'initials',
    'Initials',
    'strings slicing',
    1,
    'initials(first, last)',
    'Return the initials of a name in capitals, each followed by a full stop: `A.L.`',
    ['The first letter is `first[0]`.', '`.upper()` makes it a capital; join the parts with +.'],
    [
      [['ada', 'lovelace'], 'A.L.'],
      [['Guido', 'van Rossum'], 'G.V.'],
    ],
    `return f"{first[0].upper()}.{last[0].upper()}."`,
  ]),
  toExercise([
    'vowels',
    'Count the vowels',
    'strings for-loops',
    1,
    'count_vowels(text)',
    'Return how many of the letters a, e, i, o, u the text has, capitals included.',
    ['Make the text lower case first.', 'Count up whenever `c in "aeiou"`.'],
    [
      [['Banana'], 3],
      [['AEIOU'], 5],
      [['rhythm'], 0],
      [[''], 0],
    ],
    `return sum(1 for c in text.lower() if c in "aeiou")`,
  ]),
  toExercise([
    'palindrome-sentence',
    'Palindrome sentence',
    'strings slicing comparison',
    2,
    'is_palindrome(text)',
    'Return True if the text reads the same backwards, ignoring capitals, spaces and punctuation.',
    ['First keep only letters, in lower case.', 'Then compare with the reversed text, `[::-1]`.'],
    [
      [['Never odd or even.'], true],
      [['Python'], false],
      [[''], true],
    ],
    `letters = [c.lower() for c in text if c.isalpha()]
return letters == letters[::-1]`,
  ]),
  toExercise([
    'caesar',
    'Caesar cipher',
    'strings for-loops',
    3,
    'encrypt(text, shift)',
    'Move each letter a-z forward by `shift` places, from z on to a again. Leave other characters as they are.',
    [
      "`ord(c)` gives a letter's number, `chr(n)` turns it back.",
      'Count from `ord("a")` and use `% 26` to come round.',
    ],
    [
      [['abc', 1], 'bcd'],
      [['xyz!', 3], 'abc!'],
      [['hello', 0], 'hello'],
    ],
    `result = ""
for c in text:
    if "a" <= c <= "z":
        c = chr((ord(c) - ord("a") + shift) % 26 + ord("a"))
    result += c
return result`,
  ]),
  toExercise([
    'price-tag',
    'Price tag',
    'f-strings strings',
    1,
    'price_tag(name, price)',
    'Return a text such as `tea: 3.50`, with two decimals.',
    ['Start the string with f.', '`:.2f` after the value gives two decimals.'],
    [
      [['tea', 3.5], 'tea: 3.50'],
      [['bun', 2], 'bun: 2.00'],
    ],
    `return f"{name}: {price:.2f}"`,
  ]),
  toExercise([
    'receipt-line',
    'A receipt line',
    'f-strings',
    2,
    'receipt_line(name, price)',
    'Return the name left-aligned in 10 characters, followed by the price with two decimals right-aligned in 8.',
    ['`<10` aligns left, `>8` right.', '`:>8.2f` does both at once.'],
    [
      [['tea', 3.5], 'tea           3.50'],
      [['chocolate', 12], 'chocolate    12.00'],
    ],
    `return f"{name:<10}{price:>8.2f}"`,
  ]),
  toExercise([
    'progress-bar',
    'Progress bar',
    'f-strings strings numbers',
    3,
    'bar(done, total, width)',
    'Return a bar such as `[###  ] 60%`: `width` characters inside the brackets, filled in proportion (rounded down), then the percentage rounded down.',
    ['How many `#`? `width * done // total`.', 'A string times a number repeats it; pad with `:<`.'],
    [
      [[3, 5, 5], '[###  ] 60%'],
      [[0, 4, 4], '[    ] 0%'],
      [[2, 3, 6], '[####  ] 66%'],
    ],
    `filled = width * done // total
return f"[{'#' * filled:<{width}}] {100 * done // total}%"`,
  ]),
  toExercise([
    'middle',
    'The middle',
    'slicing strings',
    2,
    'middle(word)',
    'Return the middle letter, or the two middle letters when the length is even.',
    ['Work out the middle position with `//`.', 'For even length the slice is `[mid - 1:mid + 1]`.'],
    [
      [['cat'], 'a'],
      [['four'], 'ou'],
      [['a'], 'a'],
    ],
    `mid = len(word) // 2
return word[mid] if len(word) % 2 else word[mid - 1:mid + 1]`,
  ]),
  toExercise([
    'every-other',
    'Every other letter',
    'slicing',
    1,
    'every_other(text)',
    'Return the 1st, 3rd, 5th … character of the text.',
    ['A slice can have a step.', '`[::2]` takes every second one.'],
    [
      [['python'], 'pto'],
      [['a'], 'a'],
      [[''], ''],
    ],
    `return text[::2]`,
  ]),
  toExercise([
    'to-number',
    'Number or zero',
    'data-types exceptions',
    1,
    'to_number(text)',
    'Return the text as an int, or 0 if it is not a whole number.',
    ['`int(text)` raises ValueError for other texts.', 'Catch it and return 0.'],
    [
      [['42'], 42],
      [['-7'], -7],
      [['many'], 0],
      [[''], 0],
    ],
    `try:
    return int(text)
except ValueError:
    return 0`,
  ]),
  toExercise([
    'sum-typed',
    'Sum of a typed line',
    'input strings data-types',
    2,
    'sum_line(line)',
    '`line` is what a user typed: numbers with spaces between. Return their sum as an int.',
    ['`line.split()` gives the pieces.', 'Convert each with int before adding.'],
    [
      [['3 8 15'], 26],
      [['  5 '], 5],
      [[''], 0],
    ],
    `return sum(int(part) for part in line.split())`,
  ]),
];
