import type { Concept } from '../concept.ts';

/** What comes after a first class of one's own. */
export const MORE_OBJECTS: readonly Concept[] = [
  {
    slug: 'method-kinds',
    title: 'Class methods and static methods',
    short: 'methods that work on the class, or on nothing of it, instead of on one object',
    asked: [
      'static method',
      'class method',
      '@staticmethod',
      '@classmethod',
      'staticmethod',
      'classmethod',
      'cls',
      'instance method',
    ],
    needs: ['classes', 'self-init', 'decorators'],
    explanation:
      'An ordinary method gets the object as `self`. A class method (`@classmethod`) gets the class as `cls`; it is mostly used as a second way to make an object. A static method (`@staticmethod`) gets neither: it is a plain function that lives in the class because it belongs to its subject.',
    example: {
      code: `class Date:
    def __init__(self, year, month):
        self.year = year
        self.month = month

    @classmethod
    def from_text(cls, text):
        year, month = text.split("-")
        return cls(int(year), int(month))

    @staticmethod
    def is_month(number):
        return 1 <= number <= 12

date = Date.from_text("2024-05")
print(date.year, date.month)
print(Date.is_month(13))`,
      output: `2024 5
False`,
    },
    misconception:
      'A static method cannot use `self` or `cls`: if it needs data of the object, it should be an ordinary method.',
    check: {
      question: 'Why does `from_text` call `cls(…)` and not `Date(…)`?',
      answer: 'So that a class derived from Date makes an object of its own kind.',
    },
    next: ['dunder-methods', 'dataclasses'],
  },
  {
    slug: 'encapsulation',
    title: 'Encapsulation and properties',
    short: 'an object keeps its data to itself and offers methods to work with it',
    asked: [
      'encapsulation',
      'private attribute',
      'private variable',
      'underscore attribute',
      'property',
      'properties',
      '@property',
      'getter',
      'setter',
      'getters and setters',
    ],
    needs: ['classes', 'self-init'],
    explanation:
      'Encapsulation means that the rest of the program uses an object through its methods and does not change its insides. Python has no locked attributes: a name that begins with one underscore, such as `_balance`, says "please leave this to the class". `@property` lets a method be read like an attribute, so that you can check or compute without changing how it is used.',
    example: {
      code: `class Account:
    def __init__(self):
        self._balance = 0

    @property
    def balance(self):
        return self._balance

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError("amount must be positive")
        self._balance += amount

account = Account()
account.deposit(5)
print(account.balance)
try:
    account.balance = 1000
except AttributeError:
    print("cannot be set from outside")`,
      output: `5
cannot be set from outside`,
    },
    misconception:
      'You do not need a getter and a setter for every attribute: begin with a plain attribute, and make it a property the day it needs a check.',
    check: {
      question: 'Does the underscore in `_balance` stop anyone from writing `account._balance = 9`?',
      answer: 'No, it is a request and not a lock. It tells readers that they are on their own if they do.',
    },
    next: ['inheritance', 'dataclasses'],
  },
  {
    slug: 'polymorphism',
    title: 'Polymorphism',
    short: 'the same call does what is right for each kind of object',
    asked: [
      'polymorphism',
      'polymorphic',
      'duck typing',
      'method overriding',
      'override a method',
      'abstract class',
      'interface',
    ],
    needs: ['inheritance'],
    explanation:
      'When several classes have a method of the same name, code can call it without asking which class it has in hand: each object answers in its own way. Classes that share a parent often replace ("override") one of its methods for that. Python does not insist on the parent: any object that has the method will do, which is called duck typing.',
    example: {
      code: `class Circle:
    def __init__(self, radius):
        self.radius = radius

    def area(self):
        return 3 * self.radius ** 2    # roughly

class Square:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side ** 2

for shape in [Circle(1), Square(2)]:
    print(shape.area())
print(len("abc"), len([1, 2]))         # len works on many kinds, too`,
      output: `3
4
3 2`,
    },
    misconception:
      'A chain of `if type(shape) == Circle: … elif …` is what polymorphism saves you from: put the difference into the classes.',
    check: {
      question: 'What must a new class Triangle have to work in that loop?',
      answer: 'A method `area` that needs no arguments; nothing else.',
    },
    next: ['dunder-methods', 'clean-code'],
  },
  {
    slug: 'dataclasses',
    title: 'Data classes',
    short: 'a class for data, whose `__init__` and more Python writes for you',
    asked: ['dataclass', 'dataclasses', 'data class', '@dataclass', 'namedtuple', 'record type', 'struct'],
    needs: ['classes', 'self-init', 'type-hints'],
    explanation:
      'Put `@dataclass` above a class, list its fields with their types, and Python writes `__init__`, a readable `print`, and `==` by value. Fields may have defaults; a list as default needs `field(default_factory=list)`, so that each object gets its own. `frozen=True` makes objects that cannot be changed.',
    example: {
      code: `from dataclasses import dataclass, field

@dataclass
class Task:
    title: str
    done: bool = False
    tags: list[str] = field(default_factory=list)

milk = Task("buy milk")
print(milk)
print(milk == Task("buy milk"))
milk.done = True
print(milk.done)`,
      output: `Task(title='buy milk', done=False, tags=[])
True
True`,
    },
    misconception:
      'The types are not checked when the program runs: `Task(5)` is accepted. They tell readers and tools what is meant.',
    check: {
      question: 'What do you have to write yourself in a data class to compare two objects with `==`?',
      answer: 'Nothing: it compares field by field.',
    },
    next: ['type-hints', 'encapsulation'],
  },
  {
    slug: 'context-managers',
    title: 'Context managers and with',
    short: 'prepares something for a block and tidies up after it, whatever happens',
    asked: [
      'context manager',
      'context managers',
      'with statement',
      'with keyword',
      'with block',
      '__enter__',
      '__exit__',
      'contextlib',
    ],
    needs: ['files', 'exceptions'],
    explanation:
      '`with thing as name:` prepares the thing, runs the block, and tidies up at its end: even when the block fails or returns early. Files close themselves, locks are given back, temporary folders vanish. Any object with `__enter__` and `__exit__` can be used so; for one of your own, a generator under `@contextmanager` is the short way: what is before `yield` prepares, what is after it tidies up.',
    example: {
      code: `from contextlib import contextmanager

@contextmanager
def announced(name):
    print("start", name)
    try:
        yield name
    finally:
        print("end", name)

with announced("lesson") as name:
    print("inside", name)`,
      output: `start lesson
inside lesson
end lesson`,
    },
    misconception:
      '`with` does not catch errors: it tidies up, and then the error goes on. Catch it with `try` around it if you want that.',
    check: {
      question: 'Is the file closed when the block of `with open(…) as file:` ends in an error?',
      answer: 'Yes: that is what `with` is for.',
    },
    next: ['generators', 'files'],
  },
  {
    slug: 'async-await',
    title: 'async and await',
    short: 'one thread that does something else while it waits',
    asked: ['async', 'await', 'asyncio', 'async await', 'coroutine', 'async def', 'event loop', 'asynchronous'],
    needs: ['functions', 'concurrency'],
    explanation:
      '`async def` makes a function that can pause; calling it only prepares it (a coroutine). `await` runs one and lets others go on while it waits. `asyncio.gather` runs several side by side, and `asyncio.run` starts it all, once, from ordinary code. It pays where a program waits a lot: for the network, for many users. It makes no computation faster.',
    example: {
      code: `import asyncio

async def fetch(name, seconds):
    await asyncio.sleep(seconds)      # stands for a slow web page
    return name

async def main():
    pages = await asyncio.gather(fetch("a", 0.02), fetch("b", 0.01))
    print(pages)

asyncio.run(main())`,
      output: "['a', 'b']",
      needs: 'sockets',
    },
    misconception:
      'Calling `fetch("a", 1)` without `await` does nothing: it gives you a coroutine, and Python warns that it was never awaited.',
    check: {
      question: 'In the example both wait, 0.02 and 0.01 seconds. How long does it take in all?',
      answer: 'About 0.02 seconds: they wait at the same time.',
    },
    next: ['concurrency', 'apis-requests'],
  },
];
