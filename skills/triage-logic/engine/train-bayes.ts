import type { SparseRows } from './sparse-rows.ts';
import type { LabelWeights } from './train-logistic.ts';

/** Added to every count, so that a feature never seen with a label is unlikely and not impossible. */
const SMOOTHING = 0.05;

/** Naive Bayes over the feature values, each feature's weights centred on their mean over the labels. */
export function trainBayes(rows: SparseRows, labels: Int32Array, labelCount: number): LabelWeights {
  const { start, index, value, columnCount } = rows;
  const weights = new Float32Array(columnCount * labelCount).fill(SMOOTHING);
  for (let row = 0; row < rows.rowCount; row++) {
    const label = labels[row] as number;
    for (let k = start[row] as number; k < (start[row + 1] as number); k++) {
      const at = (index[k] as number) * labelCount + label;
      weights[at] = (weights[at] as number) + Math.max(value[k] as number, 0);
    }
  }
  for (let label = 0; label < labelCount; label++) {
    let total = 0;
    for (let column = 0; column < columnCount; column++) total += weights[column * labelCount + label] as number;
    for (let column = 0; column < columnCount; column++) {
      const at = column * labelCount + label;
      weights[at] = Math.log((weights[at] as number) / total);
    }
  }
  for (let column = 0; column < columnCount; column++) {
    const own = weights.subarray(column * labelCount, (column + 1) * labelCount);
    let mean = 0;
    for (const weight of own) mean += weight / labelCount;
    for (let label = 0; label < labelCount; label++) own[label] = (own[label] as number) - mean;
  }
  return { weights, biases: new Float32Array(labelCount) };
}
