import type { Outcome } from '../contract/decision.ts';
import type { Feedback } from '../contract/feedback.ts';
import type { Label } from '../contract/intents.ts';
import type { ComparedSide, Comparison, Verdict } from '../contract/model-release.ts';
import type { Classify } from './classify/classify-message.ts';
import type { ReleasedModels } from './classify/released-models.ts';
import type { StoredRequest } from './journal/journal.ts';
import { routeMessage } from './route/route-message.ts';
import type { ReleaseMetrics } from './telemetry/release-metrics.ts';

const ROLES = ['active', 'candidate'] as const;
type Role = (typeof ROLES)[number];

interface Side extends Record<Outcome | Verdict, number> {
  confidenceSum: number;
}

interface Trial {
  readonly sinceMs: number;
  messages: number;
  readonly sides: Readonly<Record<Role, Side>>;
  readonly disagreements: Map<string, { active: Label; candidate: Label; messages: number }>;
}

/** What active model and candidate make of the same messages in this process, and what people say of their answers. */
export function createModelComparison(models: ReleasedModels, metrics: ReleaseMetrics, nowMs: () => number) {
  let trial: Trial | undefined;

  function count({ sides, disagreements }: Trial, both: NonNullable<ReturnType<ReleasedModels['compare']>>): void {
    for (const role of ROLES) {
      const { outcome } = routeMessage(both[role]);
      const { confidence } = both[role];
      sides[role][outcome] += 1;
      sides[role].confidenceSum += confidence;
      metrics.decided(role, outcome, confidence);
    }
    const [active, candidate] = [both.active.intent, both.candidate.intent];
    metrics.compared(active === candidate ? 'agreed' : 'disagreed');
    if (active === candidate) return;
    const key = `${active} ${candidate}`;
    const seen = disagreements.get(key) ?? { active, candidate, messages: 0 };
    seen.messages += 1;
    disagreements.set(key, seen);
  }

  function roleOf(modelId: string | undefined): Role | undefined {
    const { active, candidate } = models.inUse();
    if (modelId === undefined) return undefined;
    if (modelId === candidate?.model.modelId) return 'candidate';
    return modelId === active.modelId ? 'active' : undefined;
  }

  return {
    /** Counts anew, for another candidate. */
    begin(): void {
      const sides = { active: emptySide(), candidate: emptySide() };
      trial = { sinceMs: nowMs(), messages: 0, sides, disagreements: new Map() };
    },
    end(): void {
      trial = undefined;
    },
    /** Puts every message the trained model has a say in to both, while there is a candidate. */
    comparing:
      (classify: Classify): Classify =>
      (query, context) => {
        const hasSay = query.session_context?.chosen_intent === undefined && context.flags.on['ml-classifier'];
        const both = trial !== undefined && hasSay ? models.compare(query) : undefined;
        if (trial !== undefined && both !== undefined) {
          trial.messages += 1;
          count(trial, both);
        }
        return classify(query, context);
      },
    /** Counts what somebody said of an answer for the model that decided it. */
    judge(request: StoredRequest | undefined, feedback: Feedback): void {
      const role = roleOf(request?.classification.model_id);
      const verdict = verdictOf(feedback);
      if (role === undefined || verdict === undefined) return;
      metrics.judged(role, verdict);
      if (trial !== undefined) trial.sides[role][verdict] += 1;
    },
    read: (): Comparison | undefined => trial && toReport(trial),
  };
}

function emptySide(): Side {
  return { routed: 0, clarify: 0, fallback: 0, helpful: 0, unhelpful: 0, misrouted: 0, confidenceSum: 0 };
}

function verdictOf({ right_intent, helpful }: Feedback): Verdict | undefined {
  if (right_intent !== undefined) return 'misrouted';
  return helpful === undefined ? undefined : helpful ? 'helpful' : 'unhelpful';
}

function toReport({ sinceMs, messages, sides, disagreements }: Trial): Comparison {
  const differing = [...disagreements.values()].sort((one, other) => other.messages - one.messages);
  const toSide = ({ confidenceSum, ...counts }: Side): ComparedSide => ({
    ...counts,
    mean_confidence: messages === 0 ? null : confidenceSum / messages,
  });
  return {
    since: new Date(sinceMs).toISOString(),
    messages,
    agreed: messages - differing.reduce((sum, one) => sum + one.messages, 0),
    disagreements: differing.map((one) => ({ ...one })),
    active: toSide(sides.active),
    candidate: toSide(sides.candidate),
  };
}
