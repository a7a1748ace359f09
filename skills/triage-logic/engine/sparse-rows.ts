/** Examples as rows of a sparse matrix: row r holds columns `index[start[r] .. start[r + 1])` with their values. */
export interface SparseRows {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly start: Int32Array;
  readonly index: Int32Array;
  readonly value: Float32Array;
}

/** Collects rows one after another. */
export class SparseRowsBuilder {
  private index = new Int32Array(1 << 16);
  private value = new Float32Array(1 << 16);
  private readonly starts: number[] = [0];
  private used = 0;

  add(column: number, value: number): void {
    if (this.used === this.index.length) {
      const [index, values] = [this.index, this.value];
      this.index = new Int32Array(index.length * 2);
      this.value = new Float32Array(values.length * 2);
      this.index.set(index);
      this.value.set(values);
    }
    this.index[this.used] = column;
    this.value[this.used++] = value;
  }

  endRow(): void {
    this.starts.push(this.used);
  }

  build(columnCount: number): SparseRows {
    return {
      rowCount: this.starts.length - 1,
      columnCount,
      start: Int32Array.from(this.starts),
      index: this.index.slice(0, this.used),
      value: this.value.slice(0, this.used),
    };
  }
}
