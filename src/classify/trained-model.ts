import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Compile } from 'typebox/compile';
import { INTENTS } from '../../contract/intents.ts';
import { type ModelFacts, ModelFactsSchema } from '../../contract/model-release.ts';
import { loadModel, type Model } from '../../skills/triage-logic/load-model.ts';
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
/** Below this confidence a language model may be asked, where the model's training did not say: the rules, older models. */
export const UNFITTED_ESCALATION = 0.25;
/** Messages every usable model has an answer to. */
const PROBES = [{ text: 'Why does my loop never end?', code: 'while True:\n    pass\n' }, { text: 'ok' }];
const factsValidator = Compile(ModelFactsSchema);

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
  const facts = readFacts(model, file.length);
  const detect = createServedDetector(model);
  for (const probe of PROBES) requireSane(detect(probe));
  return { modelId: createHash('sha256').update(file).digest('hex').slice(0, ID_CHARS), facts, detect };
}

/** @throws {Error} when a model's confidence is none: what is reckoned with it would be no answer either */
export function requireSane<Found extends { readonly confidence: number }>(found: Found): Found {
  const { confidence } = found;
  if (confidence >= 0 && confidence <= 1) return found;
  throw new Error(`the model gives a confidence of ${confidence}, which is none`);
}

/**
 * What a file says of itself, and nothing that only looks like it: one model whose facts nobody can be shown would take the
 * list of all of them away.
 */
function readFacts(
  { provenance, calibration, labels, scales, biases, learnerWeights }: Model,
  bytes: number,
): ModelFacts {
  const { route, escalate } = calibration.thresholds ?? {};
  const facts = {
    bytes,
    labels: [...labels],
    examples: provenance.exampleCount,
    examples_digest: provenance.examplesDigest,
    route_threshold: route,
    escalate_threshold: escalate ?? UNFITTED_ESCALATION,
    metrics: { ...provenance.metrics },
  };
  if (!factsValidator.Check(facts)) {
    const wrong = [...new Set(factsValidator.Errors(facts).map(({ instancePath }) => instancePath.slice(1)))];
    throw new Error(`the model does not say what it is: ${wrong.slice(0, 5).join(', ')} of its facts cannot be read`);
  }
  for (const [name, weights] of Object.entries({ scales, biases, learnerWeights })) {
    if (!weights.every((weight) => Math.abs(weight) <= LARGEST_WEIGHT))
      throw new Error(`the model’s ${name} are not all numbers`);
  }
  return facts;
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
