import type { Model } from './engine/model.ts';
import { decodeModel } from './engine/model-file.ts';

export type { Model } from './engine/model.ts';

/**
 * Reads a trained model from the bytes of its file.
 * @throws {Error} saying what is wrong: not a model, another format version, cut short, or damaged
 */
export function loadModel(bytes: Uint8Array): Model {
  return decodeModel(bytes);
}
