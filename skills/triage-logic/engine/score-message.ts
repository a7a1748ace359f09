import { LEARNER_FEATURE_COUNT, readLearnerFeatures } from './learner-features.ts';
import type { Message } from './message.ts';
import type { ScoringPart } from './model.ts';
import { relationsOf } from './relations.ts';
import { countWeight, TextReader } from './text-reader.ts';
import { WideRows } from './wide-rows.ts';

/** Six columns: our five intents and what is out of scope. */
const NARROW = 6;

/**
 * A further score that a message is given in the same pass, from features of the model that scores it. It is a rough
 * one, to tell which messages a second reader should see.
 */
export interface SideScore {
  readonly bias: number;
  /** By feature of the model's text. */
  readonly weights: Float32Array;
}

/** Scores one message after another with one model, in arrays made once. Not for concurrent use. */
export class MessageScorer {
  /** Raw scores, a column each; overwritten by the next message. */
  readonly scores: Float64Array;
  /** Share of the message's words that no example held. */
  unseenShare = 0;
  tokenCount = 0;
  /** Length of the two groups' vectors before they are brought to 1. */
  wordNorm = 0;
  gramNorm = 0;
  readonly learner: Float32Array;
  /** Of the side score; 0 where there is none. */
  side = 0;
  private readonly model: ScoringPart;
  private readonly reader: TextReader;
  private readonly relationShare: number;
  private readonly group: Float64Array;
  private readonly sideBias: number;
  private readonly sideWeights: Float32Array;
  private sideSum = 0;
  /** Of models with many columns. */
  private readonly wide: WideRows | null;

  /**
   * @param side scored beside the columns, by models of few columns alone
   */
  constructor(model: ScoringPart, side?: SideScore) {
    this.sideBias = side?.bias ?? 0;
    this.sideWeights = side?.weights ?? new Float32Array(model.columnCount <= NARROW ? model.vocabulary.size : 0);
    this.model = model;
    const { relations, share } = relationsOf(model);
    this.relationShare = share;
    this.reader = new TextReader(model.vocabulary, relations);
    this.scores = new Float64Array(model.columnCount);
    this.group = new Float64Array(model.stride);
    this.wide = model.columnCount <= NARROW ? null : new WideRows(model.quantised, model.stride, model.columnCount);
    this.learner = new Float32Array(model.learnerWeights.length > 0 ? LEARNER_FEATURE_COUNT : 0);
  }

  score(message: Message): void {
    const { model, reader, scores, learner } = this;
    const { columnCount, learnerWeights } = model;
    reader.read(message.text);
    for (let column = 0; column < columnCount; column++) scores[column] = model.biases[column] as number;
    this.side = this.sideBias;
    this.wordNorm = this.addGroup(reader.touchedWords, reader.wordCount, model.wordShare);
    this.gramNorm = this.addGroup(reader.touchedGrams, reader.gramCount, 1 - model.wordShare);
    if (this.relationShare > 0) this.addGroup(reader.touchedRelations, reader.relationCount, this.relationShare);
    this.tokenCount = reader.tokenCount;
    this.unseenShare = reader.tokenCount === 0 ? 1 : reader.unseenTokenCount / reader.tokenCount;
    // addGroup left every count at 0.
    reader.wordCount = 0;
    reader.gramCount = 0;
    reader.relationCount = 0;
    if (learner.length === 0) return;
    readLearnerFeatures(message, reader.tokenCount, reader.firstKey, reader.secondKey, reader.cues, learner);
    for (let feature = 0; feature < learner.length; feature++) {
      const value = learner[feature] as number;
      if (value === 0) continue;
      const base = feature * columnCount;
      for (let column = 0; column < columnCount; column++) {
        scores[column] = (scores[column] as number) + value * (learnerWeights[base + column] as number);
      }
    }
  }

  private addGroup(touched: Int32Array, touchedCount: number, share: number): number {
    const { model, scores, wide } = this;
    const squared = wide === null ? this.sumNarrow(touched, touchedCount) : this.sumWide(touched, touchedCount, wide);
    if (squared === 0) return 0;
    const { group } = this;
    const norm = Math.sqrt(squared);
    const scale = Math.sqrt(share) / norm;
    this.side += this.sideSum * scale;
    for (let column = 0; column < model.columnCount; column++) {
      scores[column] =
        (scores[column] as number) + (group[column] as number) * scale * (model.scales[column] as number);
    }
    return norm;
  }

  /** Few columns: the sums stay in registers. */
  private sumNarrow(touched: Int32Array, touchedCount: number): number {
    const { quantised, vocabulary } = this.model;
    const { counts } = this.reader;
    const { rarity } = vocabulary;
    const { group, sideWeights } = this;
    let side = 0;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let e = 0;
    let f = 0;
    let squared = 0;
    for (let slot = 0; slot < touchedCount; slot++) {
      const feature = touched[slot] as number;
      const count = counts[feature] as number;
      counts[feature] = 0;
      const value = (count === 1 ? 1 : countWeight(count)) * (rarity[feature] as number);
      squared += value * value;
      side += value * (sideWeights[feature] as number);
      const at = feature << 3;
      a += value * (quantised[at] as number);
      b += value * (quantised[at + 1] as number);
      c += value * (quantised[at + 2] as number);
      d += value * (quantised[at + 3] as number);
      e += value * (quantised[at + 4] as number);
      f += value * (quantised[at + 5] as number);
    }
    this.sideSum = side;
    group[0] = a;
    group[1] = b;
    group[2] = c;
    group[3] = d;
    group[4] = e;
    group[5] = f;
    return squared;
  }

  /** Many columns: rows are gathered and added by `WideRows`. */
  private sumWide(touched: Int32Array, touchedCount: number, wide: WideRows): number {
    const { counts } = this.reader;
    const { rarity } = this.model.vocabulary;
    const { group } = this;
    group.fill(0);
    let squared = 0;
    for (let slot = 0; slot < touchedCount; slot++) {
      const feature = touched[slot] as number;
      const count = counts[feature] as number;
      counts[feature] = 0;
      const value = (count === 1 ? 1 : countWeight(count)) * (rarity[feature] as number);
      squared += value * value;
      wide.put(feature, value);
      if (wide.isFull) wide.take(group);
    }
    wide.take(group);
    return squared;
  }
}
