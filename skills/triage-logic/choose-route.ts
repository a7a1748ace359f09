import type { Classification, DistressSign, RoutingDecision, ScoredLabel } from '../../contract/decision.ts';
import { AGENT_OF, FALLBACK_AGENT, type Intent, OUT_OF_SCOPE } from '../../contract/intents.ts';
import { labelOfIntent } from './clarify-question.ts';

/** What the router may know beside the classification. */
export interface RouteContext {
  /** Whether a close call may be put to the student. Default true; false where nobody can answer. */
  readonly mayClarify?: boolean;
}

const WHO = {
  rules: 'hand-written rules',
  model: 'the trained model',
  llm: 'the language model',
  student: 'the student',
} as const;

const SIGN: Readonly<Record<DistressSign, string>> = {
  'self-harm': 'a phrase about ending or hurting oneself',
  abuse: 'a phrase about being hurt by someone',
  danger: 'a phrase about someone in danger',
  words: 'the words as a whole',
};

/** What an intent is called in a sentence: quoted, because it is one of its own. */
const named = (intent: Intent): string => `“${labelOfIntent(intent)}”`;

const percent = (ratio: number): string => `${Math.round(ratio * 100)} %`;

type InScope = ScoredLabel & { intent: Intent };

function rankInScope(classification: Classification): [InScope, InScope] {
  const inScope = classification.scores.filter((score): score is InScope => score.intent !== OUT_OF_SCOPE);
  const [best, second] = inScope.sort((a, b) => b.confidence - a.confidence);
  if (best === undefined || second === undefined) throw new RangeError('a classification scores two intents at least');
  // What was decided (by the student, say) outranks what was scored.
  if (classification.intent === OUT_OF_SCOPE || best.intent === classification.intent) return [best, second];
  return [inScope.find(({ intent }) => intent === classification.intent) ?? best, best];
}

/**
 * Decides who answers. Pure: the same classification gives the same decision.
 * A person in distress: no tutor. Sure enough: its tutor. Two intents close: the student is asked which. Else `review-agent`, with the reason.
 */
export function chooseRoute(classification: Classification, context: RouteContext = {}): RoutingDecision {
  const { confidence, threshold, clarify_margin: margin, decided_by: decider } = classification;
  const [best, second] = rankInScope(classification);
  const intent = best.intent;
  const { agent, priority } = AGENT_OF[intent];
  if (classification.distress !== undefined) {
    const reasons = [
      `This reads as from a person in distress (${SIGN[classification.distress]}), whatever else it asks for.`,
      'No tutor answers it: the reply names where help is, and staff are told.',
    ];
    return {
      intent,
      confidence: best.confidence,
      target_agent: null,
      outcome: 'fallback',
      priority: 'high',
      reasons,
      distress: true,
    };
  }
  if (decider === 'student') {
    const reasons = [`The student chose ${named(intent)}.`];
    return { intent, confidence, target_agent: agent, outcome: 'routed', priority, reasons };
  }
  const gap = best.confidence - second.confidence;
  const runnerUp = `Runner-up: ${named(second.intent)} at ${percent(second.confidence)}, ${percent(gap)} behind.`;
  const said = `Decided by ${WHO[decider]}.`;
  const top = classification.evidence.filter(({ weight }) => weight > 0).map(({ text }) => text);
  const because = top.length > 0 ? [`What spoke for it: ${top.join('; ')}.`] : [];
  if (classification.intent === OUT_OF_SCOPE) {
    const reasons = [
      `No tutor here seems meant: ${percent(classification.out_of_scope)} likely out of scope.`,
      `Closest intent: ${named(intent)} at ${percent(best.confidence)}.`,
      ...because,
      `${said} ${FALLBACK_AGENT} answers.`,
    ];
    return {
      intent,
      confidence: best.confidence,
      target_agent: FALLBACK_AGENT,
      outcome: 'fallback',
      priority,
      reasons,
    };
  }
  const isClose = gap < margin;
  if (confidence >= threshold && !(isClose && decider === 'rules')) {
    const reasons = [
      `${named(intent)} at ${percent(confidence)}, at or above the ${percent(threshold)} needed to route.`,
      runnerUp,
      ...because,
      said,
    ];
    return { intent, confidence, target_agent: agent, outcome: 'routed', priority, reasons };
  }
  if (isClose && context.mayClarify !== false) {
    const reasons = [
      `${named(intent)} at ${percent(confidence)} and ${named(second.intent)} at ${percent(second.confidence)}: ` +
        `closer than the ${percent(margin)} wanted between them, so the student is asked.`,
      ...because,
      said,
    ];
    const choices = [best, second].map((one) => ({ intent: one.intent, label: labelOfIntent(one.intent) }));
    return { intent, confidence, target_agent: null, outcome: 'clarify', priority, reasons, choices };
  }
  const reasons = [
    `${named(intent)} at ${percent(confidence)}, below the ${percent(threshold)} needed to route.`,
    runnerUp,
    ...because,
    `${said} ${FALLBACK_AGENT} answers.`,
  ];
  return { intent, confidence, target_agent: FALLBACK_AGENT, outcome: 'fallback', priority, reasons };
}
