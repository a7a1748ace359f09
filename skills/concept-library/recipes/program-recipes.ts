import type { Recipe } from '../recipe.ts';

export const PROGRAM_RECIPES: readonly Recipe[] = [
  {
    slug: 'read-file',
    title: 'Read a text file',
    asked: [
      'read a file',
      'read text file',
      'open a file',
      'read lines',
      'file line by line',
      'load file',
      'read txt',
      'loop over file',
    ],
    concepts: ['files'],
    example: {
      code: `with open("todo.txt", "w") as file:      # so that there is something to read
    file.write("milk\\nbread\\n")

with open("todo.txt") as file:
    for number, line in enumerate(file, start=1):
        print(number, line.rstrip())`,
      output: `1 milk
2 bread`,
    },
    note: 'A name without a folder means: in the folder the program is run from. Put the name in quotes, or leave the quotes off when it is in a variable.',
  },
  {
    slug: 'write-file',
    title: 'Write or append to a text file',
    asked: [
      'write to file',
      'save to file',
      'save data to text file',
      'create a new file',
      'append to file',
      'store in file',
      'write text file',
      'export to file',
      'save list to file',
    ],
    concepts: ['files'],
    example: {
      code: `lines = ["first", "second"]
with open("out.txt", "w") as file:
    for line in lines:
        file.write(line + "\\n")
with open("out.txt", "a") as file:
    file.write("third\\n")
print(open("out.txt").read())`,
      output: `first
second
third`,
    },
    note: '`write` adds no new line by itself. `"w"` creates the file, or empties an existing one; `"a"` adds to it.',
  },
  {
    slug: 'read-csv',
    title: 'Read a CSV file',
    asked: [
      'read a csv',
      'open csv',
      'csv file python',
      'parse csv',
      'load csv',
      'csv columns',
      'value from csv',
      'csv values',
      'parse lines of csv',
    ],
    concepts: ['csv-files', 'files'],
    example: {
      code: `import csv

with open("ages.csv", "w", newline="") as file:      # so that there is something to read
    file.write("name,age\\nAda,36\\nBob,25\\n")

with open("ages.csv", newline="") as file:
    rows = list(csv.DictReader(file))
print(rows[0]["name"], int(rows[0]["age"]) + 1)
print({row["name"]: int(row["age"]) for row in rows})`,
      output: `Ada 37
{'Ada': 36, 'Bob': 25}`,
    },
    note: 'Every cell arrives as text. With pandas it is `pd.read_csv("ages.csv")`.',
  },
  {
    slug: 'read-json',
    title: 'Read and write JSON',
    asked: [
      'read json',
      'parse json',
      'load json file',
      'save json',
      'json to dictionary',
      'write json',
      'dictionary to json',
    ],
    concepts: ['json', 'files'],
    example: {
      code: `import json

with open("data.json", "w") as file:
    json.dump({"name": "Ada", "langs": ["en", "fr"]}, file)
with open("data.json") as file:
    data = json.load(file)
print(data["langs"][0])
print(json.loads('[1, 2]')[1])`,
      output: `en
2`,
    },
    note: '`load` and `dump` work on files, `loads` and `dumps` on strings.',
  },
  {
    slug: 'ask-until-valid',
    title: 'Ask until the answer is valid',
    asked: [
      'ask until valid',
      'input validation',
      'validate input',
      'keep asking input',
      'repeat question',
      'check user input',
      'user enters wrong',
      'user makes mistake ask again',
      'try again input',
    ],
    concepts: ['while-loops', 'exceptions', 'input'],
    example: {
      code: `answers = iter(["ten", "-3", "7"])      # stands in for what the user types

def ask(question):
    return next(answers)                # in your program: return input(question)

while True:
    text = ask("How many? ")
    try:
        number = int(text)
    except ValueError:
        print(text, "is not a number")
        continue
    if number > 0:
        break
    print("it must be above 0")
print("got", number)`,
      output: `ten is not a number
it must be above 0
got 7`,
    },
    note: 'The loop has one exit, the `break`, reached only when everything is in order. That is safer than a function calling itself again.',
  },
  {
    slug: 'numbers-from-input',
    title: 'Read several numbers from one line',
    asked: [
      'multiple inputs one line',
      'list of numbers from input',
      'input list',
      'space separated input',
      'read several numbers',
      'input two numbers',
      'take list as input',
    ],
    concepts: ['input', 'strings', 'list-comprehensions'],
    example: {
      code: `line = "3 8 15"          # what input() would return
numbers = [int(part) for part in line.split()]
print(numbers, sum(numbers))
a, b, c = numbers
print(a + b + c)`,
      output: `[3, 8, 15] 26
26`,
    },
    note: '`split()` cuts at the spaces, `int` turns each piece into a number.',
  },
  {
    slug: 'time-code',
    title: 'Measure how long code takes',
    asked: [
      'measure time',
      'time my code',
      'how long code takes',
      'execution time',
      'timer',
      'benchmark',
      'runtime of script',
    ],
    concepts: ['dates-times', 'big-o'],
    example: {
      code: `import time

start = time.perf_counter()
total = sum(range(100_000))
seconds = time.perf_counter() - start
print(total, seconds < 5)`,
      output: `4999950000 True`,
    },
    note: 'For short pieces use `python -m timeit "…"`, which repeats them many times.',
  },
  {
    slug: 'wait',
    title: 'Wait some seconds',
    asked: ['wait seconds', 'pause program', 'delay', 'sleep seconds', 'time.sleep', 'countdown timer'],
    concepts: ['dates-times'],
    example: {
      code: `import time

for n in [3, 2, 1]:
    print(n)
    time.sleep(0.01)      # 1 would be a second
print("go")`,
      output: `3
2
1
go`,
    },
    note: 'The whole program waits. In a program with a window use its own timer (`after` in tkinter).',
  },
  {
    slug: 'run-periodically',
    title: 'Run a script every hour',
    asked: [
      'run script every hour',
      'run periodically',
      'schedule script',
      'automatically run',
      'run every day',
      'cron',
      'repeat every minutes',
      'run in background',
    ],
    concepts: ['dates-times', 'while-loops'],
    example: {
      needs: 'a terminal',
      code: `# Linux, macOS: run "crontab -e" and add a line: at minute 0 of every hour
0 * * * * /usr/bin/python3 /home/ada/report.py

# or a program that stays running
import time
while True:
    make_report()
    time.sleep(60 * 60)`,
      output: '',
    },
    note: "The system's scheduler (cron, or Task Scheduler on Windows) survives restarts and crashes; a program with `sleep` does not.",
  },
  {
    slug: 'return-several',
    title: 'Return several values',
    asked: ['return multiple values', 'return two values', 'return more than one', 'function returns tuple'],
    concepts: ['tuples', 'return-vs-print'],
    example: {
      code: `def divide(a, b):
    return a // b, a % b

whole, rest = divide(17, 5)
print(whole, rest)`,
      output: `3 2`,
    },
    note: 'It is one tuple, unpacked into two names.',
  },
  {
    slug: 'menu-loop',
    title: 'A menu that repeats',
    asked: [
      'menu program',
      'text menu',
      'menu loop',
      'options for user to choose',
      'play again',
      'restart the game',
      'run again',
      'quit option',
    ],
    concepts: ['while-loops', 'if-statements', 'input'],
    example: {
      code: `choices = iter(["1", "9", "q"])          # stands in for what the user types

while True:
    choice = next(choices)               # in your program: input("1 greet, q quit: ")
    if choice == "1":
        print("Hello!")
    elif choice == "q":
        print("Bye")
        break
    else:
        print("No such choice:", choice)`,
      output: `Hello!
No such choice: 9
Bye`,
    },
    note: '`input` returns text, so compare with `"1"`, not with 1.',
  },
  {
    slug: 'list-files',
    title: 'List the files in a folder',
    asked: [
      'list files',
      'files in folder',
      'all files directory',
      'loop through files',
      'several files through a function',
      'file exists',
      'check if file exists',
      'list directory',
    ],
    concepts: ['files', 'for-loops'],
    example: {
      code: `from pathlib import Path

Path("letters").mkdir(exist_ok=True)
for name in ["b.txt", "a.txt"]:
    Path("letters", name).write_text("hello")
for path in sorted(Path("letters").glob("*.txt")):
    print(path.name, len(path.read_text()))
print(Path("missing.txt").exists())`,
      output: `a.txt 5
b.txt 5
False`,
    },
    note: '`glob` takes a pattern; call your own function with each path inside the loop.',
  },
  {
    slug: 'call-function-string',
    title: 'Choose a function by name',
    asked: [
      'call function by name',
      'function from string',
      'choose function from input',
      'dictionary of functions',
      'replace many if elif',
    ],
    concepts: ['functions', 'dictionaries'],
    example: {
      code: `def add(a, b):
    return a + b

def times(a, b):
    return a * b

actions = {"add": add, "times": times}
print(actions["times"](3, 4))`,
      output: `12`,
    },
    note: 'Functions are values: the dictionary holds them without brackets, and the call adds them.',
  },
  {
    slug: 'convert-python2',
    title: 'Move code from Python 2 to 3',
    asked: ['python 2 to python 3', 'convert python 2.7', '2to3', 'python2 code', 'upgrade python 2'],
    concepts: ['print', 'numbers', 'input'],
    example: {
      code: `# Python 2: print "hi"       ->  print("hi")
# Python 2: raw_input()       ->  input()
# Python 2: 7 / 2 gave 3      ->  7 // 2
# Python 2: d.has_key("a")    ->  "a" in d
# Python 2: except E, e:      ->  except E as e:
print(7 // 2, 7 / 2)`,
      output: `3 3.5`,
    },
    note: 'Change `print` first, then run it and fix what it complains about, one error at a time. Older Python 3 versions came with a tool, `2to3`, that does the simple ones.',
  },
  {
    slug: 'hash-text',
    title: 'Hash a text',
    asked: ['hash a string', 'hash of password', 'hash password', 'hashing method', 'sha256', 'md5', 'return hash'],
    concepts: ['modules', 'strings'],
    example: {
      code: `import hashlib

print(hashlib.sha256(b"hello").hexdigest()[:16])
print(hashlib.sha256("hello".encode()).hexdigest()[:16])`,
      output: `2cf24dba5fb0a30e
2cf24dba5fb0a30e`,
    },
    note: 'The same text always gives the same hash. For real passwords use a slow, salted hash such as `hashlib.scrypt`; never write your own.',
  },
  {
    slug: 'check-type',
    title: 'Check the type of a value',
    asked: [
      'check type of variable',
      'is it an integer',
      'check if int',
      'check if string',
      'compare types',
      'what type is variable',
      'built-in way to compare types',
    ],
    concepts: ['data-types'],
    example: {
      code: `value = 3.5
print(type(value).__name__)
print(isinstance(value, float), isinstance(value, (int, float)))
print(float(4).is_integer())`,
      output: `float
True True
True`,
    },
    note: '`isinstance` also accepts a tuple of types, and subclasses; it is preferred over comparing `type(x) == int`.',
  },
];
