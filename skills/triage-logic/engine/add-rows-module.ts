/**
 * The one function of `wide-rows.ts` that is worth machine instructions of its own, written as the bytes of a WebAssembly
 * module: no compiler and no dependency stands between this text and what runs. Instructions of SIMD multiply and add
 * eight pairs of weights at a time, which JavaScript cannot say.
 *
 *   add(list, listEnd, sums, width):
 *     for (column = 0; column < width; column += 16)
 *       sums[column .. column + 16) = of all pairs (rowA, rowB, strengthA | strengthB << 16) in list .. listEnd, the sum of
 *         strengthA * memory[rowA + column] + strengthB * memory[rowB + column]
 *
 * All arguments are byte addresses but `width`, a multiple of 16; the list must not be empty; sums are 32 bits each.
 */
const [I32, V128] = [0x7f, 0x7b];
const [LIST, LIST_END, SUMS, WIDTH, COLUMN, AT, A, B, STRENGTHS, SUM] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** Unsigned LEB128, as the format writes every number. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
/** Constants here stay below 64, where the signed and the unsigned form are alike. */
const constant = (value: number): number[] => [0x41, value];
const ADD = [0x6a];
const LESS_UNSIGNED = [0x49];
/** Reads 4 bytes at the address on the stack plus `offset`. */
const load32 = (offset: number): number[] => [0x28, 2, offset];
const simd = (operation: number): number[] => [0xfd, ...unsigned(operation)];
/** SIMD memory instructions say no alignment: a row begins anywhere. */
const load128 = [...simd(0), 0, 0];
const splat32 = (offset: number): number[] => [...simd(9), 0, offset];
const store128 = (offset: number): number[] => [...simd(11), 0, offset];
const zero128 = [...simd(12), ...new Array<number>(16).fill(0)];
/** Byte `from` of A, byte `from` of B, the next of A … eight of each. */
const interleave = (from: number): number[] => [
  ...simd(13),
  ...Array.from({ length: 16 }, (_, lane) => from + (lane >> 1) + 16 * (lane & 1)),
];
const [EXTEND_LOW, EXTEND_HIGH] = [simd(0x87), simd(0x88)];
const DOT = simd(0xba);
const ADD_LANES = simd(0xae);
/** A loop that runs its body once, and again while the condition the body leaves on the stack holds. */
const repeat = (body: readonly number[]): number[] => [0x03, 0x40, ...body, 0x0d, 0, 0x0b];

/** Adds four columns of the pair to the sum kept for them. */
const addQuarter = (quarter: number): number[] => [
  ...get(SUM + quarter),
  ...get(A),
  ...get(B),
  ...interleave(8 * (quarter >> 1)),
  ...((quarter & 1) === 0 ? EXTEND_LOW : EXTEND_HIGH),
  ...get(STRENGTHS),
  ...DOT,
  ...ADD_LANES,
  ...set(SUM + quarter),
];
const QUARTERS = [0, 1, 2, 3];
const addPair = [
  ...[...get(AT), ...load32(0), ...get(COLUMN), ...ADD, ...load128, ...set(A)],
  ...[...get(AT), ...load32(4), ...get(COLUMN), ...ADD, ...load128, ...set(B)],
  ...[...get(AT), ...splat32(8), ...set(STRENGTHS)],
  ...QUARTERS.flatMap(addQuarter),
  ...[...get(AT), ...constant(12), ...ADD, ...set(AT)],
  ...[...get(AT), ...get(LIST_END), ...LESS_UNSIGNED],
];
const addColumns = [
  ...QUARTERS.flatMap((quarter) => [...zero128, ...set(SUM + quarter)]),
  ...[...get(LIST), ...set(AT)],
  ...repeat(addPair),
  ...QUARTERS.flatMap((quarter) => [...get(SUMS), ...get(SUM + quarter), ...store128(16 * quarter)]),
  // 16 sums of 4 bytes: one short of what a one-byte constant holds, so in two steps.
  ...[...get(SUMS), ...constant(32), ...ADD, ...constant(32), ...ADD, ...set(SUMS)],
  ...[...get(COLUMN), ...constant(16), ...ADD, ...set(COLUMN)],
  ...[...get(COLUMN), ...get(WIDTH), ...LESS_UNSIGNED],
];

const sized = (bytes: readonly number[]): number[] => [...unsigned(bytes.length), ...bytes];
const section = (id: number, bytes: readonly number[]): number[] => [id, ...sized(bytes)];
const named = (name: string): number[] => sized([...new TextEncoder().encode(name)]);
const locals = [2, 2, I32, 7, V128];

/** Imports `rows.memory`, exports `add`. */
export const ADD_ROWS_MODULE = Uint8Array.from([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, [1, 0x60, 4, I32, I32, I32, I32, 0]),
  ...section(2, [1, ...named('rows'), ...named('memory'), 2, 0, 1]),
  ...section(3, [1, 0]),
  ...section(7, [1, ...named('add'), 0, 0]),
  ...section(10, [1, ...sized([...locals, ...repeat(addColumns), 0x0b])]),
]);
