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

/** Puts each example in a fold: a writer's all in one where writers are named, else each by chance. */
export function assignFolds(examples: readonly Example[], foldCount: number, seed: number): Int32Array {
  const writers = [...new Set(examples.map((example) => example.writer ?? ''))].sort();
  const random = createSeededRandom(seed);
  const byWriter = writers.length >= foldCount;
  const order = Int32Array.from({ length: byWriter ? writers.length : examples.length }, (_, at) => at);
  random.shuffle(order);
  if (!byWriter) {
    const folds = new Int32Array(examples.length);
    for (const [rank, row] of order.entries()) folds[row] = rank % foldCount;
    return folds;
  }
  const foldOf = new Map<string, number>();
  for (const [rank, writer] of order.entries()) foldOf.set(writers[writer] as string, rank % foldCount);
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
