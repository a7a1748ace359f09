import { createSeededRandom } from './seeded-random.ts';
import type { SparseRows } from './sparse-rows.ts';

export interface SvmOptions {
  /** Stop when no projected gradient differs by more than this. */
  readonly tolerance: number;
  readonly maxPasses: number;
  readonly seed: number;
}

/** One linear function: a weight per column, and the weight of a constant 1. */
export interface LinearWeights {
  readonly weights: Float32Array;
  readonly bias: number;
}

/**
 * Separates one label from all others with a squared hinge, by dual coordinate descent with shrinking
 * (Hsieh et al., "A dual coordinate descent method for large-scale linear SVM", 2008).
 * @param costOf price of an error in a row
 */
export function trainSvm(
  rows: SparseRows,
  isPositive: (row: number) => boolean,
  costOf: (row: number) => number,
  options: SvmOptions,
): LinearWeights {
  const { start, index, value, rowCount } = rows;
  const weights = new Float32Array(rows.columnCount);
  let bias = 0;
  const alpha = new Float64Array(rowCount);
  const sign = new Int8Array(rowCount);
  const diagonal = new Float64Array(rowCount);
  const curvature = new Float64Array(rowCount);
  const order = new Int32Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    sign[row] = isPositive(row) ? 1 : -1;
    diagonal[row] = 0.5 / costOf(row);
    let squared = 1;
    for (let at = start[row] as number; at < (start[row + 1] as number); at++) squared += (value[at] as number) ** 2;
    curvature[row] = squared + (diagonal[row] as number);
    order[row] = row;
  }
  const random = createSeededRandom(options.seed);
  let active = rowCount;
  let oldUpper = Infinity;
  for (let pass = 0; pass < options.maxPasses; pass++) {
    let upper = -Infinity;
    let lower = Infinity;
    for (let at = 0; at < active; at++) {
      const other = at + Math.floor(random.next() * (active - at));
      const row = order[other] as number;
      order[other] = order[at] as number;
      order[at] = row;
    }
    for (let at = 0; at < active; at++) {
      const row = order[at] as number;
      const y = sign[row] as number;
      const from = start[row] as number;
      const to = start[row + 1] as number;
      let dot = bias;
      for (let k = from; k < to; k++) dot += (weights[index[k] as number] as number) * (value[k] as number);
      const old = alpha[row] as number;
      const gradient = y * dot - 1 + (diagonal[row] as number) * old;
      let projected = gradient;
      if (old === 0) {
        if (gradient > oldUpper) {
          active--;
          order[at] = order[active] as number;
          order[active] = row;
          at--;
          continue;
        }
        projected = Math.min(gradient, 0);
      }
      if (projected > upper) upper = projected;
      if (projected < lower) lower = projected;
      if (Math.abs(projected) < 1e-12) continue;
      const next = Math.max(old - gradient / (curvature[row] as number), 0);
      alpha[row] = next;
      const step = (next - old) * y;
      if (step === 0) continue;
      bias += step;
      for (let k = from; k < to; k++) {
        const column = index[k] as number;
        weights[column] = (weights[column] as number) + step * (value[k] as number);
      }
    }
    if (upper - lower <= options.tolerance) {
      if (active === rowCount) break;
      active = rowCount;
      oldUpper = Infinity;
      continue;
    }
    oldUpper = upper <= 0 ? Infinity : upper;
  }
  return { weights, bias };
}
