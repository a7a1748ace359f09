import { OUT_OF_SCOPE_LABEL } from './example.ts';
import { createMessageJudge } from './judge-message.ts';
import type { Message } from './message.ts';
import type { Model } from './model.ts';

/** What a model of any labels answers to one message. */
export interface LabelAnswer {
  readonly answer: string;
  readonly bestInScope: string;
  readonly confidence: number;
  readonly inScopeConfidence: number;
  readonly outOfScope: number;
  readonly isRouted: boolean;
}

/** Makes a function that answers messages with a model of any labels. It keeps scratch space: one thread only. */
export function createLabelPredictor(model: Model): (message: Message) => LabelAnswer {
  const judge = createMessageJudge(model);
  const { thresholds } = model.calibration;
  return (message) => {
    const { judgement } = judge(message);
    const isRejected = judgement.outOfScope >= thresholds.outOfScope;
    const bestInScope = model.labels[judgement.best] as string;
    const confidence = judgement.bestConfidence * (1 - judgement.outOfScope);
    return {
      answer: isRejected ? OUT_OF_SCOPE_LABEL : bestInScope,
      bestInScope,
      confidence: isRejected ? judgement.outOfScope : confidence,
      inScopeConfidence: confidence,
      outOfScope: judgement.outOfScope,
      isRouted: !isRejected && confidence >= thresholds.route,
    };
  };
}
