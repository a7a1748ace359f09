import { Counter, Gauge, type Registry } from 'prom-client';
import { FLAG_NAMES, type FlagName, rowOf } from '../flags.ts';

/** What the feature flags report. */
export function createFlagMetrics(registry: Registry) {
  const registers = [registry];
  const state = new Gauge({
    name: 'learnflow_flag_on',
    help: '1 while the flag is on; for one that is targeted, for a student no rule names.',
    labelNames: ['flag'] as const,
    registers,
  });
  const guardsOff = new Gauge({
    name: 'learnflow_guards_off',
    help: 'Guards that are turned off: 0 in a healthy service.',
    registers,
  });
  const isStale = new Gauge({
    name: 'learnflow_flags_stale',
    help: '1 while the file of the flags is refused and an older state holds.',
    registers,
  });
  const reloads = new Counter({
    name: 'learnflow_flag_reloads_total',
    help: 'States of the file of the flags, by what became of them.',
    labelNames: ['outcome'] as const,
    registers,
  });
  for (const outcome of ['loaded', 'refused']) reloads.labels(outcome).inc(0);

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
