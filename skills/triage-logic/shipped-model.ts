import { readFileSync } from 'node:fs';
import { loadModel, type Model } from './load-model.ts';

/** Where the model trained on our own examples lies. */
export const SHIPPED_MODEL_URL = new URL('./model/intent.model', import.meta.url);

/**
 * Reads the model that comes with the skill.
 * @throws {Error} naming the file, when it is missing or cannot be used
 */
export function loadShippedModel(): Model {
  try {
    return loadModel(readFileSync(SHIPPED_MODEL_URL));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`cannot use the shipped model ${SHIPPED_MODEL_URL.pathname}: ${reason}`, { cause });
  }
}
