import type { Intent } from '../../contract/intents.ts';
import { INTENTS, OUT_OF_SCOPE } from '../../contract/intents.ts';
import { chooseRoute } from './choose-route.ts';
import { createDetector } from './detect-intent.ts';
import type { Prediction } from './engine/evaluate-predictions.ts';
import type { Example } from './engine/example.ts';
import { createLabelPredictor } from './engine/label-predictor.ts';
import type { Model } from './load-model.ts';

type Predict = (example: Example) => Omit<Prediction, 'label' | 'isOutOfScope'>;

function isIntent(label: string | undefined): label is Intent {
  return (INTENTS as readonly (string | undefined)[]).includes(label);
}

/** What the service would answer: the detector and the router together. */
function predictAsServed(model: Model): Predict {
  const detect = createDetector(model);
  return ({ text, code, previousIntent }) => {
    const context = isIntent(previousIntent) ? { session_context: { previous_intent: previousIntent } } : {};
    const found = detect({ text, code, ...context }, { evidence: false });
    const best = found.scores.find(({ intent }) => intent !== OUT_OF_SCOPE);
    return {
      answer: found.intent,
      bestInScope: best?.intent ?? found.intent,
      confidence: found.confidence,
      inScopeConfidence: best?.confidence ?? 0,
      outOfScope: found.out_of_scope,
      isRouted: chooseRoute(found).outcome === 'routed',
    };
  };
}

/**
 * Predicts labelled examples: with our six labels as the service would, context and router included; with other
 * labels by the model alone.
 */
export function predictExamples(model: Model, examples: readonly Example[]): Prediction[] {
  const predict = model.labels.every(isIntent) ? predictAsServed(model) : createLabelPredictor(model);
  return examples.map((example) => ({
    label: example.label,
    isOutOfScope: example.isOutOfScope,
    ...predict(example),
  }));
}
