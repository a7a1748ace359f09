import type { Concept } from '../concept.ts';

export const OBJECTS: readonly Concept[] = [
  {
    slug: 'classes',
    title: 'Classes and objects',
    short: 'a class is the plan, an object one thing made from it with its own data',
    asked: [
      'class',
      'classes',
      'object',
      'objects',
      'oop',
      'object oriented',
      'instance',
      'object oriented programming',
      'attribute',
      'method',
      'class vs object',
      'create a class',
      'members of a class',
      'class variable',
      'classes in classes',
      'instance variable',
      'why use classes',
    ],
    needs: ['functions', 'dictionaries'],
    explanation:
      'A class bundles data (attributes) and the functions that work on it (methods). `Dog("Rex")` makes an object, also called an instance, with its own attributes. Many objects can come from one class, each with different values. Use a class when several pieces of data belong together and several functions need them; a few plain functions are fine without.',
    example: {
      code: `class Dog:
    def __init__(self, name):
        self.name = name
        self.tricks = []

    def learn(self, trick):
        self.tricks.append(trick)

    def describe(self):
        return f"{self.name} can: {', '.join(self.tricks)}"

rex = Dog("Rex")
fay = Dog("Fay")
rex.learn("sit")
rex.learn("roll")
fay.learn("bark")
print(rex.describe())
print(fay.describe())`,
      output: `Rex can: sit, roll
Fay can: bark`,
    },
    misconception:
      'The class itself is not a thing you work with: `Dog` is the plan, and you need `rex = Dog("Rex")` to have a dog.',
    check: {
      question: '`__init__` sets `self.tricks = []`. Rex learns to sit; why does Fay, another Dog, not know it?',
      answer: "Each object has its own `tricks` list, made in `__init__`; only rex's got sit.",
    },
    next: ['self-init', 'inheritance', 'dunder-methods'],
  },
  {
    slug: 'self-init',
    title: 'self and __init__',
    short: '__init__ sets up a new object, and self is that object',
    asked: [
      'self',
      '__init__',
      'init',
      'constructor',
      'initialize',
      'self.name',
      'what is self',
      'initialize a class',
      'def init',
      '_ _ init_ _',
      'why self',
      'initializer',
      'initialise',
    ],
    needs: ['classes'],
    explanation:
      '`__init__` runs right after an object is made and gives it its first attributes. `self` is the object the method was called on: `rex.learn("sit")` is the same as `Dog.learn(rex, "sit")`. What you store on `self` stays with the object; a plain variable in a method is gone when the method ends.',
    example: {
      code: `class Counter:
    def __init__(self, start=0):
        self.value = start

    def up(self):
        self.value += 1

a = Counter()
b = Counter(10)
a.up()
Counter.up(b)          # the same as b.up()
print(a.value, b.value)`,
      output: `1 11`,
    },
    misconception:
      'You do not pass self yourself: `a.up()` hands it over. Forgetting it in `def up():` gives: takes 0 positional arguments but 1 was given.',
    check: {
      question: 'What is the difference between `value = start` and `self.value = start` in `__init__`?',
      answer: 'The first is a local variable that vanishes; the second becomes part of the object.',
    },
    next: ['inheritance', 'dunder-methods'],
  },
  {
    slug: 'inheritance',
    title: 'Inheritance',
    short: "a class that takes over another's methods and adds or replaces some",
    asked: [
      'inheritance',
      'inherit',
      'super',
      'super()',
      'subclass',
      'parent class',
      'child class',
      'override',
      'base class',
      'extend a class',
      'superclass',
      'abstract class',
    ],
    needs: ['classes', 'self-init'],
    explanation:
      "`class Cat(Animal):` starts with everything Animal has. A method of the same name in Cat replaces the inherited one; `super().__init__(…)` calls the parent's version. It fits when you can say: a cat is an animal. When it is rather: a car has an engine, store one object inside the other.",
    example: {
      code: `class Animal:
    def __init__(self, name):
        self.name = name

    def speak(self):
        return "..."

class Cat(Animal):
    def speak(self):
        return f"{self.name} says meow"

class Kitten(Cat):
    def __init__(self, name, weeks):
        super().__init__(name)
        self.weeks = weeks

print(Animal("Thing").speak())
print(Kitten("Tom", 6).speak())
print(isinstance(Kitten("Tim", 5), Animal))`,
      output: `...
Tom says meow
True`,
    },
    misconception:
      "If the child defines `__init__` and does not call `super().__init__`, the parent's attributes are never set.",
    check: {
      question:
        'Kitten inherits from Cat, Cat from Animal; Cat and Animal define `speak`. Which one does a Kitten use?',
      answer: "Cat's: Python looks in Kitten, then Cat, then Animal, and takes the first it finds.",
    },
    next: ['dunder-methods', 'clean-code'],
  },
  {
    slug: 'dunder-methods',
    title: 'Special methods: __str__, __repr__, __eq__',
    short: 'methods with double underscores that Python calls for you',
    asked: [
      'dunder',
      'magic method',
      '__str__',
      '__repr__',
      '__eq__',
      '__len__',
      'special method',
      'double underscore',
      'str vs repr',
      'str() repr()',
      'operator overloading',
      'print an object',
      'object at 0x',
      '__add__',
    ],
    needs: ['classes', 'self-init'],
    explanation:
      'Python calls methods with two underscores at certain moments: `__str__` for print and str(), `__repr__` for the shell and inside lists, `__eq__` for `==`, `__len__` for len(), `__add__` for `+`. Define them, and your objects behave like built-in ones. `str()` is meant for readers, `repr()` for programmers: it shows quotes and hidden characters.',
    example: {
      code: `class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __repr__(self):
        return f"Point({self.x}, {self.y})"

    def __eq__(self, other):
        return (self.x, self.y) == (other.x, other.y)

print(Point(1, 2))
print(Point(1, 2) == Point(1, 2))
print(str("hi\\n!"))
print(repr("hi\\n!"))`,
      output: `Point(1, 2)
True
hi
!
'hi\\n!'`,
    },
    misconception: 'You do not call them directly: write `len(x)` and `print(x)`, not `x.__len__()`.',
    check: {
      question: 'A class Point has no `__eq__`. What is `Point(1, 2) == Point(1, 2)`?',
      answer: 'False: by default two objects are equal only if they are the same object.',
    },
    next: ['inheritance', 'iterators'],
  },
];
