import { readFileSync } from 'node:fs';
import { createDetector } from './detect-intent.ts';
import { loadModel, type Model } from './load-model.ts';
import { createDistressAlarm, createDistressRecogniser, noticeDistress } from './recognise-distress.ts';
import type { Detect } from './triage-input.ts';

/** Where the model trained on our own examples lies. */
export const SHIPPED_MODEL_URL = new URL('./model/intent.model', import.meta.url);
/** The part of the distress recogniser that was trained on them. */
export const DISTRESS_MODEL_URL = new URL('./model/distress.model', import.meta.url);

/**
 * Reads the model that comes with the skill.
 * @throws {Error} naming the file, when it is missing or cannot be used
 */
export function loadShippedModel(): Model {
  return loadFrom(SHIPPED_MODEL_URL);
}

function loadFrom(url: URL): Model {
  try {
    return loadModel(readFileSync(url));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`cannot use the shipped model ${url.pathname}: ${reason}`, { cause });
  }
}

/**
 * Makes the detector as it ships: the trained model or the hand-written rules alone, and the recogniser of distress
 * beside it. Use it from one thread.
 * @throws {Error} naming the file, when one is missing or cannot be used
 */
export function createShippedDetector(decider: 'model' | 'rules' = 'model'): Detect {
  return createServedDetector(decider === 'model' ? loadShippedModel() : undefined);
}

/**
 * Makes the detector of any model of learners' intents, or of the rules, as it ships: with the recogniser of distress.
 * @throws {Error} when the model knows labels that are not ours, or the recogniser cannot be read
 */
export function createServedDetector(model: Model | undefined): Detect {
  const distress = loadFrom(DISTRESS_MODEL_URL);
  const recognise = createDistressRecogniser(distress);
  if (model === undefined) return noticeDistress(createDetector(), recognise);
  return createDetector(model, { recognise, alarm: createDistressAlarm(distress, model) });
}
