import { isTelling, splitWords, stem } from './split-words.ts';

/** What a text speaks of, and how surely: `strength` grows with telling words, `coverage` is the share of its sentence they are. */
export type PhraseMatch = { id: string; strength: number; coverage: number };

type Phrase = { id: string; stems: string[] };

const MAX_CHARS = 4_000;
const MAX_SENTENCES = 40;
const MAX_WORDS = 80;

/** Weighs phrases by how few entries share their words, and gives a function that finds them in a text, best first. */
export function createPhraseIndex(
  entries: readonly { id: string; asked: readonly string[] }[],
): (text: string) => PhraseMatch[] {
  const phrases = entries.flatMap(({ id, asked }) => asked.map((words): Phrase => ({ id, stems: toStems(words) })));
  const owners = new Map<string, Set<string>>();
  for (const { id, stems } of phrases)
    for (const word of stems) owners.set(word, (owners.get(word) ?? new Set()).add(id));
  const rarity = (word: string) => 1 / Math.sqrt(owners.get(word)?.size ?? 1);
  const byRarestWord = new Map<string, Phrase[]>();
  for (const phrase of phrases) {
    const [rarest] = [...phrase.stems].sort((a, b) => rarity(b) - rarity(a));
    if (rarest !== undefined) byRarestWord.set(rarest, [...(byRarestWord.get(rarest) ?? []), phrase]);
  }

  return (text) => {
    const best = new Map<string, PhraseMatch>();
    for (const [position, sentence] of splitSentences(text).entries()) {
      const words = splitWords(sentence).slice(0, MAX_WORDS).filter(isTelling).map(stem);
      const emphasis = (sentence.includes('?') ? 1.2 : 1) * (position === 0 ? 1.2 : 1);
      const found = [...new Set(words)]
        .flatMap((word) => byRarestWord.get(word) ?? [])
        .map((phrase) => ({ phrase, span: findSpan(words, phrase.stems) }))
        .filter((match): match is { phrase: Phrase; span: number[] } => match.span !== undefined)
        .sort((a, b) => b.phrase.stems.length - a.phrase.stems.length || (a.span[0] ?? 0) - (b.span[0] ?? 0));
      const claimed = new Map<number, number>();
      for (const { phrase, span } of found) {
        // Inside "list comprehension" the word list asks for nothing of its own.
        if (span.every((at) => (claimed.get(at) ?? 0) > phrase.stems.length)) continue;
        for (const at of span) claimed.set(at, Math.max(claimed.get(at) ?? 0, phrase.stems.length));
        const weight =
          phrase.stems.reduce((sum, word) => sum + rarity(word), 0) * (1 + 0.3 * (phrase.stems.length - 1));
        const match = { id: phrase.id, strength: weight * emphasis, coverage: span.length / Math.max(1, words.length) };
        const before = best.get(phrase.id);
        if (before === undefined || total(match) > total(before)) best.set(phrase.id, match);
      }
    }
    return [...best.values()].sort((a, b) => total(b) - total(a) || (a.id < b.id ? -1 : 1));
  };
}

const total = (match: PhraseMatch) => match.strength * (1 + match.coverage);

function toStems(phrase: string): string[] {
  const words = splitWords(phrase);
  const telling = words.filter(isTelling);
  return [...new Set((telling.length > 0 ? telling : words).map(stem))];
}

function splitSentences(text: string): string[] {
  const pieces = text.slice(0, MAX_CHARS).match(/[^.?!\n]+(?:[.](?=\S)[^.?!\n]+)*[.?!]*/g) ?? [];
  return pieces.filter((piece) => piece.trim() !== '').slice(0, MAX_SENTENCES);
}

/** Where the words stand, in any order but close together; undefined when one is missing or far away. */
function findSpan(words: readonly string[], wanted: readonly string[]): number[] | undefined {
  const reach = wanted.length + 3;
  for (let start = 0; start < words.length; start++) {
    if (!wanted.includes(words[start] ?? '')) continue;
    const window = words.slice(start, start + reach);
    const places = wanted.map((word) => window.indexOf(word));
    if (places.every((at) => at >= 0)) return places.map((at) => start + at);
  }
  return undefined;
}
