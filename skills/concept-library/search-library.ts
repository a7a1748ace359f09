import { CONCEPTS } from './all-concepts.ts';
import { RECIPES } from './all-recipes.ts';
import { COMPARISONS, type Comparison } from './comparisons.ts';
import type { Concept } from './concept.ts';
import { toEnglishTerms } from './foreign-terms.ts';
import { createPhraseIndex } from './match-phrases.ts';
import type { Recipe } from './recipe.ts';
import { splitWords } from './split-words.ts';

/** A find and how surely it is meant: below `SURE_SCORE` it is a guess and should be said to be one. */
export type Found<T> = { item: T; score: number; coverage: number };

export const SURE_SCORE = 0.45;
/** A share of the telling words that is all of them. */
const ALL = 0.99;

// "How did you set the numbers" asks for nothing about sets.
const SET_AS_VERB =
  /\b(?:you|to|i|we|can|be|is|are|been) sets?\b|\bset(?:ting)? (?=(?:the|it|up|this|that|my|your|as|to|its|in|variables?)\b)/gi;

const matchConcepts = createPhraseIndex(
  CONCEPTS.map(({ slug, title, asked }) => ({ id: slug, asked: [...asked, slug.replaceAll('-', ' '), title] })),
);
const matchRecipes = createPhraseIndex(
  RECIPES.map(({ slug, title, asked }) => ({ id: slug, asked: [...asked, title] })),
);

/** "What is a list": the frame says nothing of the subject ("is" alone may be one). */
const FRAME = /\bwhat(?:'?s|’s| is| are| was| were)\b|\bwhat (?=(?:do|does|did) )/gi;

/** The concepts a question is about, best first; one that all its telling words name is meant, however common they are. */
export function searchConcepts(question: string): Found<Concept>[] {
  const text = (toEnglishTerms(question) ?? question).slice(0, 5_000).replace(SET_AS_VERB, ' ');
  const all = matchConcepts(text);
  const named = matchConcepts(text.replace(FRAME, ' '))
    .filter(({ coverage }) => coverage > ALL)
    .map((match) => {
      const inFull = all.find(({ id }) => id === match.id);
      return { ...match, strength: Math.max(match.strength, inFull?.strength ?? 0, SURE_SCORE) };
    });
  return collect(CONCEPTS, [...named, ...all.filter(({ id }) => !named.some((match) => match.id === id))]);
}

/** The recipes that answer a "how do I", best first. */
export function searchRecipes(question: string): Found<Recipe>[] {
  return collect(RECIPES, matchRecipes(question));
}

function collect<T extends { slug: string }>(
  items: readonly T[],
  matches: { id: string; strength: number; coverage: number }[],
): Found<T>[] {
  return matches.flatMap(({ id, strength, coverage }) => {
    const item = items.find((candidate) => candidate.slug === id);
    return item === undefined ? [] : [{ item, score: strength, coverage }];
  });
}

/** The comparison whose two sides the question names, the most specific one; asking is left to the caller. */
export function findComparison(question: string): Comparison | undefined {
  const cued = /[^.?!\n]{0,200}\b(?:vs|versus|differen\w+|between)\b[^?!\n]{0,200}/i.exec(
    question.slice(0, 2_000),
  )?.[0];
  const text = ` ${splitWords(cued ?? question.slice(0, 600)).join(' ')} `;
  const longest = (names: readonly string[]) =>
    Math.max(
      0,
      ...names
        .map((name) => splitWords(name))
        .filter((words) => text.includes(` ${words.join(' ')} `))
        .map((words) => words.join(' ').length),
    );
  let best: { comparison: Comparison; weight: number } | undefined;
  for (const comparison of COMPARISONS) {
    const [left, right] = [longest(comparison.asked[0]), longest(comparison.asked[1])];
    const weight = left > 0 && right > 0 ? left + right : 0;
    if (weight > (best?.weight ?? 0)) best = { comparison, weight };
  }
  return best?.comparison;
}
