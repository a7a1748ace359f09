import type { Recipe } from '../recipe.ts';

export const TEXT_RECIPES: readonly Recipe[] = [
  {
    slug: 'palindrome',
    title: 'Tell whether a text is a palindrome',
    asked: ['palindrome', 'check palindrome', 'check if string is a palindrome', 'same backwards'],
    concepts: ['slicing', 'strings', 'comparison'],
    example: {
      code: `def is_palindrome(text):
    letters = [c for c in text.lower() if c.isalpha()]
    return letters == letters[::-1]

print(is_palindrome("level"), is_palindrome("Never odd or even"), is_palindrome("python"))`,
      output: 'True True False',
    },
    note: 'The list holds the letters alone, without capitals, spaces and commas; turned round it must be the same. For a single word `word == word[::-1]` is enough.',
  },
  {
    slug: 'reverse-string',
    title: 'Reverse a string',
    asked: [
      'reverse a string',
      'string backwards',
      'reversing string',
      'turn string around',
      'reverse text',
      'reverse word',
    ],
    concepts: ['slicing', 'strings'],
    example: {
      code: `word = "python"
print(word[::-1])`,
      output: `nohtyp`,
    },
    note: "The slice has no start and no stop, and its step of -1 walks backwards. `reversed(word)` works too, but gives an iterator: `''.join(reversed(word))`.",
  },
  {
    slug: 'palindrome',
    title: 'Check whether a word is a palindrome',
    asked: ['palindrome', 'same forwards and backwards'],
    concepts: ['slicing', 'comparison'],
    example: {
      code: `word = "Level"
word = word.lower()
print(word == word[::-1])`,
      output: `True`,
    },
    note: 'Lower-case it first, or the capital L differs from the small l.',
  },
  {
    slug: 'split-string',
    title: 'Split a string',
    asked: [
      'split a string',
      'split text into words',
      'separate words',
      'split sentence',
      'split by comma',
      'parameters to split',
      'string to list of words',
      'parse each line',
      'str.split',
    ],
    concepts: ['strings', 'lists'],
    example: {
      code: `print("a b  c".split())
print("a,b,,c".split(","))
print("key=a=b".split("=", maxsplit=1))`,
      output: `['a', 'b', 'c']
['a', 'b', '', 'c']
['key', 'a=b']`,
    },
    note: 'With no argument it splits at any run of spaces. The first parameter is the separator, the second how often to split at most.',
  },
  {
    slug: 'split-several',
    title: 'Split at several separators',
    asked: [
      'split multiple delimiters',
      'split more than one delimiter',
      'split by three characters',
      'several separators',
      'split . ? !',
      'multiple str.split regex',
    ],
    concepts: ['regular-expressions', 'strings'],
    example: {
      code: `import re

text = "Hi there! How are you? Fine."
parts = re.split(r"[.?!]", text)
print([part.strip() for part in parts if part.strip()])`,
      output: `['Hi there', 'How are you', 'Fine']`,
    },
    note: 'Square brackets mean: any one of these characters. The `if` drops the empty piece after the last full stop.',
  },
  {
    slug: 'join-strings',
    title: 'Join a list into one string',
    asked: [
      'join list into string',
      'list to string',
      'combine strings',
      'concatenate list',
      'convert list to string',
      'join words',
    ],
    concepts: ['strings', 'lists'],
    example: {
      code: `print(", ".join(["tea", "milk"]))
print("".join(str(n) for n in [1, 2, 3]))`,
      output: `tea, milk
123`,
    },
    note: '`join` takes strings only, so convert numbers with `str` first.',
  },
  {
    slug: 'count-characters',
    title: 'Count letters or words',
    asked: [
      'count characters',
      'count letters',
      'count vowels',
      'count words',
      'letter frequency',
      'how many times letter',
      'occurrences in string',
      'count occurrences',
    ],
    concepts: ['dictionaries', 'strings'],
    example: {
      code: `from collections import Counter

text = "banana"
print(text.count("a"))
print(Counter(text).most_common(2))
print(sum(1 for c in text if c in "aeiou"))`,
      output: `3
[('a', 3), ('n', 2)]
3`,
    },
    note: '`Counter` is a dictionary from item to count; give it `text.split()` to count words.',
  },
  {
    slug: 'find-in-string',
    title: 'Find text inside text',
    asked: [
      'check if string contains',
      'substring in string',
      'find in string',
      'string contains word',
      'nth occurrence of string',
      'position of substring',
      'find word',
    ],
    concepts: ['strings', 'slicing'],
    example: {
      code: `text = "to be or not to be"
print("not" in text)
print(text.find("be"), text.find("xyz"))

def find_nth(text, part, n):
    at = -1
    for _ in range(n):
        at = text.find(part, at + 1)
        if at == -1:
            return -1
    return at

print(find_nth(text, "be", 2))`,
      output: `True
3 -1
16`,
    },
    note: '`find` gives the position, or -1 when it is not there; its second argument says where to start.',
  },
  {
    slug: 'replace-text',
    title: 'Replace or remove characters',
    asked: [
      'replace character',
      'replace text in string',
      'remove character from string',
      'remove punctuation',
      'delete spaces',
      'remove whitespace',
      'strip whitespace',
      'trim whitespace',
      'remove quotes',
    ],
    concepts: ['strings'],
    example: {
      code: `print("2024-05-17".replace("-", "/"))
print("  hi there ".strip() + "|")
print("a b c".replace(" ", ""))
print("".join(c for c in "Hi, you!" if c.isalnum() or c == " "))`,
      output: `2024/05/17
hi there|
abc
Hi you`,
    },
    note: 'Each of these gives a new string; the old one stays as it was.',
  },
  {
    slug: 'upper-lower',
    title: 'Change between capitals and small letters',
    asked: [
      'uppercase',
      'lowercase',
      'capitalize',
      'convert to upper case',
      'lower case',
      'case insensitive',
      'ignore case',
      'capital letters',
    ],
    concepts: ['strings'],
    example: {
      code: `name = "ada LOVELACE"
print(name.upper(), name.lower(), name.title())
print("YES".lower() == "yes")`,
      output: `ADA LOVELACE ada lovelace Ada Lovelace
True`,
    },
    note: 'To compare without regard to capitals, make both sides lower case.',
  },
  {
    slug: 'format-decimals',
    title: 'Show a number with two decimals, or in columns',
    asked: [
      'two decimal places',
      'format number',
      'print columns aligned',
      'align output',
      'leading zeros',
      'format decimals',
      'pad with spaces',
      'spaces between columns',
      'print table',
    ],
    concepts: ['f-strings'],
    example: {
      code: `print(f"{3.14159:.2f}")
print(f"{1234567:,}  {7:03}")
for name, price in [("tea", 3.5), ("coffee", 12)]:
    print(f"{name:<10}{price:>8.2f}")`,
      output: `3.14
1,234,567  007
tea           3.50
coffee       12.00`,
    },
    note: '`<10` pads on the right to 10 characters, `>8` on the left to 8.',
  },
  {
    slug: 'string-to-number',
    title: 'Turn text into a number',
    asked: [
      'string to int',
      'convert string to integer',
      'string to number',
      'text to number',
      'convert input to int',
      'float convert string',
      'check if string is a number',
      'is numeric',
    ],
    concepts: ['data-types', 'input', 'exceptions'],
    example: {
      code: `print(int("42") + 1)
print(float("2.5"))

def is_number(text):
    try:
        float(text)
        return True
    except ValueError:
        return False

print(is_number("12.5"), is_number("twelve"))`,
      output: `43
2.5
True False`,
    },
    note: "`float` does read text such as '2.5', but not '2,5' or 'two'. `int('2.5')` fails: use `int(float('2.5'))`.",
  },
  {
    slug: 'print-same-line',
    title: 'Print on one line',
    asked: [
      'print same line',
      'print without newline',
      'end parameter print',
      'print list on one line',
      'no newline',
      'print list without brackets',
    ],
    concepts: ['print'],
    example: {
      code: `for n in [1, 2, 3]:
    print(n, end=" ")
print()
print(*[1, 2, 3], sep=", ")`,
      output: `1 2 3 
1, 2, 3`,
    },
    note: '`end` is what print writes last, normally a new line. The star spreads the list into separate arguments.',
  },
  {
    slug: 'clear-screen',
    title: 'Clear the screen',
    asked: ['clear screen', 'clear output', 'clear shell', 'clear console', 'clear idle', 'clear terminal'],
    concepts: ['print'],
    example: {
      needs: 'a terminal',
      code: `import os

os.system("cls" if os.name == "nt" else "clear")`,
      output: '',
    },
    note: "This works in a terminal. IDLE's shell is not one: there is no command for it, so open a new shell window (or print many empty lines).",
  },
];
