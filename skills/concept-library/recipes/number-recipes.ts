import type { Recipe } from '../recipe.ts';

export const NUMBER_RECIPES: readonly Recipe[] = [
  {
    slug: 'round-number',
    title: 'Round a number',
    asked: [
      'round number',
      'round to 2 decimals',
      'round to two decimals',
      'round',
      'two decimal places',
      '2 decimal places',
      'round up',
      'round down',
    ],
    concepts: ['numbers', 'f-strings'],
    example: {
      code: `import math

price = 3.14159
print(round(price, 2))
print(f"{2.5:.2f}")                          # shown with two decimals, as text
print(math.floor(3.7), math.ceil(3.2), int(3.7))
print(round(2.5), round(3.5))`,
      output: `3.14
2.50
3 4 3
2 4`,
    },
    note: '`round` gives a number, an f-string gives text to show. A half goes to the even neighbour, as the last line shows.',
  },
  {
    slug: 'even-odd',
    title: 'Check whether a number is even',
    asked: ['number is even', 'even or odd', 'check even', 'check odd', 'is odd', 'divisible by'],
    concepts: ['numbers', 'if-statements'],
    example: {
      code: `n = 7
print(n % 2 == 0)
print("even" if n % 2 == 0 else "odd")`,
      output: `False
odd`,
    },
    note: '`%` is the remainder, so `n % k == 0` asks whether n is divisible by k.',
  },
  {
    slug: 'is-prime',
    title: 'Check whether a number is prime',
    asked: ['prime number', 'is prime', 'check prime', 'number prime', 'find primes', 'list of primes'],
    concepts: ['for-loops', 'functions', 'numbers'],
    example: {
      code: `def is_prime(n):
    if n < 2:
        return False
    for d in range(2, int(n ** 0.5) + 1):
        if n % d == 0:
            return False
    return True

print([n for n in range(20) if is_prime(n)])`,
      output: `[2, 3, 5, 7, 11, 13, 17, 19]`,
    },
    note: 'If n has a divisor, it has one no larger than its square root, so looking further is wasted.',
  },
  {
    slug: 'prime-factors',
    title: 'Split a number into prime factors',
    asked: [
      'prime factors',
      'product of primes',
      'three prime numbers',
      'product of 3 primes',
      'sphenic number',
      'factorize',
      'factorise',
    ],
    concepts: ['while-loops', 'numbers', 'sets'],
    example: {
      code: `def prime_factors(n):
    factors = []
    d = 2
    while n > 1:
        while n % d == 0:
            factors.append(d)
            n //= d
        d += 1
    return factors

print(prime_factors(30), prime_factors(12))
factors = prime_factors(30)
print(len(factors) == 3 and len(set(factors)) == 3)`,
      output: `[2, 3, 5] [2, 2, 3]
True`,
    },
    note: 'A number is the product of three different primes (sphenic) when it has three factors and the set of them has three too; 5 is prime itself, so it is not.',
  },
  {
    slug: 'digits',
    title: 'Go through the digits of a number',
    asked: [
      'digits of a number',
      'sum of digits',
      'digits of integer',
      'iterates through digits',
      'get all digits',
      'each digit',
      'individual digits',
      'reverse number',
      'last digit',
      'sum total of digits',
    ],
    concepts: ['strings', 'for-loops', 'numbers'],
    example: {
      code: `n = 4071
digits = [int(c) for c in str(abs(n))]
print(digits, sum(digits))

while n > 0:              # the same with arithmetic, last digit first
    print(n % 10)
    n //= 10`,
      output: `[4, 0, 7, 1] 12
1
7
0
4`,
    },
    note: '`str(n)` makes the number something you can loop over; `abs` removes a minus sign.',
  },
  {
    slug: 'round-number',
    title: 'Round a number',
    asked: [
      'round a number',
      'round down',
      'round up',
      'floor',
      'ceil',
      'round to nearest',
      'round off',
      'output of round integer',
      'truncate',
    ],
    concepts: ['numbers'],
    example: {
      code: `import math

print(round(2.7), round(2.345, 1))
print(math.floor(2.7), math.ceil(2.1), int(-2.7))
print(round(2.5), round(3.5))`,
      output: `3 2.3
2 3 -2
2 4`,
    },
    note: '`round(x)` without a second argument gives an int. A half goes to the even neighbour, so both 1.5 and 2.5 become 2.',
  },
  {
    slug: 'power-root',
    title: 'Powers and roots',
    asked: [
      'square root',
      'power of number',
      'nth root',
      'cube root',
      'root of a number',
      'exponent',
      'power root',
      'rooth',
      'squared',
    ],
    concepts: ['numbers'],
    example: {
      code: `import math

print(2 ** 10, math.sqrt(49), math.isqrt(50))
print(round(27 ** (1 / 3), 6))`,
      output: `1024 7.0 7
3.0`,
    },
    note: 'The nth root is the power 1/n. It is a float, so it may be off in the last digits: round before comparing.',
  },
  {
    slug: 'factorial',
    title: 'Compute a factorial',
    asked: ['factorial'],
    concepts: ['for-loops', 'recursion'],
    example: {
      code: `def factorial(n):
    result = 1
    for i in range(2, n + 1):
        result *= i
    return result

print(factorial(5), factorial(0))`,
      output: `120 1`,
    },
    note: '`math.factorial(n)` is ready-made.',
  },
  {
    slug: 'fibonacci',
    title: 'Compute Fibonacci numbers',
    asked: ['fibonacci', 'fibonacci sequence', 'fibonacci series'],
    concepts: ['while-loops', 'recursion'],
    example: {
      code: `def fibonacci(count):
    numbers = []
    a, b = 0, 1
    for _ in range(count):
        numbers.append(a)
        a, b = b, a + b
    return numbers

print(fibonacci(8))`,
      output: `[0, 1, 1, 2, 3, 5, 8, 13]`,
    },
    note: '`a, b = b, a + b` moves both one step on at once; written on two lines the first assignment would spoil the second.',
  },
  {
    slug: 'random-pick',
    title: 'Pick something at random',
    asked: [
      'generate random number',
      'random number between',
      'pick random item',
      'random element from list',
      'roll a dice',
      'choose random',
      'shuffle a list',
      'random list from 2d list',
    ],
    concepts: ['random-numbers', 'lists'],
    example: {
      code: `import random

number = random.randint(1, 6)
print(1 <= number <= 6)
rows = [["a", "b"], ["c", "d"]]
print(random.choice(rows) in rows)
print(len(random.sample(range(100), 3)))`,
      output: `True
True
3`,
    },
    note: '`choice` takes one item, and of a list of lists one whole list; `randint` includes both ends.',
  },
  {
    slug: 'binary',
    title: 'Convert between number bases',
    asked: [
      'convert to binary',
      'decimal to binary',
      'binary to decimal',
      'hexadecimal',
      'base conversion',
      'converts a number to base',
      'number base 10',
      'number to base',
    ],
    concepts: ['numbers', 'data-types'],
    example: {
      code: `print(bin(10), hex(255), f"{10:b}")
print(int("1010", 2), int("ff", 16))`,
      output: `0b1010 0xff 1010
10 255`,
    },
    note: '`int(text, base)` reads bases 2 to 36. There is no ready-made function for writing any base: divide by the base again and again and collect the remainders.',
  },
  {
    slug: 'max-min',
    title: 'Find the largest and smallest',
    asked: [
      'largest number',
      'maximum of list',
      'find the max',
      'smallest number',
      'minimum',
      'biggest number',
      'second largest',
      'max of three numbers',
      'lowest numbers in list',
    ],
    concepts: ['lists', 'sorting'],
    example: {
      code: `numbers = [8, 3, 12, 5]
print(max(numbers), min(numbers))
print(sorted(numbers)[-2])
print(numbers.index(max(numbers)))`,
      output: `12 3
8
2`,
    },
    note: '`max` of an empty list is an error; `max(numbers, default=0)` is not. For words by length use `max(words, key=len)`.',
  },
  {
    slug: 'sum-average',
    title: 'Sum, product and average',
    asked: [
      'sum of list',
      'average of list',
      'add all numbers',
      'mean of numbers',
      'calculate average',
      'product of list',
      'product of integers',
      'multiply all numbers',
      'sum numbers',
      'median',
    ],
    concepts: ['lists', 'for-loops'],
    example: {
      code: `import math
import statistics

numbers = [4, 8, 6]
print(sum(numbers), math.prod(numbers))
print(sum(numbers) / len(numbers))
print(statistics.median(numbers))`,
      output: `18 192
6.0
6`,
    },
    note: 'For an empty list the division fails, so decide what the average of nothing should be.',
  },
  {
    slug: 'negative-numbers',
    title: 'Check for negative numbers',
    asked: [
      'negative number',
      'find negative numbers',
      'account for negative',
      'positive or negative',
      'absolute value',
      'abs',
      'remove negative',
      'make number positive',
    ],
    concepts: ['comparison', 'lists'],
    example: {
      code: `numbers = [3, -1, 0, -7]
print([n for n in numbers if n < 0])
print(any(n < 0 for n in numbers))
print(abs(-7))`,
      output: `[-1, -7]
True
7`,
    },
    note: 'Zero is neither. An int can be negative as it is; no other type is needed.',
  },
];
