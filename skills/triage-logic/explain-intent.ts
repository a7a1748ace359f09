import type { Evidence } from '../../contract/decision.ts';
import type { Label } from '../../contract/intents.ts';
import { createWordAttributor, leadOf, type WordShare } from './engine/attribute-words.ts';
import { LEARNER_FEATURES } from './engine/learner-features.ts';
import type { ScoringPart } from './engine/model.ts';
import type { Model } from './load-model.ts';
import type { Rule } from './rules.ts';

const MAX_EVIDENCE = 5;
const MAX_WORD_CHARS = 40;
/** Below this share of the strongest, a word is not worth showing. */
const LEAST_SHARE = 0.25;

const round = (weight: number): number => Math.round(weight * 1_000) / 1_000;
const strongestFirst = (a: Evidence, b: Evidence): number => Math.abs(b.weight) - Math.abs(a.weight);

/** What the rules found for a label, and what they found against it. */
export function explainRules(found: readonly Rule[], intent: Label): Evidence[] {
  return found
    .map(
      (rule): Evidence => ({
        kind: 'rule',
        text: `it ${rule.says}`,
        weight: rule.intent === intent ? rule.weight : -rule.weight,
      }),
    )
    .sort(strongestFirst)
    .slice(0, MAX_EVIDENCE);
}

interface Candidate {
  readonly shown: string;
  readonly words: readonly string[];
  /** What it added. */
  weight: number;
  /** How well it says so: two words together only where they say more than the one. */
  rank: number;
}

/** Cut between characters: half of one is none, and some stores refuse it. */
function shorten(word: string): string {
  if (word.length <= MAX_WORD_CHARS) return word;
  const chars = [...word];
  return chars.length > MAX_WORD_CHARS ? `${chars.slice(0, MAX_WORD_CHARS).join('')}…` : word;
}

/** Words that are worth showing, and pairs of them; what is written several times is told once, with all it added. */
function findCandidates(shares: readonly WordShare[]): Candidate[] {
  const found = new Map<string, Candidate>();
  const note = (words: readonly string[], weight: number, rank: number): void => {
    if (!words.every((word) => /[\p{L}\p{N}]/u.test(word))) return;
    const key = words.join(' ').toLowerCase();
    const earlier = found.get(key);
    if (earlier === undefined) {
      found.set(key, { shown: words.map(shorten).join(' '), words: key.split(' '), weight, rank });
      return;
    }
    earlier.weight += weight;
    earlier.rank += rank;
  };
  for (const [at, { shown, own, withNext }] of shares.entries()) {
    note([shown], own, own);
    const next = shares[at + 1];
    if (next !== undefined) note([shown, next.shown], own + withNext + next.own, withNext + (own + next.own) / 2);
  }
  return [...found.values()].sort((a, b) => Math.abs(b.rank) - Math.abs(a.rank));
}

function explainWords(shares: readonly WordShare[]): Evidence[] {
  const told = new Set<string>();
  const kept: Evidence[] = [];
  for (const { shown, words, weight } of findCandidates(shares)) {
    // A pair and its own word say the same thing twice.
    if (words.some((word) => told.has(word))) continue;
    for (const word of words) told.add(word);
    kept.push({ kind: 'words', text: `the word${words.length > 1 ? 's' : ''} “${shown}”`, weight });
    if (kept.length === MAX_EVIDENCE) break;
  }
  return kept;
}

function explainLearnerFeatures(model: ScoringPart, values: Float32Array, column: number): Evidence[] {
  const { learnerWeights, columnCount } = model;
  if (learnerWeights.length === 0) return [];
  const found: Evidence[] = [];
  for (const [feature, { kind, words }] of LEARNER_FEATURES.entries()) {
    const value = values[feature] as number;
    if (value === 0 || words === null) continue;
    const weight = value * leadOf((at) => learnerWeights[feature * columnCount + at] as number, column, columnCount);
    found.push({ kind, text: words, weight });
  }
  return found;
}

/**
 * What in a message spoke most for or against the label a model chose, strongest first.
 * @param learner the learner features of the message, as its scorer read them
 */
type ExplainScores = (
  text: string,
  learner: Float32Array,
  best: number,
  isOutOfScope: boolean,
  progressEvidence: readonly Evidence[],
) => Evidence[];

/** Makes what explains a model's answers. It keeps scratch space: one thread only. */
export function createExplainer(model: Model): ExplainScores {
  const attribute = createWordAttributor(model);
  return (text, learner, best, isOutOfScope, progressEvidence) => {
    const column = isOutOfScope && model.hasOutOfScopeColumn ? model.labels.length : best;
    const found = [...explainWords(attribute(text, column)), ...explainLearnerFeatures(model, learner, column)].sort(
      strongestFirst,
    );
    const strongest = Math.abs(found[0]?.weight ?? 0);
    return [...progressEvidence, ...found.filter(({ weight }) => Math.abs(weight) >= strongest * LEAST_SHARE)]
      .slice(0, MAX_EVIDENCE)
      .map((one) => ({ ...one, weight: round(one.weight) }));
  };
}
