import { createSeededRandom } from './seeded-random.ts';
import type { SparseRows } from './sparse-rows.ts';
import type { LabelWeights } from './train-logistic.ts';
import type { SvmOptions } from './train-svm.ts';

/** So many labels at most are trained together. */
export const MOST_TOGETHER = 6;
/** A feature's weights lie beside each other, a power of two of them. */
const STRIDE = 8;

/** What one label's descent has come to. */
interface Descent {
  active: number;
  oldUpper: number;
  upper: number;
  lower: number;
  isDone: boolean;
}

/**
 * What `trainSvm` does, for few labels at a time: each message is fetched from memory once for all of them, which takes
 * most of the time. The labels go through the messages in one order, and each leaves out those that it has no more use for.
 * @param labels the label of each row, 0 to `labelCount - 1`
 * @param costOf price of an error in this row for this label
 * @param onPass told after each pass what share of them is done; most often fewer are needed
 */
export function trainNarrowSvm(
  rows: SparseRows,
  labels: Int32Array,
  labelCount: number,
  costOf: (row: number, label: number) => number,
  { tolerance, maxPasses, seed }: Pick<SvmOptions, 'tolerance' | 'maxPasses' | 'seed'>,
  onPass: (done: number) => void = () => {},
): LabelWeights {
  const { start, index, value, rowCount } = rows;
  const weights = new Float32Array(rows.columnCount * STRIDE);
  const biases = new Float64Array(STRIDE);
  const alpha = new Float64Array(rowCount * STRIDE);
  const diagonal = new Float64Array(rowCount * STRIDE);
  const squares = new Float64Array(rowCount);
  const isActive = new Uint8Array(rowCount * STRIDE);
  const activeLabels = new Uint8Array(rowCount).fill(labelCount);
  const order = Int32Array.from({ length: rowCount }, (_, row) => row);
  const dots = new Float64Array(STRIDE);
  const steps = new Float64Array(STRIDE);
  const descents = Array.from(
    { length: labelCount },
    (): Descent => ({ active: rowCount, oldUpper: Infinity, upper: 0, lower: 0, isDone: false }),
  );
  for (let row = 0; row < rowCount; row++) {
    let squared = 1;
    for (let at = start[row] as number; at < (start[row + 1] as number); at++) squared += (value[at] as number) ** 2;
    squares[row] = squared;
    for (let label = 0; label < labelCount; label++) {
      diagonal[row * STRIDE + label] = 0.5 / costOf(row, label);
      isActive[row * STRIDE + label] = 1;
    }
  }

  /** The scores of one row, into `dots`. */
  const score = (row: number): void => {
    let [a, b, c, d, e, f] = [0, 0, 0, 0, 0, 0];
    for (let k = start[row] as number, end = start[row + 1] as number; k < end; k++) {
      const at = (index[k] as number) << 3;
      const strength = value[k] as number;
      a += strength * (weights[at] as number);
      b += strength * (weights[at + 1] as number);
      c += strength * (weights[at + 2] as number);
      d += strength * (weights[at + 3] as number);
      e += strength * (weights[at + 4] as number);
      f += strength * (weights[at + 5] as number);
    }
    dots[0] = a;
    dots[1] = b;
    dots[2] = c;
    dots[3] = d;
    dots[4] = e;
    dots[5] = f;
  };

  /** Moves the weights by `steps` along one row. */
  const move = (row: number): void => {
    const a = steps[0] as number;
    const b = steps[1] as number;
    const c = steps[2] as number;
    const d = steps[3] as number;
    const e = steps[4] as number;
    const f = steps[5] as number;
    for (let k = start[row] as number, end = start[row + 1] as number; k < end; k++) {
      const at = (index[k] as number) << 3;
      const strength = value[k] as number;
      weights[at] = (weights[at] as number) + strength * a;
      weights[at + 1] = (weights[at + 1] as number) + strength * b;
      weights[at + 2] = (weights[at + 2] as number) + strength * c;
      weights[at + 3] = (weights[at + 3] as number) + strength * d;
      weights[at + 4] = (weights[at + 4] as number) + strength * e;
      weights[at + 5] = (weights[at + 5] as number) + strength * f;
    }
  };

  /** One label's step along one row, 0 where there is none to take. */
  const stepFor = (row: number, label: number, descent: Descent): number => {
    const at = row * STRIDE + label;
    const y = labels[row] === label ? 1 : -1;
    const old = alpha[at] as number;
    const gradient = y * ((dots[label] as number) + (biases[label] as number)) - 1 + (diagonal[at] as number) * old;
    let projected = gradient;
    if (old === 0) {
      if (gradient > descent.oldUpper) {
        isActive[at] = 0;
        activeLabels[row] = (activeLabels[row] as number) - 1;
        descent.active--;
        return 0;
      }
      projected = Math.min(gradient, 0);
    }
    if (projected > descent.upper) descent.upper = projected;
    if (projected < descent.lower) descent.lower = projected;
    if (Math.abs(projected) < 1e-12) return 0;
    const next = Math.max(old - gradient / ((squares[row] as number) + (diagonal[at] as number)), 0);
    alpha[at] = next;
    return (next - old) * y;
  };

  /** Whether a label is done; brings back its rows before it is, to look at all once more. */
  const endPass = (label: number, descent: Descent): void => {
    if (descent.upper - descent.lower > tolerance) {
      descent.oldUpper = descent.upper <= 0 ? Infinity : descent.upper;
      return;
    }
    descent.isDone = descent.active === rowCount;
    for (let row = 0; row < rowCount; row++) {
      const at = row * STRIDE + label;
      const was = isActive[at] as number;
      isActive[at] = descent.isDone ? 0 : 1;
      activeLabels[row] = (activeLabels[row] as number) + (isActive[at] as number) - was;
    }
    descent.active = rowCount;
    descent.oldUpper = Infinity;
  };

  const random = createSeededRandom(seed);
  for (let pass = 0; pass < maxPasses && descents.some(({ isDone }) => !isDone); pass++) {
    for (const descent of descents) {
      descent.upper = -Infinity;
      descent.lower = Infinity;
    }
    for (let at = 0; at < rowCount; at++) {
      const other = at + Math.floor(random.next() * (rowCount - at));
      const row = order[other] as number;
      order[other] = order[at] as number;
      order[at] = row;
      if (activeLabels[row] === 0) continue;
      score(row);
      let isMoved = false;
      for (let label = 0; label < labelCount; label++) {
        const step = isActive[row * STRIDE + label] === 1 ? stepFor(row, label, descents[label] as Descent) : 0;
        steps[label] = step;
        if (step === 0) continue;
        biases[label] = (biases[label] as number) + step;
        isMoved = true;
      }
      if (isMoved) move(row);
    }
    for (const [label, descent] of descents.entries()) if (!descent.isDone) endPass(label, descent);
    onPass((pass + 1) / maxPasses);
  }

  const packed = new Float32Array(rows.columnCount * labelCount);
  for (let feature = 0; feature < rows.columnCount; feature++) {
    const from = feature * STRIDE;
    packed.set(weights.subarray(from, from + labelCount), feature * labelCount);
  }
  return { weights: packed, biases: Float32Array.from(biases.subarray(0, labelCount)) };
}
