/** An open-addressing table from 32-bit feature keys (never 0) to dense numbers. Half empty, so probes are short. */
export class KeyTable {
  private slots: Int32Array;
  private mask: number;
  private shift: number;
  size = 0;

  /** @param expected how many keys will be added; more are taken, at the price of a rebuild */
  constructor(expected: number) {
    const capacity = 2 ** Math.max(4, Math.ceil(Math.log2(expected * 2 + 1)));
    this.slots = new Int32Array(capacity * 2);
    this.mask = capacity - 1;
    this.shift = Math.clz32(this.mask);
  }

  /** The number of a key, or -1. */
  find(key: number): number {
    const { slots, mask } = this;
    let at = Math.imul(key, 0x9e3779b1) >>> this.shift;
    for (;;) {
      const found = slots[at * 2] as number;
      if (found === key) return slots[at * 2 + 1] as number;
      if (found === 0) return -1;
      at = (at + 1) & mask;
    }
  }

  /** The number of a key, given the next free one if it is new. */
  findOrAdd(key: number): number {
    const number = this.find(key);
    if (number >= 0) return number;
    if (this.size * 2 > this.mask) this.grow();
    this.insert(key, this.size);
    return this.size++;
  }

  private insert(key: number, number: number): void {
    let at = Math.imul(key, 0x9e3779b1) >>> this.shift;
    while (this.slots[at * 2] !== 0) at = (at + 1) & this.mask;
    this.slots[at * 2] = key;
    this.slots[at * 2 + 1] = number;
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Int32Array(old.length * 2);
    this.mask = this.slots.length / 2 - 1;
    this.shift--;
    for (let at = 0; at < old.length; at += 2) {
      if (old[at] !== 0) this.insert(old[at] as number, old[at + 1] as number);
    }
  }
}
