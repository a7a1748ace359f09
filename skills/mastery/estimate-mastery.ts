/** The four parts, each 0..1; leave out what is not known. */
export type MasteryInputs = {
  /** Share of the course or path done. */
  completion?: number | undefined;
  /** Share of quiz answers that were right. */
  quiz?: number | undefined;
  /** How sound the work is: see `rateQuality`. */
  quality?: number | undefined;
  /** How regular the practice is: see `rateConsistency`. */
  consistency?: number | undefined;
};

export type MasteryPart = keyof MasteryInputs;
export type MasteryLevel = 'beginner' | 'learning' | 'proficient' | 'mastered';

/** An estimate and what it rests on; `weights` are those used, adding up to 1. */
export type Mastery = {
  score: number;
  level: MasteryLevel;
  weights: { part: MasteryPart; value: number; weight: number }[];
  missing: MasteryPart[];
};

export const WEIGHTS = { completion: 0.4, quiz: 0.3, quality: 0.2, consistency: 0.1 } as const satisfies Record<
  MasteryPart,
  number
>;

/**
 * Mastery = 0.4 completion + 0.3 quiz + 0.2 quality + 0.1 consistency. The weights of missing parts are shared out
 * among those known in proportion; with none known there is no estimate.
 */
export function estimateMastery(inputs: MasteryInputs): Mastery | undefined {
  const parts = Object.keys(WEIGHTS) as MasteryPart[];
  const known = parts.filter((part) => Number.isFinite(inputs[part]));
  const all = known.reduce((sum, part) => sum + WEIGHTS[part], 0);
  if (all === 0) return undefined;
  const weights = known.map((part) => ({ part, value: clampRatio(inputs[part] ?? 0), weight: WEIGHTS[part] / all }));
  const score = clampRatio(weights.reduce((sum, { value, weight }) => sum + value * weight, 0));
  return { score, level: nameLevel(score), weights, missing: parts.filter((part) => !known.includes(part)) };
}

/** Below 0.4 beginner, below 0.7 learning, below 0.9 proficient, else mastered. */
export function nameLevel(score: number): MasteryLevel {
  if (score < 0.4) return 'beginner';
  if (score < 0.7) return 'learning';
  return score < 0.9 ? 'proficient' : 'mastered';
}

/** Quality from recent errors: 1 with none, 0.5 with five, towards 0 with many. */
export function rateQuality(recentErrors: number): number {
  return 5 / (5 + Math.max(0, recentErrors));
}

/** Consistency from the days with a message since the first one: 1 from every other day on; unknown in the first three days. */
export function rateConsistency(activeDays: number, daysSinceFirst: number): number | undefined {
  return daysSinceFirst < 3 ? undefined : clampRatio((2 * activeDays) / daysSinceFirst);
}

const clampRatio = (value: number) => Math.min(1, Math.max(0, value));
