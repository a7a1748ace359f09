import { JOB } from '../objectives.ts';
import type { DashboardTable } from '../panel.ts';

const own = `job="${JOB}"`;
const rateBy = (metric: string, label: string) => `sum by (${label}) (rate(${metric}{${own}}[$__rate_interval])) > 0`;

export const SECURITY_DASHBOARD: DashboardTable = {
  id: 'security',
  title: 'Security',
  question: 'Who is refused, and does every guard stand?',
  panels: [
    {
      title: 'Tokens that do not hold, by reason',
      kind: 'stacked',
      queries: [{ expr: rateBy('learnflow_auth_failures_total', 'reason'), legend: '{{reason}}' }],
      unit: 'reqps',
      normal: 'A few `expired` and `missing` a minute. `signature`, `unknown_key`, `algorithm` near 0.',
      alerts: ['AuthFailureSpike', 'SigningKeysUnreachable'],
    },
    {
      title: 'Requests over a limit',
      kind: 'stacked',
      queries: [{ expr: rateBy('learnflow_rate_limited_total', 'scope'), legend: '{{scope}}' }],
      unit: 'reqps',
      normal: 'Near 0; a single student who hammers shows as `messages`.',
      alerts: ['LimiterOnInsurance', 'AuthFailureSpike'],
    },
    {
      title: 'Where limits are counted',
      kind: 'states',
      queries: [
        { expr: `max by (store) (learnflow_rate_limit_store{${own}})`, legend: '{{store}}' },
        {
          expr: `sum(rate(learnflow_rate_limit_insured_total{${own}}[$__rate_interval]))`,
          legend: 'decided alone, a second',
        },
      ],
      unit: 'short',
      normal: '`redis` is 1 in production, `memory` on a laptop; `insured` is 0.',
      alerts: ['LimiterOnInsurance'],
    },
    {
      title: 'Keys of the identity provider: age',
      kind: 'lines',
      queries: [
        { expr: `max by (instance) (learnflow_signing_keys_age_seconds{${own}})`, legend: '{{instance}}' },
        { expr: `max(learnflow_signing_keys_unreachable{${own}})`, legend: 'unreachable' },
      ],
      unit: 's',
      normal: 'A sawtooth up to ten minutes while requests come; 0 with the development issuer.',
      alerts: ['SigningKeysStale', 'SigningKeysUnreachable'],
      limit: 43_200,
    },
    {
      title: 'Reads of those keys',
      kind: 'stacked',
      queries: [{ expr: rateBy('learnflow_signing_key_reads_total', 'outcome'), legend: '{{outcome}}' }],
      unit: 'cps',
      normal: 'One every ten minutes a process, none failed.',
      alerts: ['SigningKeysUnreachable'],
    },
    {
      title: 'Guards that are off',
      kind: 'number',
      queries: [{ expr: `max(learnflow_guards_off{${own}})`, legend: 'off' }],
      unit: 'short',
      normal: '0.',
      alerts: ['GuardOff'],
    },
    {
      title: 'Flags',
      kind: 'states',
      queries: [{ expr: `min by (flag) (learnflow_flag_on{${own}})`, legend: '{{flag}}' }],
      unit: 'short',
      normal: 'As docs/flags.md says; a change is in the audit trail.',
      alerts: ['GuardOff', 'FlagFileBroken'],
    },
    {
      title: 'States of the file of the flags',
      kind: 'lines',
      queries: [
        { expr: `sum by (outcome) (increase(learnflow_flag_reloads_total{${own}}[15m]))`, legend: '{{outcome}}' },
        { expr: `max(learnflow_flags_stale{${own}})`, legend: 'an older state holds' },
      ],
      unit: 'short',
      normal: '`refused` is 0.',
      alerts: ['FlagFileBroken'],
    },
    {
      title: 'Bodies that are not what a route takes',
      kind: 'stacked',
      queries: [{ expr: rateBy('learnflow_schema_violations_total', 'kind'), legend: '{{kind}}' }],
      unit: 'reqps',
      normal: 'Near 0. A step after a release of a client is that client’s.',
      alerts: [],
    },
    {
      title: 'Texts that speak to a model, characters taken out',
      kind: 'stacked',
      queries: [
        { expr: rateBy('learnflow_suspicious_texts_total', 'kind'), legend: '{{kind}}' },
        { expr: rateBy('learnflow_removed_characters_total', 'kind'), legend: 'removed: {{kind}}' },
      ],
      unit: 'cps',
      normal: 'Some: nothing is blocked for it. A flood from one address is worth a look at the audit trail.',
      alerts: [],
    },
    {
      title: 'Requests shed',
      kind: 'lines',
      queries: [{ expr: `sum(rate(learnflow_shed_requests_total{${own}}[$__rate_interval]))`, legend: 'shed' }],
      unit: 'reqps',
      normal: '0.',
      alerts: ['ErrorRateHigh'],
    },
  ],
};
