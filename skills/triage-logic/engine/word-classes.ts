import { KeyTable } from './key-table.ts';
import { TokenScanner } from './scan-tokens.ts';

/**
 * What words are to a tutor. A word is of one class alone: the first that lists it. Unlike the cues of `cue-words.ts`,
 * classes say nothing by themselves; their order in a text does.
 */
const CLASSES = {
  speaker: "i im i'm ive i've id i'd i'll ill me my mine myself we our us we're we've meself",
  listener: "you your you're youre u ur yours yourself guys folks everyone anyone someone somebody anybody",
  others:
    "he she they him her them his their he's she's they're people students son daughter kid kids brother " +
    'sister friend friends mom dad',
  pointing: "it its it's that's thats this that these those there",
  why: 'why whys',
  how: "how how's hows",
  what: "what what's whats which wat wut whatever",
  when: 'when whenever once until till after before as while if unless',
  where: 'where who whose whom',
  be: "is are am was were be been being isn't aren't wasn't weren't isnt arent wasnt",
  do: "do does did done doing doesn't don't didn't doesnt dont didnt",
  can: "can could may might able can't cannot cant couldn't couldnt",
  will: "will would won't wouldn't wont wouldnt gonna going",
  ought:
    "should shouldn't shouldnt must ought supposed need needs have has had having expected expect " +
    'expecting expects',
  negation: "not no never nothing none nobody neither nor without haven't hasn't hadn't",
  behaves:
    'prints shows returns gives displays outputs says runs stops starts works loops repeats skips ignores ' +
    'jumps moves freezes crashes hangs exits quits closes opens loads saves writes reads deletes ' +
    'disappears vanishes appears flashes blinks duplicates overwrites doubles counts adds takes accepts ' +
    'asks goes comes gets becomes turns stays remains ends finishes keeps changes updates resets throws ' +
    'raises complains refuses fails breaks clears flickers lags spins leaves misses drops cuts swaps ' +
    'sorts accumulates thinks treats converts rounds truncates spits pops lands remembers forgets lets ' +
    'makes puts fills draws erases bounces sticks rejects',
  behaved:
    'printed showed returned gave displayed outputted output said ran stopped started worked looped ' +
    'repeated skipped ignored jumped moved froze crashed hung exited quit closed opened loaded saved ' +
    'wrote read deleted disappeared vanished appeared flashed duplicated overwrote doubled went came got ' +
    'became turned stayed remained ended finished kept changed updated reset threw raised complained ' +
    'refused failed broke cleared missed dropped swapped lost',
  behaving:
    'printing showing returning giving displaying outputting saying running stopping starting working ' +
    'looping repeating skipping ignoring jumping moving freezing crashing hanging exiting closing opening ' +
    'loading saving getting becoming updating throwing raising failing breaking appearing',
  trouble:
    'error errors bug bugs problem problems issue issues trouble wrong broken fail failure crash stuck ' +
    'exception traceback warning mistake weird strange odd unexpected incorrect incorrectly invalid ' +
    'missing undefined mess messed screwed garbage nonsense eror erorr problme',
  extent:
    'only just always every twice again same instead still even suddenly somehow already anymore forever ' +
    'endlessly infinite infinitely randomly sometimes keep double extra too',
  contrast: 'but however though although yet whereas except despite because cause since so',
  emptyValue: 'nan null empty blank zero inf true false 0 1',
  attempted:
    'tried try trying attempted attempting attempt added fixed installed reinstalled followed copied ' +
    'pasted checked searched googled removed replaced used using put set made typed restarted',
  task:
    'write create make build generate implement convert calculate compute find sort print count remove ' +
    'add combine merge split extract parse save plot draw filter compare check replace reverse rename ' +
    'iterate loop insert delete update append join format round display import export store pass call ' +
    'define declare connect send download scrape automate',
  codePart:
    'code program script function functions method methods class classes variable variables list lists ' +
    'dict dictionary dictionaries array arrays string strings line lines statement statements file files ' +
    'module modules object objects tuple tuples sets index key keys value values row rows column columns ' +
    'dataframe table query parameter parameters argument arguments input snippet app project game bot ' +
    'calculator website page',
  output:
    'result results screen window terminal console shell prompt graph image picture button message text ' +
    'answer number numbers',
  concept:
    'recursion recursive inheritance polymorphism encapsulation closure closures decorator decorators ' +
    'generator generators iterator iterators lambda comprehension comprehensions pointer pointers ' +
    'reference references scope global local mutable immutable oop instance constructor self init static ' +
    'abstract interface async await thread threads threading multithreading concurrency parallel mutex ' +
    'stack heap queue tree trees graphs hash hashing hashmap binary algorithm algorithms complexity bigo ' +
    'sorting searching dynamic memoization regex exceptions package packages namespace virtualenv venv ' +
    'compiler interpreter bytecode typing annotations dunder magic property properties slicing slice ' +
    'unpacking args kwargs ternary boolean booleans operator operators modulo syntax semantics ' +
    'indentation encoding unicode bytes float floats integer integers casting conversion overflow ' +
    'precision api apis http json csv xml sql database databases orm git docker testing unittest pytest ' +
    'debugging logging for elif else',
  library:
    'numpy pandas matplotlib seaborn pygame django flask tkinter requests beautifulsoup selenium scrapy ' +
    'sklearn scikit tensorflow pytorch keras turtle opencv sqlalchemy asyncio os sys random math re ' +
    'datetime itertools collections subprocess pyqt kivy fastapi streamlit plotly nltk spacy discord ' +
    'openpyxl paramiko pillow pyinstaller anaconda conda pip jupyter notebook colab',
  language:
    'python java javascript js c cpp rust go golang php ruby html css r matlab kotlin swift typescript ' +
    'bash haskell scratch perl',
  explain:
    'explain explains explained explaining explanation meaning mean means clarify describe difference ' +
    'differences differ purpose definition concept concepts theory understand understanding understood ' +
    'grasp confused confusing confuses clear unclear sense wonder wondering curious wrap intuition point ' +
    'reason',
  help: 'help hint hints give tell show guide assist assistance advise advice please pls plz',
  practice:
    'exercise exercises practice practise practising practicing quiz quizzes challenge challenges drill ' +
    'drills kata katas worksheet worksheets puzzle puzzles leetcode codewars hackerrank exercism ' +
    'flashcards workout task tasks homework questions ideas idea projects',
  level:
    'easy easier easiest hard harder hardest difficult beginner beginners advanced intermediate basic ' +
    'basics simple medium tougher tricky trickier challenging fun small short quick warmup',
  feeling:
    'ready behind dumb stupid slow hopeless overwhelmed motivated motivation burnout burned burnt ' +
    'quitting discouraged frustrated imposter impostor confident confidence proud ashamed embarrassed ' +
    'anxious worried scared tired bored struggling struggle struggled freeze progress improving improve ' +
    'improved plateau smart talented intelligent cut suck talent',
  time:
    'day days week weeks month months year years hour hours today yesterday tomorrow tonight lately ' +
    'recently semester summer ago daily long',
  learning:
    'learn learning learned learnt study studying studied course courses tutorial tutorials book books ' +
    'bootcamp chapter lesson degree taught teach codecademy udemy coursera edx video videos path roadmap ' +
    'curriculum resource resources career job jobs',
  next: 'next now then start begin beginning continue move further forward focus skip jump first',
  skill:
    'skill skills level knowledge fundamentals foundation foundations experience grade grades score ' +
    'scores average',
  quality:
    'better cleaner clean elegant pythonic idiomatic efficient efficiently efficiency readable ' +
    'readability refactor refactoring optimise optimize optimized optimization simplify simpler shorter ' +
    'shorten neater concise nicer tidy ugly messy redundant faster performance best good improvement ' +
    'improvements style conventions practices bad',
  review:
    'review reviews reviewed feedback critique critiques criticism roast rate rating opinion opinions ' +
    'thoughts suggestions suggestion tips comments look judge verdict',
  done: 'completed complete finally passes passed solved finish built created coded finishing',
  shown: "here here's below above following attached link github repo gist pastebin url https",
  correct: 'correct right okay ok fine valid proper acceptable enough allowed legal',
  think: 'think thought guess suppose believe feel feels seems seem looks like maybe probably perhaps sure',
  offer:
    'free share sharing shared posted announce announcing announcement released release launched launch ' +
    'newsletter subscribe server community subreddit giveaway looking hiring recruit volunteers event ' +
    'hackathon meetup survey welcome upvote',
  courseAdmin:
    'deadline extension exam midterm final finals syllabus assignment assignments submit submission ' +
    'submitted attendance professor prof instructor lecture zoom schedule enrol enroll register ta',
  device:
    'laptop computer pc mac macbook windows linux ubuntu ide vscode pycharm sublime editor keyboard ' +
    'monitor phone wifi internet account login password',
  smallTalk:
    'hi hello hey thanks thank thx ty bye lol haha hahaha congrats cheers great nice cool awesome yes ' +
    'yeah yep wow omg',
  otherSubject:
    'weather recipe football movie song music boyfriend girlfriend bitcoin restaurant hotel flight dinner ' +
    'lunch pizza cat dog president news doctor travel birthday netflix gym diet translate joke politics ' +
    'religion war rent married family sleep food drink money',
  preposition: 'to of in on with from by at into about over',
} as const;

const NAMES = Object.keys(CLASSES) as (keyof typeof CLASSES)[];
export const WORD_CLASS_COUNT = NAMES.length;

const table = new KeyTable(4_096);
const classOfNumber: number[] = [];
const scanner = new TokenScanner();
for (const [at, name] of NAMES.entries()) {
  for (const word of CLASSES[name].split(' ')) {
    scanner.begin();
    scanner.scan(word, 0);
    if (table.findOrAdd(scanner.words[0] as number) === classOfNumber.length) classOfNumber.push(at + 1);
  }
}

/** The class of a word, from 1 to `WORD_CLASS_COUNT`, by its key; 0 for most. */
export function wordClassOf(key: number): number {
  const number = table.find(key);
  return number < 0 ? 0 : (classOfNumber[number] as number);
}
