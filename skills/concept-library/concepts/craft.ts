import type { Concept } from '../concept.ts';

export const CRAFT: readonly Concept[] = [
  {
    slug: 'clean-code',
    title: 'Clean, well-structured code',
    short: 'code the next reader, often you, understands at once',
    asked: [
      'clean code',
      'well structured',
      'readable code',
      'code style',
      'pep 8',
      'pep8',
      'naming conventions',
      'structure a project',
      'best practices',
      'refactor',
      'comments in code',
      'docstring',
      'dry principle',
      'organize code',
    ],
    needs: ['functions'],
    explanation:
      'Names say what a thing is (`total_price`, not `x2`). A function does one thing and fits on a screen. What is repeated becomes a function. Comments say why, the code says what. Turn conditions round and leave early rather than nesting deeper. First make it work with a test, then make it clean, so that you see when cleaning breaks it.',
    example: {
      code: `def f(l):
    t = 0
    for x in l:
        if x[1] > 0:
            t += x[0] * x[1]
    return t

def total_price(order):
    """Sum of price times amount; lines without an amount are skipped."""
    return sum(price * amount for price, amount in order if amount > 0)

order = [(2.5, 2), (10, 0), (1, 3)]
print(f(order), total_price(order))`,
      output: `8.0 8.0`,
    },
    misconception: 'Short is not the goal, clear is. A dense one-liner you must decode is worse than four plain lines.',
    check: {
      question: 'A comment says `# add one to i` above `i += 1`. Keep it?',
      answer: 'No: it repeats the code. A useful comment would say why one is added.',
    },
    next: ['testing', 'type-hints'],
  },
  {
    slug: 'type-hints',
    title: 'Type hints',
    short: 'notes in the code saying which types a function takes and returns',
    asked: [
      'type hint',
      'type hints',
      'type annotation',
      'annotations',
      '-> arrow',
      'arrow in function',
      'mypy',
      'typing module',
      'colon after parameter',
      'optional type',
    ],
    needs: ['functions', 'data-types'],
    explanation:
      '`def area(width: float, height: float) -> float:` tells readers and tools what goes in and what comes out. Python itself does not check them while running; editors and checkers such as mypy do, and find mistakes before you run anything. Write `list[int]`, `dict[str, int]`, and `str | None` when nothing is possible.',
    example: {
      code: `def longest(words: list[str]) -> str | None:
    if not words:
        return None
    return max(words, key=len)

print(longest(["fig", "banana"]))
print(longest([]))

def double(n: int) -> int:
    return n * 2

print(double("not checked while running "))`,
      output: `banana
None
not checked while running not checked while running `,
    },
    misconception: 'A hint does not convert anything: `n: int` does not make an int of a string.',
    check: {
      question: "What does `-> None` after a function's brackets say?",
      answer: 'That it returns nothing useful: it is called for what it does.',
    },
    next: ['clean-code', 'testing'],
  },
  {
    slug: 'big-o',
    title: 'Big-O: how time grows',
    short: 'how the work grows when the input does',
    asked: [
      'big o',
      'time complexity',
      'o(n)',
      'complexity',
      'efficiency',
      'o(n log n)',
      'runtime of algorithm',
      'how fast is algorithm',
      'performance',
      'space complexity',
      'scalability',
    ],
    needs: ['nested-loops', 'lists'],
    explanation:
      'Big-O counts how many steps are needed as the input size n grows, leaving out constant factors. One loop over the data is O(n), a loop in a loop O(n²), halving each time O(log n), a good sort O(n log n), a dictionary or set look-up O(1). Constants still matter for small inputs: a built-in sort written in C can beat a plain Python loop although its growth is worse.',
    example: {
      code: `def linear(items, wanted):
    steps = 0
    for item in items:
        steps += 1
        if item == wanted:
            break
    return steps

def binary(items, wanted):
    low, high, steps = 0, len(items) - 1, 0
    while low <= high:
        steps += 1
        middle = (low + high) // 2
        if items[middle] == wanted:
            break
        if items[middle] < wanted:
            low = middle + 1
        else:
            high = middle - 1
    return steps

numbers = list(range(1000))
print(linear(numbers, 900), binary(numbers, 900))`,
      output: `901 10`,
    },
    misconception:
      'Fewer lines are not fewer steps: `x in some_list` looks at every item, even though it is one short expression.',
    check: { question: 'n doubles. How much longer does an O(n²) program take?', answer: 'About four times as long.' },
    next: ['sets', 'recursion', 'sorting'],
  },
  {
    slug: 'virtualenv-pip',
    title: 'pip and virtual environments',
    short: "pip installs packages; a virtual environment keeps each project's own",
    asked: [
      'pip',
      'virtual environment',
      'virtualenv',
      'venv',
      'pip install',
      'install a package',
      'requirements.txt',
      'install library',
      'conda',
      'environment for projects',
      'anaconda',
    ],
    needs: ['modules'],
    explanation:
      '`python -m pip install requests` downloads a package. A virtual environment is a folder with its own Python and packages, so that projects do not disturb each other: make one per project with `python -m venv .venv`, switch it on (`source .venv/bin/activate`, on Windows `.venv\\Scripts\\activate`), and install inside it. `pip freeze > requirements.txt` writes down what it needs.',
    example: {
      needs: 'a terminal',
      code: `python -m venv .venv
source .venv/bin/activate        # Windows: .venv\\Scripts\\activate
python -m pip install requests
python -m pip freeze > requirements.txt`,
      output: '',
    },
    misconception:
      'pip is a command for the terminal, not for a Python program: typing `pip install …` in the Python shell is a SyntaxError. Installed, but not found? Then it went to another Python than the one that runs your program; `python -m pip` avoids that.',
    check: {
      question: 'One environment for all small projects, or one each?',
      answer:
        'One each is safer: versions cannot clash, and the list of requirements stays true. For throw-away scripts a shared one is fine.',
    },
    next: ['modules', 'git-basics'],
  },
  {
    slug: 'git-basics',
    title: 'Git basics',
    short: 'keeps every saved version of your project, and lets you go back',
    asked: [
      'git',
      'github',
      'commit',
      'version control',
      'repository',
      'git push',
      'git pull',
      'branch',
      'clone',
      'merge conflict',
    ],
    needs: [],
    explanation:
      "A repository is a folder whose history Git keeps. You change files, choose what to save with `git add`, and save a version with a message: `git commit`. `git log` shows the history, `git diff` what you changed. `git push` sends commits to a server such as GitHub, `git pull` fetches others'. A branch is a line of work of its own that you merge when it is ready.",
    example: {
      needs: 'a terminal',
      code: `git init
git add game.py
git commit -m "Add the guessing game"
git log --oneline
git push`,
      output: '',
    },
    misconception: 'A commit is only on your computer until you push it.',
    check: {
      question: 'Which command shows what you changed since the last commit?',
      answer: '`git diff` (and `git status` for which files).',
    },
    next: ['virtualenv-pip', 'testing'],
  },
  {
    slug: 'concurrency',
    title: 'Threads, processes and async',
    short: 'several things going on at the same time',
    asked: [
      'thread',
      'threads',
      'threading',
      'multiprocessing',
      'multiple processes',
      'concurrent',
      'parallel',
      'run at the same time',
      'background task',
      'terminate process',
      'gil',
      'global interpreter lock',
    ],
    needs: ['functions', 'modules'],
    explanation:
      'Threads let a program wait for several slow things (network, files) at once. `async` does the same in one thread, switching whenever something waits. For heavy computing use processes: each has its own Python and can use another core; keep the `Process` objects in a list or dictionary and call `.terminate()` on the one to stop. `concurrent.futures` is the friendliest start.',
    example: {
      needs: 'threads',
      code: `from concurrent.futures import ThreadPoolExecutor

def slow_double(n):
    return n * 2

with ThreadPoolExecutor() as pool:
    print(list(pool.map(slow_double, [1, 2, 3])))`,
      output: '[2, 4, 6]',
    },
    misconception:
      'Threads do not make pure Python computing faster: a lock inside Python (the GIL, global interpreter lock) normally lets only one of them run Python code at a time.',
    check: {
      question: 'Downloading 50 pages: threads or processes?',
      answer: 'Threads (or async): the time goes into waiting, not computing.',
    },
    next: ['apis-requests', 'big-o'],
  },
];
