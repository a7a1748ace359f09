/** What a student describes without showing it: the likely causes, and what to look at. */
export type Symptom = {
  readonly id: string;
  readonly says: RegExp;
  readonly what: string;
  readonly checks: readonly string[];
  readonly code?: string;
  readonly topics: readonly string[];
};

export const SYMPTOMS: readonly Symptom[] = [
  {
    id: 'prints-none',
    says: /\b(?:prints?|returns?|get(?:s|ting)?|shows?|says?|outputs?|displays?|pops? up as|popping up as|is|gives?)\b.{0,30}\bnone(?:type)?\b|\bnon?e?type\b/i,
    what: '`None` is what a function gives back when it has no `return`.',
    checks: [
      'Does the function *print* the value instead of returning it? Then `print(f())` shows the value and `None` after it.',
      'Is there a path (an `if` without `else`) that ends without `return`?',
      'Did you store the result of `sort`, `append` or `print`? They give back `None`.',
    ],
    code: 'def double(n):\n    return n * 2      # not: print(n * 2)',
    topics: ['none', 'return-values'],
  },
  {
    id: 'prints-function',
    says: /<(?:function|bound method|built-in)\b|0x[0-9a-f]{6,}|\bobject at 0x|memory address/i,
    what: '`<function … at 0x…>` or `<… object at 0x…>` means that you printed the thing itself, not its result.',
    checks: [
      'For a function: parentheses are missing. `area` is the function, `area(3)` is its result.',
      'For an object of your own class: print one of its attributes, or give the class a `__str__` method.',
      'For `map`, `filter`, `zip`: wrap it in `list(…)`.',
    ],
    topics: ['functions', 'printing'],
  },
  {
    id: 'pip',
    says: /\bpip3?\b.{0,40}(?:not recogni[sz]ed|not found|doesn'?t work|not work|error)|not recogni[sz]ed.{0,30}(?:pip|python|internal or external)|(?:python|pip) (?:is )?not (?:recogni[sz]ed|found)|command not found/i,
    what: 'The terminal does not know where Python (or pip) is: it is not on the PATH.',
    checks: [
      'Run pip through Python: `python -m pip install NAME` (Windows also: `py -m pip …`; Mac and Linux: `python3 -m pip …`).',
      'If `python` itself is unknown on Windows, try `py`; or run the installer again and tick *Add python.exe to PATH*.',
      "Open a **new** terminal afterwards; type it in the terminal, not at Python's `>>>`.",
    ],
    topics: ['installation'],
  },
  {
    id: 'versions',
    says: /\b(?:python ?2(?:\.\d)?\b.{0,80}\bpython ?3|two versions|several versions|wrong version|multiple (?:python )?versions)\b/i,
    what: 'With several Pythons on one machine, the word you type decides which one runs; installing a new one need not replace the old.',
    checks: [
      'Windows: `py -0` lists them, `py -2` and `py -3` (or `py -3.12`) choose one. Leave *Add to PATH* unticked for the one that must not become the default.',
      'Mac and Linux: `python3` and `python2` are separate commands.',
      'Install packages with the same word: `py -3 -m pip install NAME`.',
      'A virtual environment for each project (`py -3 -m venv .venv`) keeps them apart.',
    ],
    topics: ['installation'],
  },
  {
    id: 'module',
    says: /\b(?:modules?|packages?|librar(?:y|ies)|numpy|pandas|pygame|flask|django|matplotlib|opencv|selenium)\b.{0,60}(?:not (?:found|install|work|recogni)|won'?t install|can'?t (?:be )?(?:import|find|install)|cannot (?:import|find|install)|missing|fails?)|(?:can'?t|cannot|unable to|trouble|problems?|issues?) (?:import|install)(?:ing)? (?!pycharm|python|vs)/i,
    what: 'The package is not in the Python that runs your program, even if another Python on the machine has it.',
    checks: [
      'Install it with the very Python you run: `python -m pip install NAME`.',
      'In VS Code or PyCharm select the same interpreter (VS Code: *Python: Select Interpreter*).',
      'None of your own files may be called like the package (`random.py`, `flask.py`).',
    ],
    code: 'python -m pip install NAME\npython -c "import sys; print(sys.executable)"',
    topics: ['modules', 'installation'],
  },
  {
    id: 'editor',
    says: /\b(?:vs ?code|visual studio|pycharm|idle|spyder|jupyter|anaconda|thonny|sublime|pyinstaller|auto-py-to-exe|\.exe)\b/i,
    what: 'This looks like a tool problem rather than a mistake in your code. Find out first which of the two it is.',
    checks: [
      'Run the file in a plain terminal: `python your_file.py` (Windows: `py your_file.py`). If that works, the code is fine.',
      'Select the interpreter again in the editor (VS Code: *Python: Select Interpreter*; PyCharm: *Settings > Project > Python Interpreter*).',
      'Save the file and make sure it is *this* file that runs; restart the editor once. If it crashes, start it without plugins.',
      'Made an .exe with PyInstaller? Files beside it are found with `os.path.dirname(sys.executable)`, not with the folder it unpacks to.',
    ],
    topics: ['tools', 'installation'],
  },
  {
    id: 'endless',
    says: /\b(?:infinite|endless)(?:ly)?\b|never (?:stops?|ends?|finish)|(?:won'?t|doesn'?t|does not|can'?t|cannot|not) stop\b|keeps? (?:running|looping|going|asking|repeating|printing)|loops? forever|\bhangs?\b|\bfreez|stuck in a loop|runs? forever/i,
    what: 'A loop that never ends has a condition that never becomes false.',
    checks: [
      'Does something *inside* the loop change the variable that the `while` tests?',
      'With `while True:`, is there a `break`, and is its `if` ever true? Print the value it tests.',
      'Is the line that changes it indented to be in the loop? Is text compared with a number (`input()` gives text)?',
    ],
    code: 'while count < 10:\n    print(count)      # see what it does\n    count += 1        # must be inside the loop',
    topics: ['loops'],
  },
  {
    id: 'timeout',
    says: /time ?limit|time ?out|timed out|takes? (?:too long|forever)|(?:was|got|been) killed|too slow/i,
    what: 'A program stopped for its time either never ends, or does far more steps than the task needs.',
    checks: [
      'Does every loop end? Print its variable: does it get closer to the end in each round?',
      'Does it wait for an `input()` that never comes?',
      'A loop inside a loop over the same list takes the square of its length: a set or a dictionary often makes the inner one unnecessary.',
      'Try it with a very small input: if that ends at once, it is slow rather than endless.',
    ],
    topics: ['loops', 'efficiency'],
  },
  {
    id: 'nothing',
    says: /nothing (?:happens|shows?|prints?|appears?|is (?:printed|displayed|shown)|comes?)|no output|(?:doesn'?t|does not|won'?t|not|isn'?t|aren'?t) (?:show|print|display|appear|produce|start|run|do anything)(?:ing)?\b|blank (?:screen|window|output)|black screen|white box|result does not appear|not showing|just (?:ends|closes|exits)/i,
    what: 'When a program runs and shows nothing, the part that should show something was not reached, or not told to.',
    checks: [
      'Is the function **called** (`main()` at the very end, not indented), or only defined?',
      'Is the result printed? A `return` alone shows nothing.',
      'Put `print("here 1")`, `print("here 2")` along the way: the first one that does not appear shows where it stops.',
      'Window programs: `mainloop()` (tkinter) or `update()`/`flip()` (pygame) missing; a tkinter picture must be kept (`label.image = photo`), or it turns into an empty box.',
    ],
    topics: ['functions', 'debugging'],
  },
  {
    id: 'last-left-out',
    says: /\b(?:last|final|highest)\b.{0,40}\b(?:missing|left out|skipped|ignored|not (?:shown|printed|included|there|counted))|(?:missing|skips?|skipping|leaves? out|without|misses|doesn'?t (?:show|print|include)) (?:the )?(?:last|final)\b|off[- ]by[- ]one|one (?:too few|short|less than)/i,
    what: 'The end of a `range` or of a slice is never included: `range(1, 10)` counts from 1 to 9.',
    checks: [
      'To include the last number add one: `range(1, 10 + 1)`.',
      'A slice works alike: `word[0:3]` holds positions 0, 1 and 2.',
      'A list of 5 has positions 0 to 4, so `range(len(items))` is right as it is.',
      '`<` in a `while` stops one earlier than `<=`.',
    ],
    code: 'for i in range(1, 11):   # 1 to 10\n    print(i)',
    topics: ['loops', 'range'],
  },
  {
    id: 'letter-by-letter',
    says: /\b(?:letters?|characters?|chars?)\b.{0,30}\b(?:one by one|one at a time|separate\w*|individual\w*|each (?:on|in) (?:a|its))|letter by letter|(?:splits?|loops? (?:over|through)|prints?).{0,20}(?:each|every|single) (?:letter|character)/i,
    what: 'A `for` loop over a text goes through it letter by letter; only over a list it goes item by item.',
    checks: [
      'One name in a list still needs the brackets: `names = ["Ann"]`, not `names = "Ann"`.',
      'To go word by word, split the text first: `for word in text.split():`.',
      '`list("Ann")` makes a list of letters; `["Ann"]` makes a list with one text.',
      '`items += "Ann"` adds three letters to a list; `items.append("Ann")` adds the one text.',
    ],
    code: 'names = ["Ann"]\nfor name in names:\n    print(name)',
    topics: ['lists', 'strings', 'loops'],
  },
  {
    id: 'rounding',
    says: /float\b.{0,60}(?:decimal|wrong|weird|imprecis|precis)|\.\d0{8,}\d|\.\d9{8,}|0{6,}\d\b|sin\(?.{0,12}pi|rounding/i,
    what: 'Decimal numbers are stored in binary with about 16 digits, so tiny errors are normal: `1.1 + 2.2` is `3.3000000000000003`, and `math.sin(math.pi)` is `1.2e-16` instead of 0.',
    checks: [
      'To show it: `round(x, 2)` or `f"{x:.2f}"`.',
      'To compare: `math.isclose(a, b)` (with `abs_tol=1e-9` near 0) instead of `==`.',
      'For money: whole cents, or `Decimal("1.10")` made from **text**, not from a float.',
      'Angles in `math` are in radians: `math.radians(degrees)`.',
    ],
    topics: ['numbers'],
  },
  {
    id: 'copying',
    says: /\b(?:changes?|changing|modif\w+) (?:both|the original|the other)|all (?:rows|lists|elements) (?:change|are the same)|same (?:value|object) in (?:all|every)/i,
    what: '`b = a` does not copy a list: both names hold the same one, so a change through one is seen through the other.',
    checks: [
      'Copy with `b = a.copy()` (nested lists: `copy.deepcopy(a)`).',
      '`[[0] * 3] * 3` repeats the *same* row; use `[[0] * 3 for _ in range(3)]`.',
    ],
    topics: ['lists'],
  },
  {
    id: 'split',
    says: /\bsplit\b/i,
    what: '`text.split()` with nothing in the brackets cuts at any run of spaces and drops empty pieces; `split(" ")` leaves an empty text for every extra space; `split("")` is an error.',
    checks: [
      'Into words: `text.split()`. Into characters: `list(text)`. At commas: `text.split(",")`.',
      'To numbers: `[int(piece) for piece in text.split()]`.',
      '`split` belongs to text: `print(type(text))` shows whether it is one (for an object, take its text first: `str(thing)` or `thing.name`).',
    ],
    topics: ['strings'],
  },
  {
    id: 'strip',
    says: /\b[lr]?strip\b|\.(?:replace|upper|lower)\(|(?:quotes?|""|spaces?|newline).{0,40}(?:disappear|remove|gone|still)/i,
    what: 'Text never changes in place: `strip`, `replace`, `upper` and `lower` give back a **new** text.',
    checks: [
      "Store it: `text = text.strip('\"')`, and for an item of a list `a[0] = a[0].strip('\"')`.",
      '`strip` only removes from the two ends; inside use `replace("x", "")`.',
      '`print(repr(text))` shows hidden spaces and quotes.',
    ],
    topics: ['strings'],
  },
  {
    id: 'input',
    says: /\binput\b.{0,60}(?:not|doesn'?t|does not|wrong|string|won'?t|isn'?t|work)|user (?:types|enters|input)/i,
    what: '`input()` always gives **text**, even when digits are typed.',
    checks: [
      'For numbers: `age = int(input("Age? "))`, decimals with `float`.',
      'Compare text with text: `if answer == "yes":`; `.strip().lower()` forgives spaces and capitals.',
      "Type into the terminal where the program runs, not into the editor's output panel.",
    ],
    topics: ['input', 'types'],
  },
  {
    id: 'conditions',
    says: /\b(?:elif|else|nested if|(?:first |second |my )?if[- ]?(?:statements?|tree|clause|condition)|conditions?|boolean)\b/i,
    what: 'When an `if` takes the wrong way, its condition is not what you think.',
    checks: [
      'Print what it tests just before: `print(repr(x), type(x), x == 5)`.',
      '`x == 1 or 2` is always true: write `x in (1, 2)`.',
      'Separate `if`s are all tested; only `if`/`elif`/`else` chooses one. The first true one wins, so the strictest test comes first.',
      'Text and numbers are never equal: `"5" == 5` is `False`.',
    ],
    topics: ['conditions'],
  },
  {
    id: 'dataframe',
    says: /\b(?:pandas|data ?frames?|\bdf\b|csv|excel|column|nan)\b/i,
    what: 'With tables most surprises come from a result that was not stored, or from a column of another type or name than it looks.',
    checks: [
      'Most pandas methods give a **new** table: `df = df.rename(columns={"old": "new"})`.',
      'Look at `df.columns.tolist()` (hidden spaces!), `df.dtypes` and `df.head()`; `df.tail()` and `df[df["x"].isna()]` show the rows that did not parse.',
      'Text that should be a number: `pd.to_numeric(df["x"], errors="coerce")`; dates: `pd.to_datetime(…)`.',
      'Filter with a condition in brackets: `df[df["x"] == "price up"]`.',
    ],
    topics: ['pandas'],
  },
  {
    id: 'array',
    says: /\b(?:np|numpy|arrays?|transpose|reshape|matrix)\b/i,
    what: 'With arrays the shape decides what an operation does.',
    checks: [
      'Print `a.shape` before and after the line.',
      'Transposing a 1-D array changes nothing: make it 2-D first with `a.reshape(-1, 1)` or `a[:, None]`.',
      '`np.pad(a, 1)` pads *all* sides; one pair (before, after) for each axis pads only some: `np.pad(a, ((0, 0), (1, 0)))`.',
    ],
    topics: ['arrays'],
  },
  {
    id: 'plot',
    says: /\b(?:matplotlib|plot\w*|graph|chart)\b/i,
    what: 'A plot shows exactly the points it is given, in the order it is given them.',
    checks: [
      'Print the x and y lists just before plotting: are they sorted, of equal length, and numbers or dates rather than text?',
      'Lines that run backwards mean that x is not sorted (`ORDER BY` in SQL, or `sorted(zip(x, y))`).',
      'End with `plt.show()`; call `plt.clf()` before drawing again.',
    ],
    topics: ['plotting'],
  },
  {
    id: 'web',
    says: /\b(?:request|requests|website|scrap\w+|beautifulsoup|bs4|selenium|webdriver|login|redirects?|url|html|api)\b/i,
    what: 'First find out what the site really answered; the rest follows from that.',
    checks: [
      'Print `response.status_code`, `response.url` and `response.text[:300]`.',
      'Many sites need a browser-like `User-Agent` header, keep a login in cookies (`requests.Session()`), or build the page with JavaScript, which `requests` does not run.',
      'Too many redirects usually means that the cookies are not kept.',
    ],
    topics: ['web'],
  },
  {
    id: 'window',
    says: /(?:\b|_)(?:tkinter|pygame|turtle|gui|widget|label|button|image|img|canvas|_?scene|sprite|picture)\b/i,
    what: 'In window programs most surprises come from things created but not kept, not added, or moved before they were.',
    checks: [
      'Keep images in a variable that lives on: `label.image = photo`.',
      'A button wants the function, not its result: `command=save`, not `command=save()`.',
      'Draw and move inside the main loop, and update the screen after each change.',
      'Print the position or size just before drawing: is it a whole number, inside the window?',
    ],
    topics: ['gui'],
  },
  {
    id: 'robot',
    says: /\b(?:robot|hubo|beepers?|karel|turn(?:s|ing)?|maze)\b/i,
    what: 'A robot program does exactly what its conditions say at each step, so find the first step that goes wrong.',
    checks: [
      'Run it slowly, and print the position and what it sees at each step.',
      'Test **before** each move whether the front is clear, not only once before a row of moves.',
      'In a `while` with two conditions, `and` stops as soon as *one* is false, `or` only when both are.',
      'Three left turns are one right turn; check the direction at the end of each function.',
    ],
    topics: ['loops', 'conditions'],
  },
  {
    id: 'files',
    says: /\b(?:files?|listdir|open\(|path|folder|directory|pickle|json)\b/i,
    what: 'Files are looked for in the folder the program is started from, and what was read once is used up.',
    checks: [
      '`import os; print(os.getcwd(), os.listdir())` shows where you are and what is there.',
      '`os.listdir(folder)` gives bare names: open them with `os.path.join(folder, name)`.',
      'Open with `with open(name, encoding="utf-8") as file:`; writing only lands on the disk when the file is closed.',
      'A second `file.read()` gives an empty text: store the first. Lines end in `\\n`: use `line.strip()`.',
    ],
    topics: ['files'],
  },
  {
    id: 'classes',
    says: /\b(?:class(?:es)?|objects?|instances?|self|attributes?|inherit\w*|__init__)\b/i,
    what: 'An object only has what its `__init__` (or a method) put on it with `self.`.',
    checks: [
      '`def __init__(self, name):` has two underscores on each side, and sets `self.name = name`.',
      'Inside methods always write `self.name`; a bare `name` is another variable.',
      '`print(vars(thing))` shows what an object really holds, `type(thing)` of which class it is.',
    ],
    topics: ['classes'],
  },
  {
    id: 'random',
    says: /\brandom\w*\b|monty hall|probabilit/i,
    what: 'With chance in a program, first check each part with fixed values.',
    checks: [
      '`random.seed(1)` at the start makes every run the same while you look.',
      '`randint(1, 6)` includes both ends; `randrange(6)` gives 0 to 5.',
      'Draw once and store it: every call of `random` gives another value.',
    ],
    topics: ['random'],
  },
  {
    id: 'sorting',
    says: /\bsort\w*\b/i,
    what: '`items.sort()` sorts in place and gives back `None`; `sorted(items)` gives a new list.',
    checks: [
      'Text is sorted letter by letter: `"10"` comes before `"9"`; sort numbers as numbers (`key=int`).',
      'To sort by a part: `sorted(people, key=lambda person: person["age"])`.',
    ],
    topics: ['lists', 'sorting'],
  },
  {
    id: 'counting',
    says: /\bcount(?:s|er|ing|ed)?\b|\btotal\b|\bsum\b/i,
    what: 'A count that is off is nearly always started, raised or reset in the wrong place.',
    checks: [
      'Set it to 0 **before** the loop, not inside.',
      'Raise it exactly once for each thing counted; print it together with that thing.',
      '`range(1, n)` leaves out `n`.',
    ],
    topics: ['loops'],
  },
  {
    id: 'wrong-output',
    says: /wrong|weird|incorrect|unexpected|not (?:giving|getting|the right|right|correct|working|work)|instead of|supposed to|should (?:be|print|return|give)|isn'?t (?:right|correct|working)|doesn'?t (?:work|match)|does not (?:work|match)|failing|fails?|not work|inconsistent|different(?:ly)?|bug|semantic/i,
    what: 'A program that runs but gives the wrong answer does what it says; it just says something else than you mean.',
    checks: [
      'Take the smallest input that goes wrong, and work out by hand what each variable should be after each line.',
      'Print the same variables in the program: the first that differs marks the line.',
      'Usual suspects: `range` stops one early, text that should be a number, `if` where `elif` is meant, a variable reset inside the loop, a `return` indented too far.',
    ],
    topics: ['debugging'],
  },
];

/** The symptoms a message describes, the most telling first. */
export function matchSymptoms(text: string): Symptom[] {
  const words = text.slice(0, 5_000);
  return SYMPTOMS.filter((symptom) => symptom.says.test(words));
}
