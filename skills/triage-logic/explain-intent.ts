import type { Evidence } from '../../contract/decision.ts';
import type { Label } from '../../contract/intents.ts';
import { cuesOf } from './engine/cue-words.ts';
import { cueWeights, LEARNER_FEATURES } from './engine/learner-features.ts';
import type { ScoringPart } from './engine/model.ts';
import { TokenScanner } from './engine/scan-tokens.ts';
import type { Model } from './load-model.ts';
import type { Rule } from './rules.ts';

const MAX_EVIDENCE = 5;
/** Words looked at: what a teacher reads of a message, and a bound on the work. */
const MAX_WORDS = 60;
const MAX_WORD_UNITS = 40;
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

/** How much a feature speaks for one column over the mean of the others. */
function leadOf(weightAt: (column: number) => number, column: number, columnCount: number): number {
  let others = 0;
  for (let other = 0; other < columnCount; other++) if (other !== column) others += weightAt(other);
  return weightAt(column) - others / (columnCount - 1);
}

function explainWords(model: ScoringPart, text: string, column: number): Evidence[] {
  const { vocabulary, quantised, scales, stride, columnCount } = model;
  const scanner = new TokenScanner();
  const leadOfKey = (key: number): number => {
    const feature = vocabulary.table.find(key);
    if (feature < 0) return 0;
    const weightAt = (at: number): number => (quantised[feature * stride + at] as number) * (scales[at] as number);
    return leadOf(weightAt, column, columnCount) * (vocabulary.rarity[feature] as number);
  };
  const leadOfCues = (key: number): number =>
    model.learnerWeights.length === 0
      ? 0
      : leadOf((at) => cueWeights(model.learnerWeights, columnCount, cuesOf(key), at), column, columnCount);
  const words = (text.slice(0, MAX_WORDS * 12).match(/[\p{L}\p{N}'’]+|[^\s\p{L}\p{N}]/gu) ?? []).slice(0, MAX_WORDS);
  const wordScale = 1 / Math.sqrt(2 * words.length);
  const gramScale = 1 / Math.sqrt(8 * words.length);
  let before = '';
  let beforeLead = 0;
  const found: Evidence[] = [];
  for (const word of words) {
    const shown = word.slice(0, MAX_WORD_UNITS);
    scanner.begin();
    scanner.scan(before === '' ? shown : `${before} ${shown}`, 0);
    const unigram = scanner.wordCount >= 5 ? scanner.words[2] : scanner.words[0];
    const pair = scanner.wordCount >= 5 ? (scanner.words[3] as number) : 0;
    let own = leadOfKey(unigram as number) * wordScale + leadOfCues(unigram as number);
    const pairLead = pair === 0 ? 0 : leadOfKey(pair) * wordScale + leadOfCues(pair);
    scanner.begin();
    scanner.scan(shown, 0);
    for (let gram = 0; gram < scanner.gramCount; gram++) own += leadOfKey(scanner.grams[gram] as number) * gramScale;
    const isWord = /[\p{L}\p{N}]/u.test(shown);
    if (isWord) found.push({ kind: 'words', text: `the word “${shown}”`, weight: own });
    if (pair !== 0 && isWord && /[\p{L}\p{N}]/u.test(before)) {
      found.push({ kind: 'words', text: `the words “${before} ${shown}”`, weight: pairLead + (own + beforeLead) / 2 });
    }
    before = shown;
    beforeLead = own;
  }
  found.sort(strongestFirst);
  const kept: Evidence[] = [];
  for (const one of found) {
    // A pair and its own word say the same thing twice.
    const inner = one.text.replace(/^the words? “|”$/g, '');
    if (
      !kept.some(
        ({ text: other }) =>
          other.includes(inner) ||
          inner
            .split(' ')
            .some((part) => other.includes(`“${part}”`) || other.includes(`“${part} `) || other.includes(` ${part}”`)),
      )
    )
      kept.push(one);
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
export function explainScores(
  model: Model,
  text: string,
  learner: Float32Array,
  best: number,
  isOutOfScope: boolean,
  progressEvidence: readonly Evidence[],
): Evidence[] {
  const column = isOutOfScope && model.hasOutOfScopeColumn ? model.labels.length : best;
  const found = [...explainWords(model, text, column), ...explainLearnerFeatures(model, learner, column)].sort(
    strongestFirst,
  );
  const strongest = Math.abs(found[0]?.weight ?? 0);
  return [...progressEvidence, ...found.filter(({ weight }) => Math.abs(weight) >= strongest * LEAST_SHARE)]
    .slice(0, MAX_EVIDENCE)
    .map((one) => ({ ...one, weight: round(one.weight) }));
}
