import { ClassGramReader } from './class-grams.ts';
import { CUE_NAMES, cuesOf } from './cue-words.ts';
import { cueWeights } from './learner-features.ts';
import type { ScoringPart } from './model.ts';
import { TokenScanner } from './scan-tokens.ts';
import { countWeight } from './text-reader.ts';

/** What one word of a message added to the lead of a column: the column's score over the mean of the others. */
export interface WordShare {
  /** As it was written. */
  readonly shown: string;
  /** By itself, its letters, and its part in what several words gave together, but for `withNext`. */
  own: number;
  /** What this word and the next one gave as a pair. */
  withNext: number;
}

/** A longer message is scored in full and explained by its two ends, which bounds the work: there people say what they want. */
const MAX_UNITS_EXPLAINED = 2_000;
/** The letters and the spaces of the scanner, which knows them by their blocks: no token of its may lie in two words. */
const LETTERS = 'A-Za-zªµºÀ-ÖØ-öø-\\u1fff\\u2c00-\\u2fff\\u3040-\\ud7ff\\ue000-\\ufdff\\ufe10-\\ufefe';
const SPACES = '\\0-\\x20\\x7f-\\xa0\\u2000-\\u200f\\u2028-\\u202f\\u205f\\u3000\\ufe00-\\ufe0f\\ufeff';
/** A name with its underscores is one word to a reader, and several to the scanner. */
const WORD = new RegExp(
  `[${LETTERS}0-9_]+(?:(?<!_)['’][${LETTERS}][${LETTERS}0-9]*)?|[^${SPACES}${LETTERS}0-9_]`,
  'gu',
);

/** How much a row of weights speaks for one column over the mean of the others. */
export function leadOf(weightAt: (column: number) => number, column: number, columnCount: number): number {
  let others = 0;
  for (let other = 0; other < columnCount; other++) if (other !== column) others += weightAt(other);
  return weightAt(column) - others / (columnCount - 1);
}

/** Stands beside a place for "and the next word, as a pair". */
const WITH_NEXT = -2;
const NOWHERE = -1;
const STRIDE = 4;

/** The keys of one group of features as they were found, each with up to three words it stands for. */
class FoundKeys {
  readonly rows: number[] = [];

  note(key: number, word: number, second = NOWHERE, third = NOWHERE): void {
    this.rows.push(key, word, second, third);
  }
}

function give(out: readonly WordShare[], rows: readonly number[], at: number, lead: number): void {
  const [second, third] = [rows[at + 2] as number, rows[at + 3] as number];
  const first = out[rows[at + 1] as number] as WordShare;
  if (second === WITH_NEXT) {
    first.withNext += lead;
    return;
  }
  const part = lead / (1 + (second === NOWHERE ? 0 : 1) + (third === NOWHERE ? 0 : 1));
  first.own += part;
  if (second !== NOWHERE) (out[second] as WordShare).own += part;
  if (third !== NOWHERE) (out[third] as WordShare).own += part;
}

/** Gives each word what a group of features added, as its scorer did: by their counts, the whole brought to its share. */
function shareGroup(model: ScoringPart, { rows }: FoundKeys, share: number, column: number, out: WordShare[]): void {
  const { vocabulary, quantised, scales, stride, columnCount } = model;
  /** Of the features known: how often they were found, then what each time gave. */
  const found = new Map<number, number>();
  const features = new Int32Array(rows.length / STRIDE);
  for (let row = 0; row < features.length; row++) {
    const feature = vocabulary.table.find(rows[row * STRIDE] as number);
    features[row] = feature;
    if (feature >= 0) found.set(feature, (found.get(feature) ?? 0) + 1);
  }
  let squared = 0;
  for (const [feature, count] of found) {
    const strength = countWeight(count) * (vocabulary.rarity[feature] as number);
    squared += strength * strength;
    const weightAt = (at: number): number => (quantised[feature * stride + at] as number) * (scales[at] as number);
    found.set(feature, (leadOf(weightAt, column, columnCount) * strength) / count);
  }
  const scale = Math.sqrt(share / (squared || 1));
  for (let row = 0; row < features.length; row++) {
    const lead = found.get(features[row] as number);
    if (lead !== undefined) give(out, rows, row * STRIDE, lead * scale);
  }
}

/** Gives each word what the cues in it added: a cue counts once, however many words hold it. */
function shareCues(model: ScoringPart, { rows }: FoundKeys, column: number, out: WordShare[]): void {
  const { learnerWeights, columnCount } = model;
  if (learnerWeights.length === 0) return;
  for (let cue = 0; cue < CUE_NAMES.length; cue++) {
    const holders: number[] = [];
    for (let at = 0; at < rows.length; at += STRIDE) if ((cuesOf(rows[at] as number) >>> cue) & 1) holders.push(at);
    if (holders.length === 0) continue;
    const lead = leadOf((other) => cueWeights(learnerWeights, columnCount, 1 << cue, other), column, columnCount);
    for (const at of holders) give(out, rows, at, lead / holders.length);
  }
}

function bothEnds(text: string): string {
  if (text.length <= MAX_UNITS_EXPLAINED) return text;
  const half = MAX_UNITS_EXPLAINED / 2;
  return `${text.slice(0, half)} ${text.slice(-half)}`;
}

/**
 * Makes a function that says of each word of a message what it added to the lead of one column. The shares add up to what
 * the message's words gave that column over the mean of the others, where it is short enough to be explained in full (and
 * but for pairs of content words, which no model of learners' intents reads). What its shape and its code gave is not
 * among them. It keeps scratch space: one thread only.
 */
export function createWordAttributor(model: ScoringPart): (text: string, column: number) => WordShare[] {
  const scanner = new TokenScanner();
  const classReader = new ClassGramReader(scanner);
  return (text, column) => {
    const [words, grams, classes] = [new FoundKeys(), new FoundKeys(), new FoundKeys()];
    const out: WordShare[] = [];
    /** Which words the two classes read last are of. */
    let [previous, beforePrevious] = [NOWHERE, NOWHERE];
    scanner.begin();
    classReader.begin();
    for (const [shown] of bothEnds(text).matchAll(WORD)) {
      const word = out.length;
      out.push({ shown, own: 0, withNext: 0 });
      for (let at = 0; at < shown.length; ) {
        const isStart = at === 0;
        at = scanner.scan(shown, at);
        for (let token = 0; token < scanner.stretchTokens; token++) {
          words.note(scanner.words[2 * token] as number, word);
          const pair = scanner.words[2 * token + 1] as number;
          if (isStart && token === 0 && word > 0) words.note(pair, word - 1, WITH_NEXT);
          else words.note(pair, word);
        }
        for (let slot = 0; slot < scanner.gramCount; slot++) grams.note(scanner.grams[slot] as number, word);
        classReader.read(false);
        // Of one word there are a pair and a triple.
        for (let slot = 0; slot < classReader.keyCount; slot++)
          classes.note(classReader.keys[slot] as number, word, previous, slot === 0 ? NOWHERE : beforePrevious);
        if (classReader.keyCount > 0) [previous, beforePrevious] = [word, previous];
      }
    }
    const last = out.length - 1;
    if (last < 0) return out;
    scanner.scan('', 0);
    words.note(scanner.words[0] as number, last);
    classReader.read(true);
    for (let slot = 0; slot < classReader.keyCount; slot++) {
      classes.note(
        classReader.keys[slot] as number,
        previous < 0 ? last : previous,
        slot === 0 ? NOWHERE : beforePrevious,
      );
    }
    shareGroup(model, words, model.wordShare, column, out);
    shareGroup(model, grams, 1 - model.wordShare, column, out);
    if (model.classShare > 0) shareGroup(model, classes, model.classShare, column, out);
    shareCues(model, words, column, out);
    return out;
  };
}
