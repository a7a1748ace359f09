/** What a student can check alone while we have not seen the code, by what they asked about. */
type Checklist = {
  readonly asks: RegExp;
  readonly title: string;
  readonly points: readonly string[];
  readonly topics: readonly string[];
};

const LISTS: readonly Checklist[] = [
  {
    asks: /\btry\b|\bexcept|error checking|error handling|exception/i,
    title: 'Error handling that is easy to trust',
    points: [
      'Keep the `try` small: only the line that can fail.',
      'Name the error you expect (`except ValueError:`), never a bare `except:`.',
      'What should happen then: ask again, use a default, or stop with a message? Do exactly that.',
      'What can be asked beforehand with an `if` (is the list empty, is the key there) often needs no `try`.',
    ],
    topics: ['exceptions'],
  },
  {
    asks: /\bskip\w*\b|\bcontinue\b|\bnested|if tree|if[- ]?else|if statements?|elif|calculator|conditions?/i,
    title: 'Making a tree of `if`s smaller',
    points: [
      'Leave early: `if bad: continue` (or `return`) at the top, and the rest needs no `else`.',
      '`x == "a" or x == "b"` becomes `x in ("a", "b")`.',
      'The same question with many answers is a table: `actions = {"+": add, "-": subtract}` and `actions[sign](a, b)`.',
      'Nested `if`s with nothing in between join with `and`.',
    ],
    topics: ['conditions', 'dictionaries'],
  },
  {
    asks: /faster|efficien|speed|slow|performance|optimi[sz]|memory/i,
    title: 'Making a program faster',
    points: [
      'Measure first: `python -m cProfile your_file.py` shows where the time goes.',
      '`x in a_list` inside a loop looks through the whole list each time: use a set or dictionary.',
      'Work that gives the same result in every round belongs before the loop.',
      'Build text with `"".join(pieces)`; let `sum`, `max`, `sorted` do the loops they can do.',
      'Tables and arrays: whole-column operations instead of a loop over rows.',
    ],
    topics: ['efficiency'],
  },
  {
    asks: /\bjson\b|pars(?:e|ing|er)|\bcsv\b/i,
    title: 'Reading structured data',
    points: [
      'Use the module made for it: `json.load(file)`, `csv.DictReader(file)`, not `split`.',
      'Open with `with open(path, encoding="utf-8") as file:`.',
      '`data.get("key", default)` where a field may be missing.',
      'One function turns the raw data into what you need; the rest of the program never sees the raw form.',
    ],
    topics: ['files', 'dictionaries'],
  },
  {
    asks: /\bclass(?:es)?\b|object|oop|data-?class|inherit/i,
    title: 'A class worth having',
    points: [
      'Does it hold data **and** the operations on it? Otherwise a dictionary or a function is enough.',
      '`__init__` sets every attribute; a `@dataclass` writes it for you.',
      'Methods use `self.…` only for what belongs to this object.',
      'A `__str__` (or `__repr__`) makes it printable; long methods are cut into smaller ones.',
    ],
    topics: ['classes'],
  },
  {
    asks: /\bgame\b|blackjack|dice|magic 8|adventure|monty|chess|inventory|hangman|\btic\b/i,
    title: 'A game that stays easy to change',
    points: [
      'Rules apart from input and output: `score(hand)` returns a number and prints nothing.',
      'One loop that reads, updates and shows; each in its own function.',
      'Things with several properties in a dictionary or class, not in parallel lists.',
      'Typed input is checked once, in one function that asks again.',
    ],
    topics: ['functions'],
  },
  {
    asks: /shorter|shorten|simplif|simple|clean|pythonic|\bline|too long|duplicat|repet|less code|better way|look better|improve|redundan/i,
    title: 'Making code shorter without making it harder',
    points: [
      'Lines that repeat with small differences: a function with a parameter, or a loop over the differences.',
      '`for item in items:` instead of indexes; `enumerate` or `zip` when you need positions or two lists.',
      'A loop that only builds a list is a comprehension: `[f(x) for x in items if ok(x)]`.',
      'Return a condition directly: `return x > 3`.',
      'Stop when a reader has to think longer than before.',
    ],
    topics: ['style'],
  },
  {
    asks: /\bbot\b|scrap|crawl|\bapi\b|library|package|\bapp\b|cli\b|script|tool|portfolio|project|github|web|server/i,
    title: 'A project others can pick up',
    points: [
      'A README that says what it does and how to run it, in two commands.',
      'Passwords and tokens come from the environment, never from the code or its history.',
      'Functions that compute are apart from those that fetch, read or print, so they can be tested.',
      'A `main()` behind `if __name__ == "__main__":`, dependencies listed with versions.',
      'Three tests for the part you would least like to break; then `ruff check .`.',
    ],
    topics: ['projects'],
  },
];

const GENERAL: Checklist = {
  asks: /^/,
  title: 'Before showing code to anyone',
  points: [
    'Read each name aloud: does it say what it holds or does?',
    'Does every function do one thing and fit on a screen?',
    'Are any three lines there twice? Make them a function.',
    'Try empty input, one item, and a wrong type.',
    'No unused lines, no bare `except:`, no number nobody can explain; `ruff check your_file.py` finds the first kind.',
  ],
  topics: ['style'],
};

/** The checklist that fits what was asked. */
export function chooseChecklist(text: string): { title: string; points: readonly string[]; topics: readonly string[] } {
  return LISTS.find((list) => list.asks.test(text.slice(0, 5_000))) ?? GENERAL;
}
