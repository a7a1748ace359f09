import type { Concept } from '../concept.ts';

export const FUNCTIONS: readonly Concept[] = [
  {
    slug: 'functions',
    title: 'Functions',
    short: 'a named piece of code you can run again with other values',
    asked: [
      'function',
      'functions',
      'def',
      'define a function',
      'call a function',
      'method vs function',
      'run a function',
      'subroutine',
      'procedure',
      'why functions',
      'calling',
      'create a function',
      'function example',
    ],
    needs: ['variables', 'if-statements'],
    explanation:
      "`def name(parameters):` gives a name to the indented code; nothing runs yet. `name(values)` calls it: the values get the parameters' names, the code runs, and `return` hands a result back to where the call stands. Functions save you from writing the same thing twice, and let you test and name one step at a time.",
    example: {
      code: `def area(width, height):
    return width * height

print(area(3, 4))
kitchen = area(2, 5)
print(kitchen + area(1, 1))`,
      output: `12
11`,
    },
    misconception: '`area` without brackets is the function itself; only `area(3, 4)` runs it.',
    check: {
      question: 'What happens to the lines after a `return` that has been reached?',
      answer: 'They do not run: return ends the call at once.',
    },
    next: ['parameters', 'return-vs-print', 'scope'],
  },
  {
    slug: 'parameters',
    title: 'Parameters and arguments',
    short: 'the names in the definition, and the values given in the call',
    asked: [
      'parameter',
      'parameters',
      'argument',
      'arguments',
      'parameter vs argument',
      'pass to function',
      'keyword argument',
      'positional argument',
      'named argument',
      'pass a list to a function',
      'inputs recognized parameters',
      'passing variables',
    ],
    needs: ['functions'],
    explanation:
      'In `def power(base, exponent)` the two names are parameters. In `power(2, 3)` the values are arguments. They are matched by position, the first to the first, or by name: `power(exponent=3, base=2)`. Inside the function the parameters are ordinary variables that start out pointing at the arguments.',
    example: {
      code: `def power(base, exponent):
    return base ** exponent

print(power(2, 3))
print(power(exponent=3, base=2))
n = 5
print(power(n, n - 3))`,
      output: `8
8
25`,
    },
    misconception:
      'The variable in the call and the parameter need not have the same name: `power(n, 2)` works, `base` is just what the function calls it.',
    check: {
      question: "In `len('abc')`, is `'abc'` a parameter or an argument?",
      answer: 'An argument: the actual value given in the call.',
    },
    next: ['default-arguments', 'args-kwargs', 'scope'],
  },
  {
    slug: 'return-vs-print',
    title: 'return and print',
    short: 'return hands a value to the program, print shows it to a person',
    asked: [
      'return',
      'return vs print',
      'print vs return',
      'return value',
      'difference between print and return',
      'what does return do',
      'return statement',
      'how to return',
      'use result of function',
    ],
    needs: ['functions', 'print'],
    explanation:
      '`return` ends the function and hands a value to the place of the call, where you can store it, add to it, or test it. `print` only writes on the screen; afterwards the value is gone. A function that works out something should return it and leave the printing to whoever called it.',
    example: {
      code: `def double_printed(n):
    print(n * 2)

def double(n):
    return n * 2

a = double_printed(4)
b = double(4)
print("a is", a)
print("b is", b)
print(double(double(1)))`,
      output: `8
a is None
b is 8
4`,
    },
    misconception:
      'In the interactive shell both look the same, because it shows every result. In a program only print is seen.',
    check: {
      question: 'A function prints its result and has no return. What happens if you add 1 to a call of it?',
      answer: 'It prints the result and then fails: the call gives None, and None + 1 is a TypeError.',
    },
    next: ['none', 'testing'],
  },
  {
    slug: 'default-arguments',
    title: 'Default arguments',
    short: 'a value a parameter has when the call gives none',
    asked: [
      'default argument',
      'default parameter',
      'optional argument',
      'optional parameter',
      'default value',
      'mutable default',
      'def f(x=[])',
      'parameter with equals',
    ],
    needs: ['parameters'],
    explanation:
      '`def greet(name, greeting="Hello")` makes the second parameter optional. Parameters with a default come after those without. The default is made once, when `def` runs, so never use a list or dictionary as a default: take `None` and make a fresh one inside.',
    example: {
      code: `def greet(name, greeting="Hello"):
    return f"{greeting}, {name}!"

print(greet("Ada"))
print(greet("Ada", greeting="Hi"))

def add(item, basket=None):
    if basket is None:
        basket = []
    basket.append(item)
    return basket

print(add("pear"), add("fig"))`,
      output: `Hello, Ada!
Hi, Ada!
['pear'] ['fig']`,
    },
    misconception:
      '`def add(item, basket=[])` keeps one single list for all calls, so the second call still finds the first item in it.',
    check: {
      question: 'Is `def f(a=1, b):` allowed?',
      answer: 'No, a SyntaxError: a parameter without a default may not follow one with a default.',
    },
    next: ['args-kwargs', 'mutability'],
  },
  {
    slug: 'args-kwargs',
    title: '*args and **kwargs',
    short: 'collects any number of arguments: a tuple of positional ones, a dictionary of named ones',
    asked: [
      '*args',
      '**kwargs',
      'args kwargs',
      'args',
      'kwargs',
      'star in front of',
      'asterisk',
      'star operator',
      'double star',
      'variable number of arguments',
      'any number of arguments',
      'star args',
      'unpack list into arguments',
      'two stars',
      'asterisk before parameter',
    ],
    needs: ['parameters', 'tuples', 'dictionaries'],
    explanation:
      'In a definition, a star before a parameter collects all further positional arguments in a tuple, and two stars collect all further named ones in a dictionary. The star matters, the names args and kwargs are only habit. In a call it works the other way: `f(*items)` spreads a list out into separate arguments, and `f(**options)` a dictionary into named ones.',
    example: {
      code: `def total(*args, **kwargs):
    print(args, kwargs)
    return sum(args)

print(total(1, 2, 3, unit="cm"))

numbers = [4, 5]
print(total(*numbers))`,
      output: `(1, 2, 3) {'unit': 'cm'}
6
(4, 5) {}
9`,
    },
    misconception: 'Inside the function it is `args`, without the star: a plain tuple you can loop over.',
    check: {
      question: 'With `def f(first, *rest)`, what is `rest` in `f(1, 2, 3)`?',
      answer: '`(2, 3)`: what is left after `first` took 1.',
    },
    next: ['decorators', 'default-arguments'],
  },
  {
    slug: 'scope',
    title: 'Scope: local and global',
    short: 'where a name is known: inside its function, or in the whole file',
    asked: [
      'scope',
      'global',
      'local variable',
      'global variable',
      'global keyword',
      'nonlocal',
      'variable inside function',
      'access variable outside function',
      'global function',
      'namespace',
      'unboundlocalerror',
      'variable not changing outside',
    ],
    needs: ['functions'],
    explanation:
      'A name assigned inside a function is local: it exists during that call and is not seen outside. A function may read names of the file around it, but assigning to one makes a new local name, unless you declare `global name`. Better than global: take the value as a parameter and return the new one.',
    example: {
      code: `count = 10

def change():
    count = 99        # a new, local name
    return count

def increased(value):
    return value + 1

print(change(), count)
count = increased(count)
print(count)`,
      output: `99 10
11`,
    },
    misconception:
      '`count = 99` in a function does not touch the outer count, even though the names are spelled the same.',
    check: {
      question: 'Why does `count += 1` inside a function raise UnboundLocalError?',
      answer: 'The assignment makes count local, and the addition then reads it before it has a value.',
    },
    next: ['parameters', 'classes'],
  },
  {
    slug: 'recursion',
    title: 'Recursion',
    short: 'a function that calls itself on a smaller problem',
    asked: [
      'recursion',
      'recursive',
      'recursive function',
      'function calls itself',
      'base case',
      'call itself',
      'factorial recursion',
      'fibonacci recursion',
      'recursion depth',
      'call stack',
    ],
    needs: ['functions', 'return-vs-print', 'if-statements'],
    explanation:
      'A recursive function solves a small case directly (the base case) and reduces every other case to a smaller one by calling itself. Each call has its own variables and waits for the inner one to return. Ask yourself: when is it trivial, and if I had the answer for one less, how would I get mine?',
    example: {
      code: `def factorial(n):
    if n <= 1:                       # base case
        return 1
    return n * factorial(n - 1)      # smaller problem

print(factorial(4))

def count_down(n):
    if n == 0:
        print("go")
        return
    print(n)
    count_down(n - 1)

count_down(2)`,
      output: `24
2
1
go`,
    },
    misconception:
      'Forgetting `return` before the recursive call: the inner result is computed and lost, and you get None.',
    check: {
      question: 'What happens without the base case?',
      answer: 'It calls itself until Python stops it with a RecursionError, by default after about 1000 calls.',
    },
    next: ['big-o', 'stacks-queues'],
  },
  {
    slug: 'lambda',
    title: 'lambda',
    short: 'a small function without a name, written where it is needed',
    asked: ['lambda', 'lambda function', 'anonymous function', 'inline function', 'lambda x'],
    needs: ['functions', 'parameters'],
    explanation:
      '`lambda x: x * 2` is a function that takes x and returns `x * 2`; it may hold one expression only. It is useful where a function wants a function, such as `key=` in sorting. If you want to give it a name, use `def`.',
    example: {
      code: `people = [("Ada", 36), ("Cy", 20)]
print(sorted(people, key=lambda p: p[1]))

def by_age(p):          # the same with def
    return p[1]

print(sorted(people, key=by_age))
print(max(["fig", "banana"], key=lambda w: len(w)))`,
      output: `[('Cy', 20), ('Ada', 36)]
[('Cy', 20), ('Ada', 36)]
banana`,
    },
    misconception: 'A lambda is not faster or special. It is a def without a name and without the word return.',
    check: { question: 'Write `def f(a, b): return a + b` as a lambda.', answer: '`lambda a, b: a + b`.' },
    next: ['map-filter', 'sorting'],
  },
  {
    slug: 'map-filter',
    title: 'map(), filter() and reduce()',
    short: 'apply a function to every item, keep the items it says yes to, or fold them into one',
    asked: [
      'map function',
      'map()',
      'map',
      'filter',
      'filter function',
      'reduce',
      'functools',
      'apply function to list',
      'apply to each element',
      'map and filter',
      'list filtering',
      'reduce default argument',
    ],
    needs: ['lambda', 'list-comprehensions'],
    explanation:
      '`map(f, items)` calls f on each item; `filter(f, items)` keeps those for which f is true. Both hand out results one at a time, so wrap them in `list()` to see them. `functools.reduce(f, items, start)` combines all items into one value. A list comprehension usually says the same more plainly.',
    example: {
      code: `from functools import reduce

numbers = [1, 2, 3, 4]
print(list(map(lambda n: n * 10, numbers)))
print(list(filter(lambda n: n % 2 == 0, numbers)))
print([n * 10 for n in numbers if n % 2 == 0])
print(reduce(lambda total, n: total * n, numbers, 1))`,
      output: `[10, 20, 30, 40]
[2, 4]
[20, 40]
24`,
    },
    misconception:
      '`print(map(f, items))` shows something like `<map object …>`: nothing has been computed until you loop over it.',
    check: { question: "What is `list(map(int, ['1', '2']))`?", answer: '`[1, 2]`: int is called on each string.' },
    next: ['generators', 'list-comprehensions'],
  },
  {
    slug: 'iterators',
    title: 'Iterables and iterators',
    short: 'what a for loop can go through, and the thing that remembers where it is',
    asked: [
      'iterator',
      'iterable',
      'next function',
      'iter function',
      'stopiteration',
      '__iter__',
      '__next__',
      'loops remember where',
    ],
    needs: ['for-loops', 'lists'],
    explanation:
      'An iterable is anything a for loop can go through. The loop asks it for an iterator with `iter()`, and asks that for the next item with `next()` until StopIteration says there are no more. The iterator remembers its position, so it can be used up only once; a list can be looped over again and again.',
    example: {
      code: `colours = ["red", "blue"]
it = iter(colours)
print(next(it))
print(next(it))
print(next(it, "no more"))

pairs = zip([1, 2], "ab")
print(list(pairs))
print(list(pairs))      # used up`,
      output: `red
blue
no more
[(1, 'a'), (2, 'b')]
[]`,
    },
    misconception:
      '`zip`, `map`, `enumerate` and open files are iterators: a second loop over the same one finds nothing.',
    check: {
      question: 'Is a string an iterable or an iterator?',
      answer: 'An iterable: you can loop over it as often as you like.',
    },
    next: ['generators'],
  },
  {
    slug: 'generators',
    title: 'Generators and yield',
    short: 'a function that hands out values one at a time and pauses in between',
    asked: [
      'generator',
      'yield',
      'generators',
      'yield keyword',
      'yield vs return',
      'lazy evaluation',
      'generator function',
    ],
    needs: ['functions', 'iterators'],
    explanation:
      'A function with `yield` does not run when called; it gives you a generator. Each time a loop asks for the next value, the code runs up to the next `yield`, hands the value out, and pauses there with all its variables. So it can produce long or endless sequences without keeping them in memory.',
    example: {
      code: `def countdown(n):
    while n > 0:
        yield n
        n -= 1

for number in countdown(3):
    print(number)

def squares():
    n = 1
    while True:
        yield n * n
        n += 1

numbers = squares()
print(next(numbers), next(numbers), next(numbers))`,
      output: `3
2
1
1 4 9`,
    },
    misconception: '`yield` is not `return`: the function continues after it when the next value is wanted.',
    check: {
      question: 'How often can you loop over one generator?',
      answer: 'Once. Call the function again for a fresh one.',
    },
    next: ['iterators', 'list-comprehensions'],
  },
  {
    slug: 'decorators',
    title: 'Decorators',
    short: 'wraps a function in another that adds something before or after',
    asked: [
      'decorator',
      'decorators',
      '@ symbol',
      'at sign',
      'wrapper function',
      '@classmethod',
      'function returning function',
      'closure',
      'higher order function',
    ],
    needs: ['functions', 'args-kwargs', 'scope'],
    explanation:
      'Functions are values: they can be passed and returned. A decorator takes a function and returns a new one that does something extra and calls the old one. `@logged` above a `def` is short for `add = logged(add)`. You meet ready-made ones first: `@property`, `@staticmethod`, or the routes of web frameworks.',
    example: {
      code: `def logged(func):
    def wrapper(*args):
        print("calling", func.__name__, "with", args)
        return func(*args)
    return wrapper

@logged
def add(a, b):
    return a + b

print(add(2, 3))`,
      output: `calling add with (2, 3)
5`,
    },
    misconception: 'The decorator runs once, when the function is defined; the wrapper inside it runs at each call.',
    check: {
      question: 'A decorator forgets to return its wrapper. What becomes of the decorated `add`?',
      answer: '`add` would become None, and calling it would be a TypeError.',
    },
    next: ['classes', 'args-kwargs'],
  },
];
