import { crc32 } from 'node:zlib';
import type { Calibration } from './calibration.ts';
import { LEARNER_FEATURE_COUNT } from './learner-features.ts';
import { MODEL_FORMAT_VERSION, type Model, type Provenance } from './model.ts';
import { createVocabulary } from './vocabulary.ts';

/**
 * The file: "LFTM", format version, length of the header, length of the whole file (u32 each, little endian), the
 * header as JSON, then keys (i32), example counts (u16), weights (i8), scales, biases and learner weights (f32),
 * and last the CRC-32 (u32) of all before it.
 * Sections are read in place, so the machine must be little endian, as every one that Node 24 is built for but s390x is.
 */
const MAGIC = 0x4d54464c;
const PREFIX_BYTES = 16;
/** A file that is all header, of names and measures, would keep its reader busy for seconds. */
const MAX_HEADER_BYTES = 262_144;

interface Header {
  readonly labels: readonly string[];
  readonly hasOutOfScopeColumn: boolean;
  readonly featureCount: number;
  readonly vocabularyExamples: number;
  readonly wordShare: number;
  readonly classShare: number;
  /** Absent in models made before it was. */
  readonly pairShare?: number;
  readonly learnerFeatures: number;
  readonly calibration: Calibration;
  readonly provenance: Provenance;
}

function sectionBytes(header: Header, columns: number): number[] {
  const { featureCount, learnerFeatures } = header;
  return [
    featureCount * 4,
    featureCount * 2,
    featureCount * columns,
    columns * 4,
    columns * 4,
    learnerFeatures * columns * 4,
  ];
}

/** @throws {Error} for a header that no program of ours wrote, whatever its checksum says */
function readHeader(json: string): Header {
  try {
    const header = JSON.parse(json) as Header;
    const { labels, wordShare, calibration } = header;
    const namesLabels =
      Array.isArray(labels) && labels.length >= 2 && labels.every((label) => typeof label === 'string');
    if (namesLabels && wordShare >= 0 && wordShare <= 1 && Array.isArray(calibration.offsets)) return header;
  } catch {
    // Said below: how it is none does not matter.
  }
  throw new Error('the model file is damaged: its header cannot be read');
}

/** Writes a model as the bytes of a file. The same model gives the same bytes. */
export function encodeModel(model: Model): Uint8Array {
  const { vocabulary, columnCount, stride } = model;
  const header: Header = {
    labels: model.labels,
    hasOutOfScopeColumn: model.hasOutOfScopeColumn,
    featureCount: vocabulary.size,
    vocabularyExamples: vocabulary.exampleCount,
    wordShare: model.wordShare,
    classShare: model.classShare,
    ...(model.pairShare > 0 ? { pairShare: model.pairShare } : {}),
    learnerFeatures: model.learnerWeights.length / columnCount,
    calibration: model.calibration,
    provenance: model.provenance,
  };
  const headerBytes = new TextEncoder().encode(JSON.stringify(header));
  const sizes = sectionBytes(header, columnCount);
  const total = PREFIX_BYTES + headerBytes.length + sizes.reduce((sum, size) => sum + size, 0) + 4;
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  [MAGIC, MODEL_FORMAT_VERSION, headerBytes.length, total].forEach((value, at) => {
    view.setUint32(at * 4, value, true);
  });
  bytes.set(headerBytes, PREFIX_BYTES);
  let at = PREFIX_BYTES + headerBytes.length;
  for (const key of vocabulary.keys) {
    view.setInt32(at, key, true);
    at += 4;
  }
  for (const count of vocabulary.documentCounts) {
    view.setUint16(at, count, true);
    at += 2;
  }
  for (let feature = 0; feature < vocabulary.size; feature++) {
    for (let column = 0; column < columnCount; column++)
      view.setInt8(at++, model.quantised[feature * stride + column] as number);
  }
  for (const floats of [model.scales, model.biases, model.learnerWeights]) {
    for (const value of floats) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  view.setUint32(at, crc32(bytes.subarray(0, at)), true);
  return bytes;
}

/**
 * Reads a model from the bytes of a file.
 * @throws {Error} saying what is wrong: not a model, another version, cut short, or damaged
 */
export function decodeModel(bytes: Uint8Array): Model {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint32(0, true) !== MAGIC) throw new Error('not a LearnFlow model file');
  if (bytes.length < PREFIX_BYTES) throw new Error('the model file is cut short');
  const version = view.getUint32(4, true);
  if (version !== MODEL_FORMAT_VERSION) {
    throw new Error(
      `the model file has format version ${version}, this program reads version ${MODEL_FORMAT_VERSION}: train it again`,
    );
  }
  const total = view.getUint32(12, true);
  if (bytes.length < total) throw new Error(`the model file is cut short: ${bytes.length} of ${total} bytes`);
  if (bytes.length > total) throw new Error(`the model file is ${bytes.length - total} bytes longer than it says`);
  if (crc32(bytes.subarray(0, total - 4)) !== view.getUint32(total - 4, true)) {
    throw new Error('the model file is damaged: its checksum does not match');
  }
  const headerLength = view.getUint32(8, true);
  if (headerLength > MAX_HEADER_BYTES) throw new Error(`the model file is damaged: a header of ${headerLength} bytes`);
  const header = readHeader(new TextDecoder().decode(bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + headerLength)));
  const columnCount = header.labels.length + (header.hasOutOfScopeColumn ? 1 : 0);
  const expected = sectionBytes(header, columnCount).reduce((sum, size) => sum + size, PREFIX_BYTES + headerLength + 4);
  if (expected !== total) throw new Error('the model file is damaged: its sections do not add up');
  if (header.learnerFeatures !== 0 && header.learnerFeatures !== LEARNER_FEATURE_COUNT) {
    throw new Error('the model file was made with other learner features than this program reads: train it again');
  }
  let at = PREFIX_BYTES + headerLength;
  // Copied, because a section starts at any byte and a typed array at multiples of its own size.
  const take = (length: number): ArrayBuffer => {
    const section = new Uint8Array(length);
    section.set(bytes.subarray(at, at + length));
    at += length;
    return section.buffer;
  };
  const { featureCount } = header;
  const keys = new Int32Array(take(featureCount * 4));
  const documentCounts = new Uint16Array(take(featureCount * 2));
  const packed = new Int8Array(take(featureCount * columnCount));
  const stride = Math.ceil(columnCount / 8) * 8;
  const quantised = new Int8Array(featureCount * stride);
  for (let from = 0, to = 0; from < packed.length; from += columnCount, to += stride) {
    for (let column = 0; column < columnCount; column++) quantised[to + column] = packed[from + column] as number;
  }
  return {
    labels: header.labels,
    hasOutOfScopeColumn: header.hasOutOfScopeColumn,
    vocabulary: createVocabulary(keys, documentCounts, header.vocabularyExamples),
    columnCount,
    stride,
    wordShare: header.wordShare,
    classShare: header.classShare,
    pairShare: header.pairShare ?? 0,
    quantised,
    scales: new Float32Array(take(columnCount * 4)),
    biases: new Float32Array(take(columnCount * 4)),
    learnerWeights: new Float32Array(take(header.learnerFeatures * columnCount * 4)),
    calibration: header.calibration,
    provenance: header.provenance,
  };
}
