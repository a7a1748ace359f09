import { solve } from './fit-logistic.ts';

/** Scores of a label from the scores of several learners, linear: `weights[column * inputCount + input]`. */
export interface Merge {
  readonly weights: Float64Array;
  readonly biases: Float64Array;
}

/** Pull of the weights towards 0, in examples. */
const RIDGE = 1;
const MAX_PASSES = 25;

/**
 * Merges one message's scores.
 * @param scores of all learners, one after another
 * @param biases those of the merge, or none where a direction and no message is merged
 */
export function applyMerge(merge: Merge, scores: Float64Array, biases: Float64Array, out: Float64Array): void {
  const { weights } = merge;
  for (let column = 0; column < out.length; column++) {
    let sum = biases[column] as number;
    for (let input = 0, at = column * scores.length; input < scores.length; input++, at++) {
      sum += (weights[at] as number) * (scores[input] as number);
    }
    out[column] = sum;
  }
}

interface Standard {
  readonly mean: Float64Array;
  readonly spread: Float64Array;
}

function standardise(inputs: readonly Float64Array[]): Standard {
  const size = (inputs[0] as Float64Array).length;
  const mean = new Float64Array(size);
  const spread = new Float64Array(size);
  for (const row of inputs)
    for (let k = 0; k < size; k++) mean[k] = (mean[k] as number) + (row[k] as number) / inputs.length;
  for (const row of inputs) {
    for (let k = 0; k < size; k++)
      spread[k] = (spread[k] as number) + ((row[k] as number) - (mean[k] as number)) ** 2 / inputs.length;
  }
  return { mean, spread: spread.map((variance) => Math.sqrt(variance) || 1) };
}

/** One step of Newton's method; the loss is that of a softmax over the columns. */
function stepOf(
  inputs: readonly Float64Array[],
  { mean, spread }: Standard,
  labels: readonly number[],
  exampleWeights: readonly number[],
  beta: Float64Array,
  columnCount: number,
): number[] {
  const size = (inputs[0] as Float64Array).length + 1;
  const total = size * columnCount;
  const hessian = Array.from({ length: total }, () => new Array<number>(total).fill(0));
  const gradient = new Array<number>(total).fill(0);
  for (let at = 0; at < total; at++) {
    // The constants need a little too: a softmax does not mind one number more on all of them.
    const ridge = at % size === size - 1 ? 1e-3 : RIDGE;
    (hessian[at] as number[])[at] = ridge;
    gradient[at] = -ridge * (beta[at] as number);
  }
  const x = new Float64Array(size).fill(1);
  const probability = new Float64Array(columnCount);
  for (const [row, input] of inputs.entries()) {
    for (let k = 0; k < size - 1; k++) x[k] = ((input[k] as number) - (mean[k] as number)) / (spread[k] as number);
    let highest = -Infinity;
    for (let column = 0; column < columnCount; column++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += (beta[column * size + k] as number) * (x[k] as number);
      probability[column] = sum;
      highest = Math.max(highest, sum);
    }
    let norm = 0;
    for (let column = 0; column < columnCount; column++) {
      probability[column] = Math.exp((probability[column] as number) - highest);
      norm += probability[column] as number;
    }
    for (let column = 0; column < columnCount; column++) probability[column] = (probability[column] as number) / norm;
    const weight = exampleWeights[row] as number;
    for (let column = 0; column < columnCount; column++) {
      const own = probability[column] as number;
      const error = weight * ((labels[row] === column ? 1 : 0) - own);
      for (let k = 0; k < size; k++)
        gradient[column * size + k] = (gradient[column * size + k] as number) + error * (x[k] as number);
      for (let other = column; other < columnCount; other++) {
        const bend = weight * own * ((column === other ? 1 : 0) - (probability[other] as number));
        if (Math.abs(bend) < 1e-9) continue;
        for (let k = 0; k < size; k++) {
          const line = hessian[column * size + k] as number[];
          const scaled = bend * (x[k] as number);
          for (let j = 0, to = other * size; j < size; j++, to++)
            line[to] = (line[to] as number) + scaled * (x[j] as number);
        }
      }
    }
  }
  // It is symmetric: what lies left of the blocks on the diagonal was left out.
  for (let at = 0; at < total; at++) {
    const firstKept = at - (at % size);
    for (let to = 0; to < firstKept; to++) (hessian[at] as number[])[to] = (hessian[to] as number[])[at] as number;
  }
  return solve(hessian, gradient);
}

/**
 * Fits how several learners' scores make one score a column, so that a softmax over them is as right as it can be.
 * @param inputs of each example, the scores of all learners, by weights that did not see it
 * @param labels its column
 */
export function fitMerge(
  inputs: readonly Float64Array[],
  labels: readonly number[],
  exampleWeights: readonly number[],
  columnCount: number,
): Merge {
  const standard = standardise(inputs);
  const inputCount = standard.mean.length;
  const size = inputCount + 1;
  const beta = new Float64Array(size * columnCount);
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const step = stepOf(inputs, standard, labels, exampleWeights, beta, columnCount);
    let largest = 0;
    for (let at = 0; at < beta.length; at++) {
      const bounded = Math.max(-2, Math.min(2, step[at] as number));
      beta[at] = (beta[at] as number) + bounded;
      largest = Math.max(largest, Math.abs(bounded));
    }
    if (largest < 1e-6) break;
  }
  const weights = new Float64Array(inputCount * columnCount);
  const biases = new Float64Array(columnCount);
  for (let column = 0; column < columnCount; column++) {
    let bias = beta[column * size + inputCount] as number;
    for (let k = 0; k < inputCount; k++) {
      const scaled = (beta[column * size + k] as number) / (standard.spread[k] as number);
      weights[column * inputCount + k] = scaled;
      bias -= scaled * (standard.mean[k] as number);
    }
    biases[column] = bias;
  }
  return { weights, biases };
}
