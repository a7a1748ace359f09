import type { DistressSign } from '../../contract/decision.ts';
import { OUT_OF_SCOPE } from '../../contract/intents.ts';
import {
  COURSEWORK,
  DISTRESS_PHRASES,
  type DistressKind,
  EVERYDAY,
  IDIOM,
  JOKING,
  MANNER_OF_SPEAKING,
} from './distress-phrases.ts';
import { Judgement } from './engine/calibration.ts';
import type { Model } from './engine/model.ts';
import { MessageScorer, type SideScore } from './engine/score-message.ts';
import type { Detect } from './triage-input.ts';

/** Labels of the model that `train-distress.ts` makes, in the order of its columns. */
export const DISTRESS_LABELS = ['distress', 'ordinary'] as const;

/** What was found in a message. */
export interface DistressFinding {
  readonly isDistress: boolean;
  /** How likely by the trained part alone, 0..1. */
  readonly probability: number;
  /** The kind of phrase met; `words` where the trained part alone decided; `null` where nothing was found. */
  readonly sign: DistressSign | null;
}

/**
 * Reads one message.
 * @param isOutOfScope whether no tutor seems meant: then less is wanted of the words
 */
export type RecogniseDistress = (text: string, isOutOfScope: boolean) => DistressFinding;

/** What the phrases are looked for in: a longer message is read at both ends, where people say what troubles them. */
const MAX_PHRASE_UNITS = 2_000;

const ASCII_LOWER = /^[\n -@[-~]*$/;

/** Lower case, without accents, apostrophes and repeated spaces. */
export function normaliseForPhrases(text: string): string {
  const read =
    text.length <= 2 * MAX_PHRASE_UNITS ? text : `${text.slice(0, MAX_PHRASE_UNITS)} ${text.slice(-MAX_PHRASE_UNITS)}`;
  const lower = read.toLowerCase();
  const plain = ASCII_LOWER.test(lower)
    ? lower
    : lower
        .normalize('NFD')
        .replace(/[\u0300-\u036f]/g, '')
        .normalize('NFC');
  return plain
    .replaceAll('ß', 'ss')
    .replaceAll('ł', 'l')
    .replaceAll('ı', 'i')
    .replace(/['’‘`]/g, '')
    .replace(/[\s\-–—,;:"“”()_*]+/g, ' ');
}

/** @param normalised without manners of speaking */
function findPhrase(normalised: string): DistressKind | null {
  const found = DISTRESS_PHRASES.find(({ phrase }) => phrase.test(normalised));
  if (found === undefined) return null;
  return found.kind === 'self-harm' && JOKING.test(normalised) && COURSEWORK.test(normalised) ? null : found.kind;
}

/** The first phrase that tells of distress; pure rules, of use without a model. */
export function findDistressPhrase(text: string): DistressKind | null {
  return findPhrase(normaliseForPhrases(text).replace(MANNER_OF_SPEAKING, ' '));
}

/**
 * Makes a recogniser of a student in distress: hopeless, self-harm, abuse, danger. Phrases and the trained part each
 * suffice, because a miss costs more than a needless kind word. Keeps scratch space: use it from one thread.
 * @param model made by `trainDistress`; without it, the phrases alone decide
 * @throws {Error} when the model was trained for something else
 */
export function createDistressRecogniser(model?: Model): RecogniseDistress {
  if (model === undefined) {
    return (text) => {
      const sign = findDistressPhrase(text);
      return { isDistress: sign !== null, probability: 0, sign };
    };
  }
  if (model.labels.join() !== DISTRESS_LABELS.join()) {
    throw new Error(`a model of ${DISTRESS_LABELS.join(' and ')} is wanted, not of ${model.labels.length} labels`);
  }
  const { sharpness, offsets, thresholds } = model.calibration;
  const scorer = new MessageScorer(model);
  const judgement = new Judgement(DISTRESS_LABELS.length);
  return (text, isOutOfScope) => {
    const normalised = normaliseForPhrases(text);
    const meant = normalised.replace(MANNER_OF_SPEAKING, ' ');
    scorer.score({ text: meant === normalised ? text : meant });
    judgement.rank(scorer.scores, sharpness, offsets);
    const probability = judgement.probabilities[0] as number;
    const isSaid = probability >= (isOutOfScope ? thresholds.outOfScope : thresholds.route);
    const sign = findPhrase(meant) ?? (isSaid && !IDIOM.test(meant) && !EVERYDAY.test(meant) ? 'words' : null);
    return { isDistress: sign !== null, probability, sign };
  };
}

const LEAST_KNOWN_SHARE = 0.4;

/**
 * The trained part of a recogniser, roughly, in features of another model: enough to tell in that model's own pass which
 * messages the recogniser need not read.
 */
export function createDistressAlarm(
  { vocabulary, quantised, stride, scales, biases, calibration }: Model,
  scorer: Model,
): SideScore {
  const weights = new Float32Array(scorer.vocabulary.size);
  const weightOf = (feature: number, column: number): number =>
    (quantised[feature * stride + column] as number) * (scales[column] as number);
  const { sharpness, offsets } = calibration;
  let known = 0;
  for (const [at, key] of scorer.vocabulary.keys.entries()) {
    const feature = vocabulary.table.find(key);
    if (feature < 0) continue;
    known++;
    const rarity = (vocabulary.rarity[feature] as number) / (scorer.vocabulary.rarity[at] as number);
    weights[at] = sharpness * rarity * (weightOf(feature, 0) - weightOf(feature, 1));
  }
  // A model that knows too few of the words is no ear: everything alarms.
  if (known < LEAST_KNOWN_SHARE * vocabulary.size) return { bias: Infinity, weights: weights.fill(0) };
  const lead =
    sharpness * ((biases[0] as number) - (biases[1] as number)) + (offsets[0] as number) - (offsets[1] as number);
  return { bias: lead, weights };
}

/**
 * Below this log-odds the recogniser is not asked. Of marked messages it was never trained on and recognises, all lie
 * above -5.7; of others a third do (`bench/gate-engine.ts` measures with it).
 */
const LEAST_ALARM = -6;
/** A message of so many unknown words tells the alarm too little: it is read. */
const MAX_UNSEEN_SHARE = 0.5;

/** The recogniser, and what tells which messages it must read. */
export interface DistressWatch {
  readonly recognise: RecogniseDistress;
  readonly alarm: SideScore;
}

/** Whether the recogniser must read the message that was scored last. */
export function mayTellOfDistress({ side, unseenShare }: MessageScorer): boolean {
  return side >= LEAST_ALARM || unseenShare > MAX_UNSEEN_SHARE;
}

/**
 * Adds to what a detector finds whether the student is in distress. That outranks everything, a choice the student made
 * included: whoever is in distress is sent no exercise.
 */
export function noticeDistress(detect: Detect, recognise: RecogniseDistress): Detect {
  return (input, options) => {
    const found = detect(input, options);
    const { sign } = recognise(input.text, found.intent === OUT_OF_SCOPE);
    return sign === null ? found : { ...found, distress: sign };
  };
}
