import type { Concept } from '../concept.ts';

export const PROGRAMS: readonly Concept[] = [
  {
    slug: 'exceptions',
    title: 'Exceptions: try / except',
    short: 'lets a program react to an error instead of stopping',
    asked: [
      'exception',
      'try except',
      'try catch',
      'error handling',
      'handle errors',
      'raise',
      'finally',
      'catch error',
      'except',
      'exceptions',
      'try/except',
      'raise error',
      'handle exception',
      'try block',
    ],
    needs: ['functions', 'if-statements'],
    explanation:
      'When something goes wrong Python raises an exception, and unless someone catches it the program stops with a traceback. Put the risky lines in `try:` and what to do about one kind of error in `except ValueError:`. `else` runs if nothing went wrong, `finally` always. `raise ValueError("why")` reports a problem of your own. Name the error you expect, so that others still show.',
    example: {
      code: `def read_age(text):
    try:
        age = int(text)
    except ValueError:
        return "not a number"
    if age < 0:
        raise ValueError("age cannot be negative")
    return age

print(read_age("42"))
print(read_age("forty"))
try:
    read_age("-1")
except ValueError as problem:
    print("refused:", problem)`,
      output: `42
not a number
refused: age cannot be negative`,
    },
    misconception: 'A bare `except:` hides every mistake, your typos included. Catch the narrowest error you can name.',
    check: {
      question: 'Does the code after the failing line inside `try` still run?',
      answer: 'No: Python jumps to the matching except at once.',
    },
    next: ['debugging', 'files'],
  },
  {
    slug: 'debugging',
    title: 'Debugging',
    short: 'finding out where what happens differs from what you expect',
    asked: [
      'debug',
      'debugging',
      'find the bug',
      'debugger',
      'breakpoint',
      'traceback',
      'read an error message',
      'trace code',
      'print debugging',
      'pdb',
      'step through',
      'fix my code',
      'understand error message',
    ],
    needs: ['print', 'functions'],
    explanation:
      'Read the traceback from the bottom: the last line names the error, the lines above it the place. Then check your assumptions one by one: print the values just before the place, `print(f"{x=}")`, and compare with what you expected. Make the failing case as small as you can. `breakpoint()` stops the program so you can look around; type `c` to go on.',
    example: {
      code: `def average(numbers):
    total = 0
    for n in numbers:
        total = n              # bug: should be +=
        print(f"{n=} {total=}")
    return total / len(numbers)

print(average([2, 4, 6]))`,
      output: `n=2 total=2
n=4 total=4
n=6 total=6
2.0`,
    },
    misconception:
      'The line in the traceback is where Python noticed. The cause is often earlier, where a wrong value was made.',
    check: {
      question: 'A sum over 2, 4, 6 prints total=2, total=4, total=6. Which line first shows that something is wrong?',
      answer: 'The second: after 2 and 4 the total should be 6, but it says 4.',
    },
    next: ['testing', 'exceptions'],
  },
  {
    slug: 'testing',
    title: 'Testing and assert',
    short: 'code that checks that your code does what you say',
    asked: [
      'test',
      'testing',
      'unit test',
      'assert',
      'pytest',
      'unittest',
      'test cases',
      'write tests',
      'what does assert do',
      'assertion',
    ],
    needs: ['functions', 'return-vs-print'],
    explanation:
      '`assert condition, message` does nothing when the condition is true and stops with an AssertionError when it is not. A test calls a function with known values and asserts the result. Put them in functions called `test_…` and pytest finds and runs them. Test the ordinary case, the edges (empty, zero, one item), and every bug you ever fixed.',
    example: {
      code: `def is_even(n):
    return n % 2 == 0

def test_is_even():
    assert is_even(4)
    assert not is_even(7)
    assert is_even(0), "zero is even"

test_is_even()
print("all tests passed")`,
      output: `all tests passed`,
    },
    misconception:
      'assert is for mistakes in the program, not for what users type: it can be switched off. Check input with `if` and `raise`.',
    check: {
      question: 'Name two edge cases for a function that returns the largest of a list.',
      answer: 'For instance a list with one item, and one with negative numbers only (and what about an empty one?).',
    },
    next: ['exceptions', 'clean-code'],
  },
  {
    slug: 'modules',
    title: 'Modules and import',
    short: 'code from another file or library, brought in by name',
    asked: [
      'module',
      'import',
      'modules',
      'package',
      'library',
      'from import',
      'import statement',
      'import as',
      'import own file',
      'standard library',
      'packages',
      'import function from another file',
      '__init__.py',
      'auto import',
    ],
    needs: ['functions'],
    explanation:
      'A module is a file of Python code. `import math` runs it once and lets you write `math.sqrt(9)`; `from math import sqrt` brings the one name; `import math as m` gives it a shorter one. Your own `tools.py` in the same folder is imported with `import tools`. A package is a folder of modules.',
    example: {
      code: `import math
from random import Random
import statistics as st

print(math.sqrt(9), math.pi)
print(Random(1).randint(1, 6) in range(1, 7))
print(st.mean([1, 2, 6]))`,
      output: `3.0 3.141592653589793
True
3`,
    },
    misconception:
      'Do not name your file like a library (`random.py`, `math.py`): Python finds yours first, and the import breaks.',
    check: {
      question: 'After `from math import sqrt`, does `math.sqrt(4)` work?',
      answer: 'No, only `sqrt(4)`: the name `math` itself was not brought in.',
    },
    next: ['main-guard', 'virtualenv-pip'],
  },
  {
    slug: 'main-guard',
    title: "if __name__ == '__main__'",
    short: 'runs code only when the file is started, not when it is imported',
    asked: [
      '__name__',
      '__main__',
      'if name main',
      'name == main',
      'if __name__ == __main__',
      'main function',
      'dunder name',
      'main()',
    ],
    needs: ['modules', 'functions'],
    explanation:
      'Importing a file runs all of it. Python sets `__name__` to `"__main__"` in the file you start, and to the module\'s name in files that are imported. So what stands under `if __name__ == "__main__":` runs only when you start this file, and others can import its functions without starting the program.',
    example: {
      code: `def greet(name):
    return f"Hello, {name}"

print("this file is", __name__)

if __name__ == "__main__":
    print(greet("Ada"))`,
      output: `this file is __main__
Hello, Ada`,
    },
    misconception:
      'Python needs no main function and does not look for one: it simply runs the file from top to bottom.',
    check: {
      question: 'You write `import greeter` in another file. Does the guarded part of greeter.py run?',
      answer: 'No: there `__name__` is `greeter`.',
    },
    next: ['testing', 'modules'],
  },
  {
    slug: 'files',
    title: 'Reading and writing files, and with',
    short: 'opens a file, reads or writes text, and closes it for you',
    asked: [
      'file',
      'files',
      'open file',
      'read file',
      'write file',
      'with open',
      'with statement',
      'text file',
      'save to file',
      'save data',
      'file mode',
      'append to file',
      'close file',
      'r and w',
      'open()',
      'readlines',
      'create a new file',
      'file path',
      'with keyword',
    ],
    needs: ['strings', 'for-loops'],
    explanation:
      '`with open("notes.txt") as file:` opens the file and closes it at the end of the block, even after an error. The mode says what for: `"r"` read (the default), `"w"` write and erase what was there, `"a"` add at the end. Loop over the file to get its lines; each ends with `\\n`, so `.strip()` it.',
    example: {
      code: `with open("notes.txt", "w") as file:
    file.write("milk\\n")
    file.write("bread\\n")

with open("notes.txt") as file:
    for line in file:
        print(line.strip())

with open("notes.txt", "a") as file:
    file.write("eggs\\n")

with open("notes.txt") as file:
    print(len(file.readlines()), "lines")`,
      output: `milk
bread
3 lines`,
    },
    misconception: '`"w"` empties an existing file the moment it is opened, before you write anything.',
    check: { question: 'Which mode adds a line to a log without losing the old ones?', answer: '`"a"`, append.' },
    next: ['csv-files', 'json', 'exceptions'],
  },
  {
    slug: 'csv-files',
    title: 'CSV files',
    short: 'tables as plain text, with commas between the cells',
    asked: [
      'csv',
      'csv file',
      'read csv',
      'comma separated',
      'write csv',
      'spreadsheet',
      'excel file',
      'csv just text',
      'dictreader',
    ],
    needs: ['files', 'lists', 'dictionaries'],
    explanation:
      "A CSV file is ordinary text: one row a line, commas between the cells. The `csv` module knows about quotes and commas inside cells, so use it rather than `split(',')`. `csv.reader` gives each row as a list, `csv.DictReader` as a dictionary named after the header line. Everything arrives as text: convert numbers yourself.",
    example: {
      code: `import csv

with open("people.csv", "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["name", "age"])
    writer.writerow(["Ada", 36])
    writer.writerow(["Bob, Jr.", 25])

with open("people.csv", newline="") as file:
    for row in csv.DictReader(file):
        print(row["name"], int(row["age"]) + 1)`,
      output: `Ada 37
Bob, Jr. 26`,
    },
    misconception: 'Numbers in a CSV are text when you read them: `"36" + 1` fails until you say `int(...)`.',
    check: {
      question: "Why is `line.split(',')` risky?",
      answer: 'A cell may hold a comma in quotes, such as a name followed by Jr., and would be cut in two.',
    },
    next: ['pandas-basics', 'json'],
  },
  {
    slug: 'json',
    title: 'JSON',
    short: 'data as text that programs exchange; becomes dictionaries and lists',
    asked: [
      'json',
      'json file',
      'parse json',
      'json to dict',
      'load json',
      'reading json',
      'dumps',
      'loads',
      'save dictionary',
      'geojson',
      'api response json',
    ],
    needs: ['dictionaries', 'files'],
    explanation:
      'JSON is text made of objects, lists, strings, numbers, true, false and null. `json.loads(text)` turns it into dictionaries and lists, `json.dumps(data)` back into text; `json.load` and `json.dump` do the same with an open file. Then take it apart step by step: `data["main"]["temp"]`.',
    example: {
      code: `import json

text = '{"city": "Oslo", "temps": [3, 5], "snow": true}'
data = json.loads(text)
print(data["city"], data["temps"][1], data["snow"])
data["city"] = "Bergen"
print(json.dumps(data, indent=2))`,
      output: `Oslo 5 True
{
  "city": "Bergen",
  "temps": [
    3,
    5
  ],
  "snow": true
}`,
    },
    misconception:
      'After `loads` it is no longer JSON but ordinary dictionaries and lists, and everything you know about those applies.',
    check: {
      question: 'Which one takes a string: `json.load` or `json.loads`?',
      answer: '`loads`: think of the s as string.',
    },
    next: ['apis-requests', 'files'],
  },
  {
    slug: 'random-numbers',
    title: 'Random numbers',
    short: 'dice, shuffles and picks from the random module',
    asked: [
      'random',
      'random number',
      'randint',
      'shuffle',
      'random choice',
      'random.choice',
      'pick random',
      'dice',
      'random seed',
      'random module',
      'random list',
    ],
    needs: ['modules', 'lists'],
    explanation:
      '`random.randint(1, 6)` rolls a die, both ends included. `random.choice(items)` picks one, `random.sample(items, k)` k different ones, `random.shuffle(items)` mixes the list in place, and `random.random()` gives a float from 0 up to 1. With a seed you get the same run again, which helps in tests.',
    example: {
      code: `import random

dice = random.Random(7)          # seeded, so that it repeats
rolls = [dice.randint(1, 6) for _ in range(5)]
again = random.Random(7)
print(rolls == [again.randint(1, 6) for _ in range(5)])
print(all(1 <= roll <= 6 for roll in rolls))
cards = ["ace", "king", "queen"]
dice.shuffle(cards)
print(sorted(cards), dice.choice(cards) in cards)`,
      output: `True
True
['ace', 'king', 'queen'] True`,
    },
    misconception: '`random.shuffle(cards)` returns None; the list itself is mixed.',
    check: {
      question: 'Can `random.randint(1, 10)` give 10?',
      answer: 'Yes. Unlike range, randint includes both ends.',
    },
    next: ['lists', 'while-loops'],
  },
  {
    slug: 'dates-times',
    title: 'Dates and times',
    short: 'dates you can compare, subtract and format, with the datetime module',
    asked: [
      'datetime',
      'date',
      'dates',
      'time module',
      'timedelta',
      'days between',
      'strftime',
      'strptime',
      'current time',
      'timestamp',
      'sleep',
      'time.sleep',
      'parse date',
      "today's date",
      'timezone',
    ],
    needs: ['modules'],
    explanation:
      '`date(2024, 5, 17)` is a day, `datetime` a day with a time, `timedelta` a length of time. Subtracting two dates gives a timedelta; adding one to a date gives a date. `strftime` turns a date into text and `strptime` text into a date, by a pattern such as `%Y-%m-%d`. `time.sleep(2)` waits two seconds.',
    example: {
      code: `from datetime import date, datetime, timedelta

start = date(2024, 2, 27)
print(start + timedelta(days=3))
print((date(2024, 12, 25) - start).days)
when = datetime.strptime("17.05.2024 14:30", "%d.%m.%Y %H:%M")
print(when.strftime("%A, %H:%M"))`,
      output: `2024-03-01
302
Friday, 14:30`,
    },
    misconception: 'In patterns `%m` is the month and `%M` the minutes.',
    check: { question: "How do you get today's date?", answer: '`date.today()`, and `datetime.now()` with the time.' },
    next: ['modules', 'strings'],
  },
  {
    slug: 'regular-expressions',
    title: 'Regular expressions',
    short: 'patterns that find or replace pieces of text',
    asked: [
      'regex',
      'regular expression',
      'regular expressions',
      're module',
      're.findall',
      'pattern matching',
      'regexp',
      'match pattern',
      're.sub',
      'regex search',
    ],
    needs: ['strings', 'modules'],
    explanation:
      'A regular expression describes text: `\\d` a digit, `\\w` a letter or digit, `+` one or more, `*` any number, `[abc]` one of these, `( )` a group to take out. `re.search` finds the first place, `re.findall` all of them, `re.sub` replaces. Write patterns as raw strings, `r"\\d+"`. If a plain `in`, `split` or `replace` will do, prefer it.',
    example: {
      code: `import re

text = "Order 12 on 2024-05-17, order 7 on 2024-06-01"
print(re.findall(r"\\d{4}-\\d{2}-\\d{2}", text))
found = re.search(r"[Oo]rder (\\d+)", text)
print(found.group(1))
print(re.sub(r"\\d", "#", "room 101"))
print(re.split(r"[.?!]\\s*", "Hi! You ok? Yes."))`,
      output: `['2024-05-17', '2024-06-01']
12
room ###
['Hi', 'You ok', 'Yes', '']`,
    },
    misconception: '`re.match` looks only at the start of the text; `re.search` looks everywhere.',
    check: { question: "What does `re.findall(r'\\d+', 'a1b22')` give?", answer: "`['1', '22']`: each run of digits." },
    next: ['strings', 'files'],
  },
];
