import { burnRateRecords } from './burn-rate.ts';
import { driftRecords } from './routing-alerts.ts';
import type { Timing } from './timing.ts';

/** What is computed once and read by alerts and dashboards. */
export function recordingRules(timing: Timing): { record: string; expr: string }[] {
  return [...burnRateRecords(timing), ...driftRecords(timing)];
}
