/** A length of time as Prometheus writes it. */
export type Duration = `${number}${'s' | 'm' | 'h' | 'd'}`;

/** Writes a duration into a rule: as it is, or shorter for a test that cannot wait for days. */
export type Timing = (duration: Duration) => string;

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

export function toSeconds(duration: Duration): number {
  const unit = duration.at(-1) as keyof typeof SECONDS;
  return Number(duration.slice(0, -1)) * SECONDS[unit];
}

export const asWritten: Timing = (duration) => duration;

/** What five minutes become in a live test, in milliseconds: several scrapes, one a second. */
const FIVE_MINUTES_MS = 6_000;
/** Flattens the scale: three days become three quarters of a minute, and every longer window stays the longer one. */
const EXPONENT = 0.3;

/** Windows that let a live test see an alert rise and end within a minute. Zero stays zero. */
export const shortened: Timing = (duration) => {
  const seconds = toSeconds(duration);
  return `${Math.round(FIVE_MINUTES_MS * (seconds / 300) ** EXPONENT * Math.sign(seconds))}ms`;
};

/** A length of time to compare an age with, in seconds. */
export function secondsIn(timing: Timing, duration: Duration): number {
  const text = timing(duration);
  return text.endsWith('ms') ? Number(text.slice(0, -2)) / 1_000 : toSeconds(text as Duration);
}
