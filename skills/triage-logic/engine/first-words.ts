import { KeyTable } from './key-table.ts';
import { TokenScanner } from './scan-tokens.ts';

type Group = 'asksWhatOrHow' | 'asksYesOrNo' | 'startsWithRequest' | 'startsWithI';

const WORDS: Record<Group, string> = {
  asksWhatOrHow: "what what's whats why how when where which who whose how's wat wut y",
  asksYesOrNo:
    "is are am was were do does did can could should would will has have isn't aren't don't doesn't can't any anyone",
  startsWithRequest:
    'explain write create make give show tell help fix check review quiz test suggest recommend generate implement ' +
    'list describe add convert find define let improve refactor optimise optimize please pls plz',
  startsWithI: "i i'm i've im ive i'd i'll my we our we're we've",
};
/** A greeting or filler that hides the real first word. */
const FILLERS = 'hi hello hey so ok okay um uh well and but also yes no please pls plz thanks sorry sir mr ah oh then';

function keysOf(words: string): number[] {
  const scanner = new TokenScanner();
  return words.split(' ').map((word) => {
    scanner.begin();
    scanner.scan(word, 0);
    return scanner.words[0] as number;
  });
}

const GROUPS = Object.keys(WORDS) as Group[];
const table = new KeyTable(128);
const groupOfNumber: Group[] = [];
for (const group of GROUPS) {
  for (const key of keysOf(WORDS[group])) {
    if (table.findOrAdd(key) === groupOfNumber.length) groupOfNumber.push(group);
  }
}
const fillers = new KeyTable(64);
for (const key of keysOf(FILLERS)) fillers.findOrAdd(key);

/** How a message opens, judged by its first word, or its second after a greeting; `null` where that says nothing. */
export function groupOfFirstWord(firstKey: number, secondKey: number): Group | null {
  if (firstKey === 0) return null;
  const key = secondKey !== 0 && fillers.find(firstKey) >= 0 ? secondKey : firstKey;
  const number = table.find(key);
  return number < 0 ? null : (groupOfNumber[number] as Group);
}
