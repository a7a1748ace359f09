import type { Alert } from './alert.ts';
import { JOB } from './objectives.ts';

const closed = (pod: string) => `learnflow_breaker_state{job="${JOB}",pod="${pod}",agent="debug-agent",state="closed"}`;
const closings = `learnflow_breaker_transitions_total{job="${JOB}",agent="debug-agent",to="closed"}`;

/** The tutors, seen from the side that asks them. */
export const TUTOR_ALERTS: readonly Alert[] = [
  {
    name: 'BreakerOpen',
    severity: 'ticket',
    owner: 'operations',
    dashboard: 'tutors',
    // "Not closed" and not "open": every half minute it is half open for the time of one probe.
    expr: () => `min by (agent) (learnflow_breaker_state{job="${JOB}",state="closed"}) == 0`,
    for: '1m',
    summary: 'The breaker of {{ $labels.agent }} is open',
    description:
      'At least one process no longer asks {{ $labels.agent }}, because it failed five times in a row. ' +
      'Students who need it are told at once; their questions are kept as dead letters.',
    proof: {
      fires: {
        series: { [closed('one')]: '1 1 0x10', [closed('two')]: '1x12' },
        at: '5m',
        expect: [{ labels: { agent: 'debug-agent' } }],
      },
      holds: { series: { [closed('one')]: '1 1 0 1x10' }, at: '5m', because: 'the first probe went well' },
    },
  },
  {
    name: 'BreakerFlapping',
    severity: 'ticket',
    owner: 'operations',
    dashboard: 'tutors',
    // A tutor that stays away closes nothing: that is BreakerOpen.
    expr: (timing) =>
      `sum by (agent) (increase(learnflow_breaker_transitions_total{job="${JOB}",to="closed"}[${timing('15m')}])) > 1.5`,
    for: '0s',
    summary: '{{ $labels.agent }} fails and recovers, again and again',
    description: 'Its breaker closed {{ $value | humanize }} times in 15 minutes: the tutor is overloaded or restarts.',
    proof: {
      fires: {
        series: { [closings]: '0 0 1 1 1 2 2 2 3 3 3 3 3 3 3 3' },
        at: '15m',
        expect: [{ labels: { agent: 'debug-agent' }, value: '3' }],
      },
      holds: { series: { [closings]: '0 0 1x13' }, at: '15m', because: 'it recovered once' },
    },
  },
];
