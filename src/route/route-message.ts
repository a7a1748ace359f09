import type { Classification, RoutingDecision } from '../../contract/decision.ts';
import type { Reply } from '../../contract/triage-response.ts';
import { chooseRoute } from '../../skills/triage-logic/choose-route.ts';
import { clarifyQuestion } from '../../skills/triage-logic/clarify-question.ts';

/** Who answers, and why. */
export function routeMessage(classification: Classification): RoutingDecision {
  return chooseRoute(classification);
}

/** The service's own reply, where no tutor answers. */
export type ReplyDirectly = (decision: RoutingDecision) => Reply;

/**
 * To a student in distress: where help is. To a message that fits two intents about as well: which of them is meant.
 * @param distressReply what a student in distress is told
 */
export function createReplyDirectly(distressReply: string): ReplyDirectly {
  return ({ distress, choices = [] }) =>
    distress
      ? { agent: null, text: distressReply, topics: [], suggestions: [] }
      : { agent: null, text: clarifyQuestion(choices), topics: [], suggestions: choices.map(({ label }) => label) };
}
