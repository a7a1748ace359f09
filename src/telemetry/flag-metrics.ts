import { FLAG_NAMES, type FlagName, rowOf } from '../flags.ts';
import type { Instruments } from './instruments.ts';

/** What the feature flags report. */
export function createFlagMetrics({ counter, gauge }: Instruments) {
  const state = gauge('learnflow_flag_on');
  const guardsOff = gauge('learnflow_guards_off');
  const isStale = gauge('learnflow_flags_stale');
  const reloads = counter('learnflow_flag_reloads_total');

  return {
    loaded(on: Readonly<Record<FlagName, boolean>>) {
      for (const name of FLAG_NAMES) state.labels(name).set(on[name] ? 1 : 0);
      guardsOff.set(FLAG_NAMES.filter((name) => rowOf(name).isGuard === true && !on[name]).length);
      isStale.set(0);
      reloads.labels('loaded').inc();
    },
    refused() {
      isStale.set(1);
      reloads.labels('refused').inc();
    },
  };
}
