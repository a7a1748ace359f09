import type { Concept } from '../concept.ts';

/** Words that every lesson uses and few explain: what a program is made of, and how it comes to run. */
export const HOW_PROGRAMS_RUN: readonly Concept[] = [
  {
    slug: 'expressions',
    title: 'Values, expressions and statements',
    short: 'an expression works out to a value, a statement does something',
    asked: ['expression', 'statement', 'value', 'literal', 'expression versus statement', 'evaluate'],
    needs: [],
    explanation:
      'A value is a piece of data: `7`, `"tea"`, `True`. An expression is anything Python can work out to one value, such as `2 + 3`, `len(name)` or just `7`; it can stand wherever a value is wanted. A statement is a complete instruction that does something: `x = 2 + 3`, `if`, `for`, `import`. An assignment holds an expression on its right side, never the other way round.',
    example: {
      code: `price = 2 + 3            # a statement; 2 + 3 is the expression in it
print(price * 2)         # an expression as an argument
print(len("tea") > price)`,
      output: `10
False`,
    },
    misconception:
      'An expression on a line of its own works out a value and throws it away: `price * 2` changes nothing. Keep it (`price = price * 2`) or print it.',
    check: {
      question: 'Is `x > 3` an expression or a statement?',
      answer: 'An expression: it works out to True or False. `if x > 3:` begins a statement.',
    },
    next: ['variables', 'data-types'],
  },
  {
    slug: 'comments',
    title: 'Comments',
    short: 'notes for people, which Python skips',
    asked: ['comment', 'comments', 'hash sign', 'comment out', 'docstring', 'multiline comment'],
    needs: [],
    explanation:
      'Everything from `#` to the end of the line is for people; Python skips it (unless the `#` stands inside quotes). A good comment says why, because the code already says what. A text in triple quotes as the first thing in a function is its docstring: it describes the function, and `help()` shows it.',
    example: {
      code: `def area(width, height):
    """Return the area of a rectangle."""
    return width * height    # no units: the caller knows them

# print("this line does not run")
print(area(2, 3))
print(area.__doc__)
print("a # inside quotes stays")`,
      output: `6
Return the area of a rectangle.
a # inside quotes stays`,
    },
    misconception:
      'Triple quotes are not a comment sign: they make a text. On a line of its own that text does nothing, which is why it looks like a comment.',
    check: {
      question: 'What does `print("#1")  # first` show?',
      answer: '`#1`: the first `#` is inside quotes, the second begins the comment.',
    },
    next: ['clean-code'],
  },
  {
    slug: 'indentation',
    title: 'Indentation and blocks',
    short: 'the spaces at the start of a line say which block it belongs to',
    asked: ['indentation', 'indent', 'indented', 'block of code', 'tabs or spaces', 'white space', 'colon at the end'],
    needs: [],
    explanation:
      'A line that ends with a colon (`if`, `for`, `while`, `def`, `class` …) opens a block. The lines that belong to it are moved to the right by the same amount, four spaces by custom. The first line that goes back to the left ends the block. So the spaces decide what runs: there are no brackets around a block in Python.',
    example: {
      code: `for name in ["Ada", "Bob"]:
    print("hello", name)    # belongs to the loop
print("done")               # after the loop, once`,
      output: `hello Ada
hello Bob
done`,
    },
    misconception:
      'Tabs and spaces look alike but are not the same to Python: mixing them in one block is an error. Let your editor write spaces when you press Tab.',
    check: {
      question: 'In the example, what changes when the last line is indented like the one above it?',
      answer: '"done" is printed twice, once in each round, because it now belongs to the loop.',
    },
    next: ['if-statements', 'for-loops'],
  },
  {
    slug: 'operators',
    title: 'Operators',
    short: 'signs that work out a new value from one or two others',
    asked: [
      'operator',
      'operators',
      'operator precedence',
      'order of operations',
      'arithmetic operator',
      '+=',
      '-=',
      '*=',
      '//=',
      '%=',
      'augmented assignment',
      'plus equals',
      'minus equals',
      'assignment operator',
    ],
    needs: ['numbers'],
    explanation:
      'Arithmetic: `+ - * /`, `//` (divided and rounded down), `%` (the remainder), `**` (to the power). Comparing gives True or False: `== != < > <= >=`. Logic joins those: `and`, `or`, `not`. `in` asks whether something is in a collection. `x += 1` is short for `x = x + 1`. First `**`, then `* / // %`, then `+ -`, then comparing, then `not`, `and`, `or`; brackets come before all.',
    example: {
      code: `print(2 + 3 * 4, (2 + 3) * 4)
print(7 // 2, 7 % 2, 2 ** 3)
print(3 < 5 and not 3 == 5)
score = 10
score += 5
print(score)`,
      output: `14 20
3 1 8
True
15`,
    },
    misconception: '`=` is not a comparison: it gives a name a value. Asking whether two values are equal takes `==`.',
    check: { question: 'What is `10 - 2 * 3`?', answer: '4: the multiplication comes first.' },
    next: ['comparison', 'booleans'],
  },
  {
    slug: 'running-programs',
    title: 'Installing Python and running a program',
    short: 'a file with code, and the interpreter that carries it out line by line',
    asked: [
      'interpreter',
      'compiler',
      'compiled or interpreted',
      'install python',
      'download python',
      'run a python file',
      'run python program',
      'run my code',
      'run python script',
      'execute script',
      'start python',
      'python shell',
      'terminal',
      'command line',
      'editor',
      'ide',
      'python version',
    ],
    needs: [],
    explanation:
      'Python comes from python.org (on Windows tick "Add python.exe to PATH" in the installer; on Debian or Ubuntu: `sudo apt install python3`). Write your code in a file such as `hello.py` with an editor (VS Code, Thonny, or IDLE, which comes along), open a terminal in its folder and type the command below. The interpreter reads the file from top to bottom and carries it out. A compiler translates the whole program beforehand; Python does that too, into a form of its own that nobody needs to look at, and then runs it at once.',
    example: {
      code: `python hello.py          # Windows also: py hello.py; Mac and Linux often: python3 hello.py
python --version
python                   # without a file: try lines one by one; exit() ends it`,
      output: '',
      needs: 'a terminal',
    },
    misconception:
      'The `>>>` of the Python shell is no place to type `python hello.py`: that command belongs in the terminal. In the shell only Python itself is understood.',
    check: {
      question: '`hello.py` lies in another folder than the one the terminal is in. What happens?',
      answer: 'Python says that it cannot open the file. Go there first with `cd`, or give the whole path.',
    },
    next: ['print', 'virtualenv-pip'],
  },
  {
    slug: 'algorithms',
    title: 'Algorithms',
    short: 'a recipe of clear steps that solves every case of a problem',
    asked: ['algorithm', 'algorithms', 'pseudocode', 'linear search', 'binary search', 'bubble sort', 'flowchart'],
    needs: ['for-loops', 'if-statements'],
    explanation:
      'An algorithm is a list of steps so clear that a machine can follow them, and that ends with the answer for every allowed input. A program is an algorithm written in a language. Before you write one: say in words what goes in and what comes out, do a small case by hand, and write down what you did, step by step; that is your algorithm. Several can solve one problem, and some need far fewer steps.',
    example: {
      code: `def largest(numbers):
    best = numbers[0]          # 1. take the first as the best so far
    for number in numbers:     # 2. look at each one
        if number > best:      # 3. a better one replaces it
            best = number
    return best                # 4. what is left is the answer

print(largest([3, 9, 4]))`,
      output: '9',
    },
    misconception:
      'An algorithm is not code: it is the idea, and can be written in words, in Python or in any other language.',
    check: {
      question: 'Why does the example start with `numbers[0]` and not with 0?',
      answer: 'With numbers that are all negative, 0 would win although it is not among them.',
    },
    next: ['big-o', 'sorting'],
  },
];
