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

/** Writes a model where a command can read it. @returns the path */
export function writeModel(path: string, model: Uint8Array): string {
  writeFileSync(path, model);
  return path;
}
