import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Compile } from 'typebox/compile';
import { INTENTS } from '../../contract/intents.ts';
import { type ModelFacts, ModelFactsSchema } from '../../contract/model-release.ts';
import { loadModel } from '../../skills/triage-logic/load-model.ts';
import { createServedDetector, SHIPPED_MODEL_URL } from '../../skills/triage-logic/shipped-model.ts';
import type { Detect } from '../../skills/triage-logic/triage-input.ts';

/** A trained model, ready to decide. */
export interface TrainedModel {
  /** Made of the file's bytes. */
  readonly modelId: string;
  readonly facts: ModelFacts;
  readonly detect: Detect;
}

const ID_CHARS = 12;
/** Far above any weight that training gives, and far below where sums of weights are numbers no more. */
const LARGEST_WEIGHT = 1e9;
const factsCheck = Compile(ModelFactsSchema);
/** Below this confidence a language model may be asked, where the model's training did not say: the rules, older models. */
export const UNFITTED_ESCALATION = 0.25;
/** A message every usable model has an answer to. */
const PROBE = { text: 'Why does my loop never end?', code: 'while True:\n    pass\n' };

/**
 * Reads a model's file and tries it.
 * @throws {Error} saying what is wrong: not a model, another version, cut short, damaged, other intents, no sane answer
 */
export function readTrainedModel(file: Uint8Array): TrainedModel {
  const model = loadModel(file);
  const strange = model.labels.filter((label) => !(INTENTS as readonly string[]).includes(label));
  const missing = INTENTS.filter((intent) => !model.labels.includes(intent));
  if (strange.length > 0 || missing.length > 0) {
    const faults = [
      strange.length > 0 ? `it knows ${strange.slice(0, 5).join(', ')}, which are no intents of ours` : '',
      missing.length > 0 ? `it does not know ${missing.join(', ')}` : '',
    ];
    throw new Error(`the model was trained for other intents: ${faults.filter((fault) => fault !== '').join('; ')}`);
  }
  const detect = createServedDetector(model);
  const { confidence } = detect(PROBE);
  if (!(confidence >= 0 && confidence <= 1)) {
    throw new Error(`the model gives a confidence of ${confidence}, which is none`);
  }
  // Most weights are of what the message it was tried with does not hold.
  for (const weights of [model.scales, model.biases, model.learnerWeights]) {
    if (!weights.every((weight) => Math.abs(weight) <= LARGEST_WEIGHT)) {
      throw new Error('the model has a weight that cannot be reckoned with');
    }
  }
  const { provenance, calibration, labels } = model;
  const facts = {
    bytes: file.length,
    labels: [...labels],
    examples: provenance.exampleCount,
    examples_digest: provenance.examplesDigest,
    route_threshold: calibration.thresholds.route,
    escalate_threshold: calibration.thresholds.escalate ?? UNFITTED_ESCALATION,
    metrics: { ...provenance.metrics },
  };
  // What is kept of a model is told with every list of models: one that cannot be told would take the others with it.
  if (!factsCheck.Check(facts)) throw new Error('the model says things of itself that cannot be told');
  const modelId = createHash('sha256').update(file).digest('hex').slice(0, ID_CHARS);
  return { modelId, facts, detect };
}

/** The model that comes with this build. @throws {Error} naming the file, when it cannot be used */
export function readShippedModel(): TrainedModel {
  try {
    return readTrainedModel(readFileSync(SHIPPED_MODEL_URL));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`cannot use the shipped model ${SHIPPED_MODEL_URL.pathname}: ${why}`, { cause });
  }
}
