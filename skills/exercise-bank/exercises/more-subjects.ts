import { type Exercise, toExercise } from '../exercise.ts';

/** One or two on subjects that come after the basics. */
export const MORE_SUBJECTS: readonly Exercise[] = [
  toExercise([
    'or-default',
    'None is not nothing',
    'none if-statements',
    1,
    'or_default(value, default)',
    'Return value, but default when value is None. 0 and an empty text are values too: keep them.',
    ['`if not value` would throw 0 away, too.', 'Ask `value is None`.'],
    [
      [[5, 1], 5],
      [[null, 1], 1],
      [[0, 1], 0],
      [['', 'x'], ''],
    ],
    `return default if value is None else value`,
  ]),
  toExercise([
    'speed',
    'Average speed',
    'operators numbers functions',
    1,
    'speed(km, minutes)',
    'Return the speed in kilometres per hour.',
    ['How many hours are the minutes?', 'Mind the order: put brackets around what comes first.'],
    [
      [[90, 60], 90],
      [[10, 30], 20],
      [[0, 5], 0],
    ],
    `return km / (minutes / 60)`,
  ]),
  toExercise([
    'circle',
    'A circle and its area',
    'modules numbers',
    1,
    'circle_area(radius)',
    'Import math and return the area of a circle, pi times the radius squared, rounded to two decimals.',
    ['`math.pi` is as exact as a float can be.', '`round(x, 2)`.'],
    [
      [[1], 3.14],
      [[2], 12.57],
      [[0], 0],
    ],
    `import math
return round(math.pi * radius ** 2, 2)`,
  ]),
  toExercise([
    'loud',
    'A loud decorator',
    'decorators functions',
    2,
    'loud_greeting(name)',
    'Write a decorator `loud` that turns the text a function returns into capital letters. Decorate a function that returns `hello, ` and the name, and return what it gives for name.',
    [
      '`loud(func)` defines a `wrapper` and returns it.',
      'The wrapper takes `*args` and returns `func(*args).upper()`.',
    ],
    [
      [['Ada'], 'HELLO, ADA'],
      [[''], 'HELLO, '],
    ],
    `def loud(func):
    def wrapper(*args):
        return func(*args).upper()
    return wrapper

@loud
def greet(who):
    return "hello, " + who
return greet(name)`,
  ]),
  toExercise([
    'counted',
    'How often was it called?',
    'decorators scope functions',
    3,
    'count_calls(times)',
    'Write a decorator `counted` that keeps in `wrapper.calls` how often the function was called. Decorate a function that does nothing, call it `times` times, and return the count.',
    [
      'A function can have attributes: `wrapper.calls = 0` before it is returned.',
      'Add 1 inside the wrapper, before the call.',
    ],
    [
      [[3], 3],
      [[0], 0],
    ],
    `def counted(func):
    def wrapper(*args):
        wrapper.calls += 1
        return func(*args)
    wrapper.calls = 0
    return wrapper

@counted
def nothing():
    pass
for _ in range(times):
    nothing()
return nothing.calls`,
  ]),
  toExercise([
    'receipt',
    'A receipt of data classes',
    'dataclasses classes type-hints',
    2,
    'total_price(pairs)',
    'pairs is a list of [name, price]. Write a data class Item with these two fields, make one Item for each pair, and return the sum of the prices.',
    [
      '`from dataclasses import dataclass`, and list the fields with their types.',
      '`Item(*pair)` hands the two parts over.',
    ],
    [
      [
        [
          [
            ['tea', 3],
            ['bun', 2],
          ],
        ],
        5,
      ],
      [[[]], 0],
    ],
    `from dataclasses import dataclass

@dataclass
class Item:
    name: str
    price: float
items = [Item(*pair) for pair in pairs]
return sum(item.price for item in items)`,
  ]),
  toExercise([
    'thermometer',
    'A thermometer with a property',
    'encapsulation classes',
    2,
    'read_fahrenheit(celsius)',
    'Write a class Thermometer that keeps `_celsius` and has a property `fahrenheit` (times 9, divided by 5, plus 32). Make one and return its `fahrenheit`.',
    ['`@property` above `def fahrenheit(self):`.', 'It is read without brackets.'],
    [
      [[100], 212],
      [[0], 32],
    ],
    `class Thermometer:
    def __init__(self, celsius):
        self._celsius = celsius

    @property
    def fahrenheit(self):
        return self._celsius * 9 / 5 + 32
return Thermometer(celsius).fahrenheit`,
  ]),
  toExercise([
    'animal-sounds',
    'Everyone speaks in their own way',
    'polymorphism classes inheritance',
    2,
    'sounds(names)',
    'names is a list of "dog" and "cat". Write classes Dog and Cat, each with a method `speak` that returns `woof` or `meow`. Make one for each name and return what they say; the loop that asks them to speak must not ask what they are.',
    [
      'A dictionary from name to class makes the objects: `{"dog": Dog, "cat": Cat}`.',
      '`[animal.speak() for animal in animals]`.',
    ],
    [
      [[['dog', 'cat']], ['woof', 'meow']],
      [[[]], []],
    ],
    `class Dog:
    def speak(self):
        return "woof"
class Cat:
    def speak(self):
        return "meow"
kinds = {"dog": Dog, "cat": Cat}
animals = [kinds[name]() for name in names]
return [animal.speak() for animal in animals]`,
  ]),
  toExercise([
    'date-from-text',
    'A second way to make an object',
    'method-kinds classes strings',
    2,
    'year_of(text)',
    'Write a class Date with year and month, and a class method `from_text` that makes one from a text such as `2024-05`. Use it on text and return the year.',
    ['`@classmethod`, and `cls` as first parameter.', '`text.split("-")` gives both parts; convert them.'],
    [
      [['2024-05'], 2024],
      [['1999-12'], 1999],
    ],
    `class Date:
    def __init__(self, year, month):
        self.year, self.month = year, month

    @classmethod
    def from_text(cls, text):
        year, month = text.split("-")
        return cls(int(year), int(month))
return Date.from_text(text).year`,
  ]),
];
