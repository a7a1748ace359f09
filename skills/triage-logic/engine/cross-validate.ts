import type { Example } from './example.ts';
import { fitWeights, type WeightOptions } from './fit-weights.ts';
import type { ScoringPart } from './model.ts';
import { quantiseWeights } from './quantise-weights.ts';
import { MessageScorer } from './score-message.ts';
import { createSeededRandom } from './seeded-random.ts';

/** The scores of one example by weights that never saw it, nor its writer. */
export interface ScoredExample {
  readonly example: Example;
  readonly scores: Float64Array;
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

/** Scores examples with a model's weights, none of them calibrated. */
export function scoreExamples(model: ScoringPart, examples: readonly Example[]): ScoredExample[] {
  const scorer = new MessageScorer(model);
  return examples.map((example) => {
    scorer.score(example);
    return {
      example,
      scores: scorer.scores.slice(),
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
): ScoredExample[] {
  const folds = assignFolds(examples, foldCount, options.seed);
  const scored = new Array<ScoredExample>(examples.length);
  for (let fold = 0; fold < foldCount; fold++) {
    const others = examples.filter((_, row) => folds[row] !== fold);
    const held = [...examples.keys()].filter((row) => folds[row] === fold);
    const fitted = fitWeights(others, columns, options, (done) => onProgress((fold + done) / foldCount));
    const part = quantiseWeights(fitted, Number.MAX_SAFE_INTEGER);
    const results = scoreExamples(
      part,
      held.map((row) => examples[row] as Example),
    );
    for (const [at, row] of held.entries()) scored[row] = results[at] as ScoredExample;
  }
  return scored;
}
