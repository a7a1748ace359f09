import { ADD_ROWS_MODULE } from './add-rows-module.ts';

/** Strengths are kept as whole numbers of this fineness: a 30th of the step in which weights are kept. */
const FINENESS = 1_024;
/** So many rows of 127 times the largest strength still fit 32 bits. */
const ROOM = 512;
const PAGE_BYTES = 65_536;

type Add = (list: number, listEnd: number, sums: number, width: number) => void;

/** What is used of WebAssembly, whose types come with those of browsers alone. */
interface WebAssemblyPart {
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: { readonly add: Add } };
  validate(bytes: Uint8Array): boolean;
}
const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyPart };

/** Whether this machine has the instructions. */
export function hasRowInstructions(): boolean {
  return WebAssembly.validate(ADD_ROWS_MODULE);
}

function compileAdd(memory: object): Add {
  return new WebAssembly.Instance(new WebAssembly.Module(ADD_ROWS_MODULE), { rows: { memory } }).exports.add;
}

/**
 * Rows of 8-bit weights, of many columns, and their sum weighed by strengths: in whole numbers, so that it does not depend
 * on the order, nor on who adds. Holds a copy of the weights. Not for concurrent use.
 */
export class WideRows {
  private readonly bytes: Int8Array;
  /** Of each two rows: where they begin, and both strengths, 16 bits each. */
  private readonly list: Int32Array;
  private readonly sums: Int32Array;
  private readonly width: number;
  private readonly columnCount: number;
  private readonly add: Add;
  private count = 0;

  /**
   * @param quantised `quantised[row * stride + column]`
   * @param withInstructions whether SIMD is used where the machine has it; the sums are the same without
   */
  constructor(quantised: Int8Array, stride: number, columnCount: number, withInstructions = true) {
    this.columnCount = columnCount;
    this.width = Math.ceil(columnCount / 16) * 16;
    const { width } = this;
    const rowCount = quantised.length / stride;
    const listAt = rowCount * width;
    const sumsAt = listAt + ROOM * 6;
    const memory = new WebAssembly.Memory({ initial: Math.ceil((sumsAt + width * 4) / PAGE_BYTES) });
    this.bytes = new Int8Array(memory.buffer);
    for (let row = 0; row < rowCount; row++) {
      this.bytes.set(quantised.subarray(row * stride, row * stride + columnCount), row * width);
    }
    this.list = new Int32Array(memory.buffer, listAt, (ROOM / 2) * 3);
    this.sums = new Int32Array(memory.buffer, sumsAt, width);
    this.add = withInstructions && hasRowInstructions() ? compileAdd(memory) : () => this.addPlainly();
  }

  /** Whether `take` must come before the next `put`. */
  get isFull(): boolean {
    return this.count === ROOM;
  }

  /** @param strength 0..31 */
  put(row: number, strength: number): void {
    const { list, count } = this;
    const at = (count >> 1) * 3;
    const whole = (strength * FINENESS + 0.5) | 0;
    if ((count & 1) === 0) {
      list[at] = row * this.width;
      list[at + 1] = 0;
      list[at + 2] = whole;
    } else {
      list[at + 1] = row * this.width;
      list[at + 2] = (list[at + 2] as number) | (whole << 16);
    }
    this.count = count + 1;
  }

  /** Adds the sum of the rows put since the last time to `totals`, by column. */
  take(totals: Float64Array): void {
    if (this.count === 0) return;
    const { list, sums, columnCount } = this;
    this.add(list.byteOffset, list.byteOffset + ((this.count + 1) >> 1) * 12, sums.byteOffset, this.width);
    this.count = 0;
    for (let column = 0; column < columnCount; column++) {
      totals[column] = (totals[column] as number) + (sums[column] as number) * (1 / FINENESS);
    }
  }

  private addPlainly(): void {
    const { bytes, list, sums, columnCount } = this;
    sums.fill(0);
    for (let at = 0; at < ((this.count + 1) >> 1) * 3; at += 3) {
      const [a, b, strengths] = [list[at] as number, list[at + 1] as number, list[at + 2] as number];
      const [first, second] = [(strengths << 16) >> 16, strengths >> 16];
      for (let column = 0; column < columnCount; column++) {
        sums[column] =
          (sums[column] as number) + first * (bytes[a + column] as number) + second * (bytes[b + column] as number);
      }
    }
  }
}
