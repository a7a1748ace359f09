import { createSeededRandom } from './seeded-random.ts';
import type { SparseRows } from './sparse-rows.ts';

export interface LogisticOptions {
  readonly epochs: number;
  /** Step size at the start; it falls to 0 in a straight line. */
  readonly rate: number;
  /** Share of an example's features left out at each step, so that no single one is leaned on. */
  readonly dropout: number;
  readonly seed: number;
}

/** One weight per column and label, column after column (`weights[column * labelCount + label]`), and the biases. */
export interface LabelWeights {
  readonly weights: Float32Array;
  readonly biases: Float32Array;
}

/**
 * Multinomial logistic regression by stochastic gradient descent.
 * @param onEpoch told after each epoch what share of them is done
 */
export function trainLogistic(
  rows: SparseRows,
  labels: Int32Array,
  rowWeight: Float32Array,
  labelCount: number,
  options: LogisticOptions,
  onEpoch: (done: number) => void = () => {},
): LabelWeights {
  const { start, index, value, rowCount } = rows;
  const weights = new Float32Array(rows.columnCount * labelCount);
  const biases = new Float32Array(labelCount);
  const random = createSeededRandom(options.seed);
  const order = Int32Array.from({ length: rowCount }, (_, row) => row);
  const probability = new Float64Array(labelCount);
  let longest = 0;
  for (let row = 0; row < rowCount; row++) {
    longest = Math.max(longest, (start[row + 1] as number) - (start[row] as number));
  }
  const keptColumn = new Int32Array(longest);
  const keptValue = new Float32Array(longest);
  const scale = 1 / (1 - options.dropout);
  const steps = options.epochs * rowCount;
  let step = 0;
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    random.shuffle(order);
    for (let turn = 0; turn < rowCount; turn++, step++) {
      const row = order[turn] as number;
      const rate = options.rate * (1 - step / steps) * (rowWeight[row] as number);
      let kept = 0;
      for (let k = start[row] as number; k < (start[row + 1] as number); k++) {
        if (random.next() < options.dropout) continue;
        keptColumn[kept] = (index[k] as number) * labelCount;
        keptValue[kept++] = (value[k] as number) * scale;
      }
      for (let label = 0; label < labelCount; label++) probability[label] = biases[label] as number;
      for (let k = 0; k < kept; k++) {
        const base = keptColumn[k] as number;
        const x = keptValue[k] as number;
        for (let label = 0; label < labelCount; label++) {
          probability[label] = (probability[label] as number) + x * (weights[base + label] as number);
        }
      }
      let best = -Infinity;
      for (let label = 0; label < labelCount; label++) best = Math.max(best, probability[label] as number);
      let sum = 0;
      for (let label = 0; label < labelCount; label++) {
        const raised = Math.exp((probability[label] as number) - best);
        probability[label] = raised;
        sum += raised;
      }
      for (let label = 0; label < labelCount; label++) {
        const wanted = label === labels[row] ? 1 : 0;
        const gradient = rate * (wanted - (probability[label] as number) / sum);
        probability[label] = gradient;
        biases[label] = (biases[label] as number) + 0.1 * gradient;
      }
      for (let k = 0; k < kept; k++) {
        const base = keptColumn[k] as number;
        const x = keptValue[k] as number;
        for (let label = 0; label < labelCount; label++) {
          const at = base + label;
          weights[at] = (weights[at] as number) + x * (probability[label] as number);
        }
      }
    }
    onEpoch((epoch + 1) / options.epochs);
  }
  return { weights, biases };
}
