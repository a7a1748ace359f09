/** A logistic function of a few signals: sigmoid(bias + sum of weights[k] * signals[k]). */
export interface Logistic {
  readonly bias: number;
  readonly weights: readonly number[];
}

export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** Solves a symmetric positive system in place by elimination. */
export function solve(matrix: number[][], right: number[]): number[] {
  const size = right.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(matrix[row]?.[column] ?? 0) > Math.abs(matrix[pivot]?.[column] ?? 0)) pivot = row;
    }
    [matrix[column], matrix[pivot]] = [matrix[pivot] as number[], matrix[column] as number[]];
    [right[column], right[pivot]] = [right[pivot] as number, right[column] as number];
    const pivotRow = matrix[column] as number[];
    for (let row = column + 1; row < size; row++) {
      const other = matrix[row] as number[];
      const factor = (other[column] as number) / (pivotRow[column] as number);
      for (let k = column; k < size; k++) other[k] = (other[k] as number) - factor * (pivotRow[k] as number);
      right[row] = (right[row] as number) - factor * (right[column] as number);
    }
  }
  const solution = new Array<number>(size).fill(0);
  for (let row = size - 1; row >= 0; row--) {
    const own = matrix[row] as number[];
    let value = right[row] as number;
    for (let k = row + 1; k < size; k++) value -= (own[k] as number) * (solution[k] as number);
    solution[row] = value / (own[row] as number);
  }
  return solution;
}

/**
 * Fits a logistic by Newton's method on standardised signals.
 * @param signals one row of signals an example
 * @param isTrue 0..1 an example
 * @param ridge pull of the weights towards 0, in examples
 */
export function fitLogistic(
  signals: readonly (readonly number[])[],
  isTrue: readonly number[],
  exampleWeight: readonly number[],
  ridge = 1,
): Logistic {
  const size = signals[0]?.length ?? 0;
  let total = 0;
  const mean = new Array<number>(size).fill(0);
  const spread = new Array<number>(size).fill(0);
  for (const [row, signal] of signals.entries()) {
    const weight = exampleWeight[row] as number;
    total += weight;
    for (let k = 0; k < size; k++) mean[k] = (mean[k] as number) + weight * (signal[k] as number);
  }
  for (let k = 0; k < size; k++) mean[k] = (mean[k] as number) / total;
  for (const [row, signal] of signals.entries()) {
    for (let k = 0; k < size; k++) {
      spread[k] =
        (spread[k] as number) + (exampleWeight[row] as number) * ((signal[k] as number) - (mean[k] as number)) ** 2;
    }
  }
  for (let k = 0; k < size; k++) spread[k] = Math.sqrt((spread[k] as number) / total) || 1;
  const beta = new Array<number>(size + 1).fill(0);
  const x = new Array<number>(size + 1).fill(1);
  for (let pass = 0; pass < 40; pass++) {
    const hessian = beta.map((_, k) => beta.map((__, j) => (k === j ? (k === size ? 1e-6 : ridge) : 0)));
    const gradient = beta.map((weight, k) => (k === size ? 0 : -ridge * weight));
    for (const [row, signal] of signals.entries()) {
      let logit = beta[size] as number;
      for (let k = 0; k < size; k++) {
        x[k] = ((signal[k] as number) - (mean[k] as number)) / (spread[k] as number);
        logit += (x[k] as number) * (beta[k] as number);
      }
      const probability = sigmoid(logit);
      const weight = exampleWeight[row] as number;
      const error = weight * ((isTrue[row] as number) - probability);
      const bend = weight * Math.max(probability * (1 - probability), 1e-6);
      for (let k = 0; k <= size; k++) {
        gradient[k] = (gradient[k] as number) + error * (x[k] as number);
        const own = hessian[k] as number[];
        for (let j = 0; j <= size; j++) own[j] = (own[j] as number) + bend * (x[k] as number) * (x[j] as number);
      }
    }
    const step = solve(hessian, gradient);
    let largest = 0;
    for (let k = 0; k <= size; k++) {
      const bounded = Math.max(-4, Math.min(4, step[k] as number));
      beta[k] = (beta[k] as number) + bounded;
      largest = Math.max(largest, Math.abs(bounded));
    }
    if (largest < 1e-8) break;
  }
  let bias = beta[size] as number;
  const weights = beta.slice(0, size).map((weight, k) => {
    const scaled = weight / (spread[k] as number);
    bias -= scaled * (mean[k] as number);
    return scaled;
  });
  return { bias, weights };
}
