import { JOB } from '../objectives.ts';
import type { DashboardTable } from '../panel.ts';

const own = `job="${JOB}"`;

export const JOURNAL_DASHBOARD: DashboardTable = {
  id: 'journal',
  title: 'Journal and dead letters',
  question: 'Is everything that was accepted kept, answered and told?',
  panels: [
    {
      title: 'How long a write takes to be durable',
      kind: 'lines',
      queries: [
        {
          expr: `histogram_quantile(0.95, sum by (operation, le) (rate(learnflow_journal_ack_seconds_bucket{${own}}[$__rate_interval])))`,
          legend: '{{operation}}, 95 % within',
        },
      ],
      unit: 's',
      normal: 'Below 25 ms.',
      alerts: ['JournalBackPressure'],
      limit: 1,
    },
    {
      title: 'Writes that wait',
      kind: 'lines',
      queries: [
        { expr: `max by (instance) (learnflow_journal_pending_writes{${own}})`, legend: '{{instance}}, writes' },
        { expr: `max by (instance) (learnflow_journal_lag_seconds{${own}})`, legend: '{{instance}}, oldest in s' },
      ],
      unit: 'short',
      normal: 'A handful of writes, none older than 0.1 s. Above a second new questions are refused.',
      alerts: ['JournalBackPressure'],
    },
    {
      title: 'Writes that failed, questions refused for it',
      kind: 'lines',
      queries: [
        {
          expr: `sum by (operation) (rate(learnflow_journal_errors_total{${own}}[$__rate_interval]))`,
          legend: '{{operation}}',
        },
        {
          expr: `sum(rate(learnflow_refusals_total{${own},code="JOURNAL_UNAVAILABLE"}[$__rate_interval]))`,
          legend: 'refused',
        },
        { expr: `max(learnflow_store_unreadable{${own}})`, legend: 'store cannot be read' },
      ],
      unit: 'cps',
      normal: '0.',
      alerts: ['JournalBackPressure'],
    },
    {
      title: 'Events that wait to be delivered',
      kind: 'lines',
      queries: [
        { expr: `max(learnflow_outbox_events{${own}})`, legend: 'events' },
        { expr: `max(learnflow_outbox_oldest_age_seconds{${own}})`, legend: 'oldest, in s' },
      ],
      unit: 'short',
      normal: 'Near 0; a peak after the bus was away that goes by itself.',
      alerts: ['OutboxStuck'],
    },
    {
      title: 'Events by what became of them',
      kind: 'stacked',
      queries: [
        { expr: `sum by (outcome) (rate(learnflow_events_total{${own}}[$__rate_interval]))`, legend: '{{outcome}}' },
      ],
      unit: 'cps',
      normal: 'As many delivered as requests ended; none failed.',
      alerts: ['OutboxStuck'],
    },
    {
      title: 'Dead letters that wait',
      kind: 'stacked',
      queries: [
        { expr: `max by (agent, reason) (learnflow_dead_letters_waiting{${own}}) > 0`, legend: '{{agent}} {{reason}}' },
      ],
      unit: 'short',
      normal: 'None for long: what waits is replayed or discarded the same day.',
      alerts: ['DeadLettersGrowing', 'DeadLettersAging'],
    },
    {
      title: 'Oldest dead letter',
      kind: 'lines',
      queries: [{ expr: `max by (agent) (learnflow_dead_letters_oldest_age_seconds{${own}})`, legend: '{{agent}}' }],
      unit: 's',
      normal: 'Below a day.',
      alerts: ['DeadLettersAging'],
      limit: 604_800,
    },
    {
      title: 'Given up, and replayed',
      kind: 'lines',
      queries: [
        {
          expr: `sum by (agent, reason) (increase(learnflow_dead_letters_total{${own}}[15m])) > 0`,
          legend: '{{agent}} given up: {{reason}}',
        },
        {
          expr: `sum by (agent, outcome) (increase(learnflow_replays_total{${own}}[15m])) > 0`,
          legend: '{{agent}} replayed: {{outcome}}',
        },
      ],
      unit: 'short',
      normal: 'Empty, or a few.',
      alerts: ['DeadLettersGrowing'],
    },
  ],
};
