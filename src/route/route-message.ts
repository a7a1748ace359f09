import type { Classification, RoutingDecision } from '../../contract/decision.ts';
import type { Reply } from '../../contract/triage-response.ts';
import { chooseRoute } from '../../skills/triage-logic/choose-route.ts';
import { clarifyQuestion } from '../../skills/triage-logic/clarify-question.ts';

/** Who answers, and why. */
export function routeMessage(classification: Classification): RoutingDecision {
  return chooseRoute(classification);
}

/** The service's own reply to a message that fits two intents about as well: which of them is meant. */
export function askWhich({ choices = [] }: RoutingDecision): Reply {
  return { agent: null, text: clarifyQuestion(choices), topics: [], suggestions: choices.map(({ label }) => label) };
}
