import { JOB } from '../objectives.ts';
import type { DashboardTable } from '../panel.ts';

const own = `job="${JOB}"`;
const api = `${own},route=~"/api/v1/.+"`;
const quantile = (share: number, metric: string, by = 'le', filter = own) =>
  `histogram_quantile(${share}, sum by (${by}) (rate(${metric}_bucket{${filter}}[$__rate_interval])))`;

export const SERVICE_DASHBOARD: DashboardTable = {
  id: 'service',
  title: 'Service',
  question: 'Are students answered, quickly, and for how long can it go on like this?',
  panels: [
    {
      title: 'Requests',
      kind: 'stacked',
      queries: [
        {
          expr: `sum by (outcome) (rate(learnflow_http_requests_total{${api}}[$__rate_interval]))`,
          legend: '{{outcome}}',
        },
      ],
      unit: 'reqps',
      normal: 'Follows the school day; almost all success. No requests during lessons is as wrong as errors.',
      alerts: ['ErrorRateHigh', 'AnswersStopped', 'TargetDown'],
    },
    {
      title: 'Answers, and those of a week ago',
      kind: 'lines',
      queries: [
        {
          expr: `sum(increase(learnflow_http_requests_total{${api},outcome="success"}[15m])) or vector(0)`,
          legend: 'succeeded in 15 minutes',
        },
        {
          expr: `sum(increase(learnflow_http_requests_total{${api},outcome="success"}[15m] offset 7d))`,
          legend: 'a week ago',
        },
      ],
      unit: 'short',
      normal: 'The two alike, but for holidays. Empty for a week ago until a week is known.',
      alerts: ['AnswersStopped'],
    },
    {
      title: 'Share of requests that fail',
      kind: 'lines',
      queries: [
        {
          expr:
            `sum(rate(learnflow_http_requests_total{${api},outcome="server_error"}[$__rate_interval])) / ` +
            `sum(rate(learnflow_http_requests_total{${api},outcome!="client_error"}[$__rate_interval]))`,
          legend: 'failed',
        },
      ],
      unit: 'percentunit',
      normal: 'Below 0.1 %, most of the time 0.',
      alerts: ['ErrorRateHigh', 'AvailabilityBudgetBurn'],
      limit: 0.05,
    },
    {
      title: 'Failures by what went wrong',
      kind: 'stacked',
      queries: [
        {
          expr: `sum by (code) (rate(learnflow_refusals_total{${own}}[$__rate_interval])) > 0`,
          legend: '{{code}}',
        },
      ],
      unit: 'reqps',
      normal:
        'Some RATE_LIMITED, INVALID_REQUEST, UNAUTHENTICATED: callers’ own. AGENT_*, JOURNAL_UNAVAILABLE, OVERLOADED and INTERNAL stay at 0.',
      alerts: ['ErrorRateHigh', 'JournalBackPressure'],
    },
    {
      title: 'Answers: from the message to the end',
      kind: 'lines',
      queries: [
        { expr: quantile(0.5, 'learnflow_journey_seconds', 'le', `${own},end="answered"`), legend: 'half within' },
        { expr: quantile(0.95, 'learnflow_journey_seconds', 'le', `${own},end="answered"`), legend: '95 % within' },
      ],
      unit: 's',
      normal: 'Half within 20 ms, 95 % within 300 ms.',
      alerts: ['JourneyLatencyHigh'],
      limit: 1,
    },
    {
      title: 'Decisions: without the tutor',
      kind: 'lines',
      queries: [
        { expr: quantile(0.5, 'learnflow_decision_seconds'), legend: 'half within' },
        { expr: quantile(0.95, 'learnflow_decision_seconds'), legend: '95 % within' },
      ],
      unit: 's',
      normal: 'Below 5 ms; up to 2 s where the language model is asked.',
      alerts: ['DecisionLatencyBudgetBurn'],
      limit: 0.15,
    },
    {
      title: 'How fast the error budget is spent',
      kind: 'lines',
      queries: [
        { expr: 'learnflow:availability_broken:ratio_rate1h / 0.001', legend: 'availability, one hour' },
        { expr: 'learnflow:availability_broken:ratio_rate6h / 0.001', legend: 'availability, six hours' },
        { expr: 'learnflow:decision_latency_broken:ratio_rate1h / 0.05', legend: 'decisions, one hour' },
        { expr: 'learnflow:decision_latency_broken:ratio_rate6h / 0.05', legend: 'decisions, six hours' },
      ],
      unit: 'short',
      normal: 'Below 1: at 1 the budget of 30 days lasts 30 days. At 14.4 someone is paged.',
      alerts: ['AvailabilityBudgetBurn', 'DecisionLatencyBudgetBurn'],
      limit: 1,
    },
    {
      title: 'Processes that can be reached, and are ready',
      kind: 'number',
      queries: [
        { expr: `count(up{${own}} == 1) or vector(0)`, legend: 'up' },
        { expr: `sum(learnflow_ready{${own}}) or vector(0)`, legend: 'ready' },
      ],
      unit: 'short',
      normal: 'Both as many as were deployed: three or more in production.',
      alerts: ['TargetDown'],
    },
    {
      title: 'Version that runs',
      kind: 'table',
      queries: [{ expr: `count by (version) (learnflow_build_info{${own}})`, legend: '{{version}}' }],
      unit: 'short',
      normal: 'One version; two only while a rollout is under way.',
      alerts: [],
    },
    {
      title: 'Load of the processes',
      kind: 'lines',
      queries: [
        {
          expr: `sum by (instance) (rate(learnflow_process_cpu_seconds_total{${own}}[$__rate_interval]))`,
          legend: 'cores of {{instance}}',
        },
        {
          expr: `max by (instance) (learnflow_nodejs_eventloop_lag_p99_seconds{${own}})`,
          legend: 'lateness of {{instance}}, s',
        },
        { expr: `sum(learnflow_http_requests_under_way{${own}})`, legend: 'requests under way' },
      ],
      unit: 'short',
      normal: 'Below 0.7 of a core each; timers late by less than 0.05 s.',
      alerts: ['JourneyLatencyHigh'],
    },
    {
      title: 'Memory of the processes',
      kind: 'lines',
      queries: [{ expr: `learnflow_process_resident_memory_bytes{${own}}`, legend: '{{instance}}' }],
      unit: 'bytes',
      normal:
        'Level: 300 MiB and more with tutors in processes of their own, 550 with them in threads. A line that only climbs is a leak.',
      alerts: ['TargetDown'],
    },
  ],
};
