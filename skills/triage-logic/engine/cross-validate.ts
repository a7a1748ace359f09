import type { Example } from './example.ts';
import { fitParts, mergeByShare, type WeightOptions } from './fit-weights.ts';
import type { ScoringPart } from './model.ts';
import { quantiseWeights } from './quantise-weights.ts';
import { MessageScorer } from './score-message.ts';
import { createSeededRandom } from './seeded-random.ts';

/** The scores of one example by weights that never saw it, nor its writer. */
export interface ScoredExample {
  readonly example: Example;
  readonly scores: Float64Array;
  /** Where the learners' shares are to be fitted: the scores of each, one after another; else empty. */
  readonly partScores: Float64Array;
  readonly unseenShare: number;
  readonly tokenCount: number;
}

/**
 * Puts each example in a fold. Where writers are named, a writer's all in one: the largest first, each into the fold that
 * holds least so far, so that the folds are as alike in size as writers allow. Else each by chance.
 */
export function assignFolds(examples: readonly Example[], foldCount: number, seed: number): Int32Array {
  const counts = new Map<string, number>();
  for (const { writer = '' } of examples) counts.set(writer, (counts.get(writer) ?? 0) + 1);
  if (counts.size < foldCount) {
    const order = Int32Array.from({ length: examples.length }, (_, at) => at);
    createSeededRandom(seed).shuffle(order);
    const folds = new Int32Array(examples.length);
    for (const [rank, row] of order.entries()) folds[row] = rank % foldCount;
    return folds;
  }
  const sizes = new Array<number>(foldCount).fill(0);
  const foldOf = new Map<string, number>();
  for (const [writer, count] of [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))) {
    const fold = sizes.indexOf(Math.min(...sizes));
    foldOf.set(writer, fold);
    sizes[fold] = (sizes[fold] as number) + count;
  }
  return Int32Array.from(examples, (example) => foldOf.get(example.writer ?? '') as number);
}

const NO_SCORES = new Float64Array();

/** Makes more examples of those to train on; `null` where they are enough as they are. */
export type Compose = ((examples: readonly Example[], seed: number) => readonly Example[]) | null;

/** Scores examples with a model's weights, none of them calibrated. */
export function scoreExamples(model: ScoringPart, examples: readonly Example[]): ScoredExample[] {
  const scorer = new MessageScorer(model);
  return examples.map((example) => {
    scorer.score(example);
    return {
      example,
      scores: scorer.scores.slice(),
      partScores: NO_SCORES,
      unseenShare: scorer.unseenShare,
      tokenCount: scorer.tokenCount,
    };
  });
}

/** Scores every example by weights fitted to the other folds. */
export function scoreOutOfFold(
  examples: readonly Example[],
  columns: readonly string[],
  foldCount: number,
  options: WeightOptions,
  onProgress: (done: number) => void,
  compose: Compose = null,
): ScoredExample[] {
  const folds = assignFolds(examples, foldCount, options.seed);
  const scored = new Array<ScoredExample>(examples.length);
  for (let fold = 0; fold < foldCount; fold++) {
    const others = examples.filter((_, row) => folds[row] !== fold);
    const held = [...examples.keys()].filter((row) => folds[row] === fold);
    const composed = compose === null ? others : [...others, ...compose(others, options.seed)];
    const fitted = fitParts(composed, columns, options, (done) => onProgress((fold + done) / foldCount));
    const heldExamples = held.map((row) => examples[row] as Example);
    const scoreBy = (shares: readonly number[]): ScoredExample[] =>
      scoreExamples(quantiseWeights(mergeByShare(fitted, shares), Number.MAX_SAFE_INTEGER), heldExamples);
    const byPart = options.fitsMerge
      ? fitted.parts.map((_, at) => scoreBy(fitted.parts.map((__, k) => +(k === at))))
      : [];
    for (const [at, result] of scoreBy(fitted.shares).entries()) {
      const partScores = Float64Array.from(byPart.flatMap((results) => [...(results[at] as ScoredExample).scores]));
      scored[held[at] as number] = { ...result, partScores };
    }
  }
  return scored;
}
