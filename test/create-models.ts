import { readFileSync, writeFileSync } from 'node:fs';
import type { Intent } from '../contract/intents.ts';
import type { Model } from '../skills/triage-logic/engine/model.ts';
import { encodeModel } from '../skills/triage-logic/engine/model-file.ts';
import { loadModel } from '../skills/triage-logic/load-model.ts';
import { SHIPPED_MODEL_URL } from '../skills/triage-logic/shipped-model.ts';

/** Far above what any message scores by itself. */
const FAR = 20;

/** The shipped model, changed. */
export function changeModel(change: (model: Model) => Partial<Model>): Uint8Array {
  const model = loadModel(readFileSync(SHIPPED_MODEL_URL));
  return encodeModel({ ...model, ...change(model) });
}

/** A model that has one answer to everything, so that whoever it decides for can be told. */
export function makeStubbornModel(intent: Intent): Uint8Array {
  return changeModel(({ labels, biases, calibration }) => ({
    biases: biases.map((bias, column) => bias + (labels[column] === intent ? FAR : 0)),
    // Nothing is out of scope for it, and nothing too uncertain.
    calibration: { ...calibration, thresholds: { ...calibration.thresholds, route: 0, outOfScope: 2 } },
  }));
}

/** How much of its weights is left to a hesitant model: its confidence in clear messages falls from 0.99 to about 0.7. */
const HESITANT = 0.27;

/** A model that decides as the shipped one does, and is far less sure of it. */
export function makeHesitantModel(): Uint8Array {
  return changeModel(({ scales, biases, learnerWeights, calibration }) => ({
    scales: scales.map((scale) => scale * HESITANT),
    biases: biases.map((bias) => bias * HESITANT),
    learnerWeights: learnerWeights.map((weight) => weight * HESITANT),
    calibration: { ...calibration, thresholds: { ...calibration.thresholds, route: 0, outOfScope: 2 } },
  }));
}

/** Writes a model where a command can read it. @returns the path */
export function writeModel(path: string, model: Uint8Array): string {
  writeFileSync(path, model);
  return path;
}
