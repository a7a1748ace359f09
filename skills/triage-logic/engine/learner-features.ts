import { INTENTS } from '../../../contract/intents.ts';
import { readCodeShape } from './code-shape.ts';
import { CUE_NAMES } from './cue-words.ts';
import { exceptionFamilyIn } from './exception-families.ts';
import { groupOfFirstWord } from './first-words.ts';
import type { Message } from './message.ts';

/**
 * What a corpus of plain sentences lacks, and a learner's message shows: each row is one signed feature, with the
 * words in which a teacher is told about it (`null`: of use to the model, of none to a reader).
 */
const TABLE = [
  ['traceback', 'traceback', 'a Python traceback'],
  ['exception', 'traceback', 'a named exception'],
  ['exceptionSyntax', 'traceback', 'a syntax or indentation error'],
  ['exceptionName', 'traceback', 'a NameError'],
  ['exceptionType', 'traceback', 'a TypeError'],
  ['exceptionValue', 'traceback', 'a ValueError'],
  ['exceptionLookup', 'traceback', 'an IndexError or KeyError'],
  ['exceptionAttribute', 'traceback', 'an AttributeError'],
  ['exceptionImport', 'traceback', 'an import that failed'],
  ['exceptionOther', 'traceback', 'another kind of exception'],
  ['codeFence', 'code', 'a fenced code block'],
  ['inlineCode', 'code', 'code between backticks'],
  ['codeLines', 'code', 'lines of Python in the message'],
  ['onlyCode', 'code', 'code and hardly any words'],
  ['indentedLines', 'code', 'indented lines'],
  ['bracketsOpen', 'code', 'a bracket left open'],
  ['blockOpen', 'code', 'a block without a body'],
  ['codeField', 'code', 'code sent with the message'],
  ['codeFieldBroken', 'code', 'the code sent has a bracket or block left open'],
  ['codeFieldLong', 'code', 'the code sent is more than a few lines'],
  ['codeFieldDefines', 'code', 'the code sent defines functions or classes'],
  ['noCodeAnywhere', 'code', null],
  ['questionMark', 'shape', 'a question mark'],
  ['endsWithQuestion', 'shape', 'it ends as a question'],
  ['manyQuestions', 'shape', 'more than one question mark'],
  ['exclamation', 'shape', null],
  ['trailingDots', 'shape', null],
  ['asksWhatOrHow', 'shape', 'it starts as a question (what, how, why …)'],
  ['asksYesOrNo', 'shape', 'it starts as a yes-or-no question'],
  ['startsWithRequest', 'shape', 'it starts with a request (explain, write, show …)'],
  ['startsWithI', 'shape', 'it starts with "I" or "my"'],
  ['statement', 'shape', 'it is not put as a question'],
  ['manyLines', 'shape', 'several lines'],
  ['link', 'shape', 'a link'],
  ['numbers', 'shape', null],
  ['otherScript', 'shape', null],
  ['words1to3', 'shape', 'very short'],
  ['words4to8', 'shape', null],
  ['words9to16', 'shape', null],
  ['words17to40', 'shape', null],
  ['words41to100', 'shape', null],
  ['wordsOver100', 'shape', 'very long'],
] as const satisfies readonly (readonly [string, 'traceback' | 'code' | 'shape', string | null])[];

export type LearnerFeature = (typeof TABLE)[number][0];
/** The table's, then a feature for each family of cue words, then one for each intent the message may follow on. */
export const LEARNER_FEATURE_COUNT = TABLE.length + CUE_NAMES.length + INTENTS.length;
const FIRST_PREVIOUS = TABLE.length + CUE_NAMES.length;
/** A longer message speaks for itself; the shorter, the more the turn before it counts. */
const MAX_FOLLOW_UP_TOKENS = 12;
const PREVIOUS_STRENGTH = 1;

/** What a reader may be told of each feature; cues are told as the words they are. */
export const LEARNER_FEATURES: readonly {
  readonly name: string;
  readonly kind: 'traceback' | 'code' | 'shape' | 'context';
  readonly words: string | null;
}[] = [
  ...TABLE.map(([name, kind, words]) => ({ name, kind, words })),
  ...CUE_NAMES.map((name) => ({ name, kind: 'shape' as const, words: null })),
  ...INTENTS.map((intent) => ({
    name: `follows:${intent}`,
    kind: 'context' as const,
    words: 'a short message that follows on from the one before it',
  })),
];

const CUE_STRENGTH = 0.2;

const AT = Object.fromEntries(TABLE.map(([name], at) => [name, at])) as Record<LearnerFeature, number>;
const BUCKETS = [3, 8, 16, 40, 100];
/** How much one of these counts beside the text, whose features together have length 1. */
const STRENGTH = 0.3;

/**
 * Writes the learner features of a message.
 * @param out emptied and filled; `LEARNER_FEATURE_COUNT` long
 */
export function readLearnerFeatures(
  message: Message,
  tokenCount: number,
  firstKey: number,
  secondKey: number,
  cues: number,
  out: Float32Array,
): void {
  out.fill(0);
  for (let cue = 0; cue < CUE_NAMES.length; cue++) if ((cues >>> cue) & 1) out[TABLE.length + cue] = CUE_STRENGTH;
  const { text, code } = message;
  const shape = readCodeShape(text);
  const set = (at: number, value = 1): void => {
    out[at] = value * STRENGTH;
  };
  const isTraceback = text.includes('Traceback (most recent') || (text.includes('File "') && text.includes(', line '));
  if (isTraceback) set(AT.traceback);
  const family = exceptionFamilyIn(text);
  if (family !== null) {
    set(AT.exception);
    set(AT[family]);
  }
  const hasCode = shape.fences > 0 || shape.codeLines > 0;
  if (shape.fences > 0) set(AT.codeFence);
  else if (shape.backticks > 1) set(AT.inlineCode);
  if (shape.codeLines > 0) set(AT.codeLines, Math.min(1, 0.4 + shape.codeLines / 8));
  if (shape.codeLines > 0 && shape.codeLines >= shape.lines * 0.7) set(AT.onlyCode);
  if (shape.indentedLines > 0) set(AT.indentedLines);
  if (hasCode && shape.openBrackets > 0) set(AT.bracketsOpen);
  if (hasCode && shape.endsWithColon) set(AT.blockOpen);
  if (code !== undefined && code.trim() !== '') {
    const sent = readCodeShape(code);
    set(AT.codeField);
    if (sent.openBrackets !== 0 || sent.endsWithColon) set(AT.codeFieldBroken);
    if (sent.lines > 6) set(AT.codeFieldLong);
    if (code.includes('def ') || code.includes('class ')) set(AT.codeFieldDefines);
  } else if (!hasCode && !isTraceback) {
    set(AT.noCodeAnywhere);
  }
  if (shape.questionMarks > 0) set(AT.questionMark);
  if (shape.questionMarks > 1) set(AT.manyQuestions);
  if (shape.lastVisible === 63) set(AT.endsWithQuestion);
  if (shape.exclamations > 0) set(AT.exclamation);
  if (shape.trailingDots) set(AT.trailingDots);
  const group = groupOfFirstWord(firstKey, secondKey);
  if (group !== null) set(AT[group]);
  if (shape.questionMarks === 0 && group !== 'asksWhatOrHow' && group !== 'asksYesOrNo') set(AT.statement);
  if (shape.lines > 2) set(AT.manyLines);
  if (text.includes('http') || text.includes('<url>')) set(AT.link);
  if (shape.digits > 2) set(AT.numbers);
  if (shape.beyondLatin * 5 > text.length) set(AT.otherScript);
  const previous = message.previousIntent;
  if (previous !== undefined && tokenCount <= MAX_FOLLOW_UP_TOKENS) {
    const at = (INTENTS as readonly string[]).indexOf(previous);
    if (at >= 0) out[FIRST_PREVIOUS + at] = PREVIOUS_STRENGTH * (1 - (tokenCount - 1) / MAX_FOLLOW_UP_TOKENS);
  }
  let bucket = 0;
  while (bucket < BUCKETS.length && tokenCount > (BUCKETS[bucket] as number)) bucket++;
  set(AT.words1to3 + bucket);
}

/** What the cues of a word or pair add to one column's score. */
export function cueWeights(learnerWeights: Float32Array, columnCount: number, cues: number, column: number): number {
  let sum = 0;
  for (let cue = 0; cue < CUE_NAMES.length; cue++) {
    if ((cues >>> cue) & 1) sum += learnerWeights[(TABLE.length + cue) * columnCount + column] as number;
  }
  return sum * CUE_STRENGTH;
}
