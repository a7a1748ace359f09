import type { AgentRequest } from '../../contract/agent.ts';
import { INTENTS, type Intent } from '../../contract/intents.ts';
import { toConceptSlugs } from '../../skills/concept-library/all-concepts.ts';
import { estimateMastery, type Mastery, rateConsistency, rateQuality } from '../../skills/mastery/estimate-mastery.ts';

/** What is on record of a student, counted and nothing more. */
export type Summary = {
  messages: number;
  activeDays: number;
  byIntent: [Intent, number][];
  /** Concepts of the newest messages, most frequent first. */
  topics: [string, number][];
  /** Concepts that came up with errors. */
  troubled: string[];
  mastery: Mastery | undefined;
};

const DAY_MS = 86_400_000;

/** Counts what history and progress say; the newest message is "now", so that the same request gives the same summary. */
export function summarise({ history, student_progress: progress }: AgentRequest): Summary {
  const recent = history?.recent ?? [];
  const counts = new Map<string, number>();
  // What was recommended is not met by that: it would be counted as known the next time, and more and more be skipped.
  const met = recent.filter(({ intent }) => intent !== 'progress_check');
  // One message counts a concept once, by whatever names its tutor called it.
  for (const slug of met.flatMap(({ topics }) => toConcepts(topics))) counts.set(slug, (counts.get(slug) ?? 0) + 1);
  const byCount = <T>(a: [T, number], b: [T, number]) => b[1] - a[1];
  const newest = Date.parse(recent[0]?.at ?? '');
  const first = Date.parse(history?.first_seen ?? '');
  const days = (newest - first) / DAY_MS;
  return {
    messages: history?.messages ?? 0,
    activeDays: history?.active_days ?? 0,
    byIntent: INTENTS.map((intent): [Intent, number] => [intent, history?.by_intent[intent] ?? 0])
      .filter(([, count]) => count > 0)
      .sort(byCount),
    topics: [...counts.entries()].sort(byCount),
    troubled: toConcepts(
      recent.filter(({ intent }) => intent === 'syntax_help').flatMap(({ topics }) => topics),
    ).filter((slug) => slug !== 'debugging'),
    mastery: estimateMastery({
      completion: progress?.completion,
      quiz: progress?.quiz_score,
      quality: progress?.recent_errors === undefined ? undefined : rateQuality(progress.recent_errors),
      consistency: Number.isFinite(days) ? rateConsistency(history?.active_days ?? 0, days) : undefined,
    }),
  };
}

const toConcepts = (topics: readonly string[]): string[] => [...new Set(toConceptSlugs(topics))];
