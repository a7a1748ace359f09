import { Judgement, judgeScores } from './calibration.ts';
import type { Message } from './message.ts';
import type { Model } from './model.ts';
import { MessageScorer, type SideScore } from './score-message.ts';

/** What a model makes of one message; the next message overwrites both. */
export interface JudgedMessage {
  readonly scorer: MessageScorer;
  readonly judgement: Judgement;
}

/**
 * Makes a function that scores messages and judges the scores. It keeps scratch space: one thread only.
 * @param side what is scored in the same pass
 */
export function createMessageJudge(model: Model, side?: SideScore): (message: Message) => JudgedMessage {
  const scorer = new MessageScorer(model, side);
  const judgement = new Judgement(model.labels.length);
  const judged = { scorer, judgement };
  return (message) => {
    scorer.score(message);
    const { scores, unseenShare, tokenCount } = scorer;
    judgeScores(model.calibration, model.hasOutOfScopeColumn, scores, unseenShare, tokenCount, judgement);
    return judged;
  };
}
