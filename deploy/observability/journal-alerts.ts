import type { Alert } from './alert.ts';
import { JOB } from './objectives.ts';
import { secondsIn } from './timing.ts';

const waiting = (pod: string, reason: string) =>
  `learnflow_dead_letters_waiting{job="${JOB}",pod="${pod}",agent="review-agent",reason="${reason}"}`;
const givenUp = (reason: string) =>
  `learnflow_dead_letters_total{job="${JOB}",agent="review-agent",reason="${reason}"}`;
const oldestLetter = `learnflow_dead_letters_oldest_age_seconds{job="${JOB}",agent="review-agent"}`;
const oldestEvent = `learnflow_outbox_oldest_age_seconds{job="${JOB}"}`;
const refused = `learnflow_refusals_total{job="${JOB}",code="JOURNAL_UNAVAILABLE"}`;
const unreadable = (pod: string) => `learnflow_store_unreadable{job="${JOB}",pod="${pod}"}`;
const lag = `learnflow_journal_lag_seconds{job="${JOB}"}`;

/** What was accepted must not be lost: the journal, its dead letters, its events. */
export const JOURNAL_ALERTS: readonly Alert[] = [
  {
    name: 'DeadLettersGrowing',
    severity: 'ticket',
    owner: 'operations',
    dashboard: 'journal',
    // Every process reads the whole store, so the largest is taken and not the sum.
    expr: (timing) =>
      `sum by (agent) (max by (agent, reason) (learnflow_dead_letters_waiting{job="${JOB}"})) > 10 ` +
      `and sum by (agent) (increase(learnflow_dead_letters_total{job="${JOB}"}[${timing('30m')}])) > 10`,
    for: '1m',
    summary: 'Questions for {{ $labels.agent }} go unanswered and pile up',
    description:
      '{{ $value | humanize }} questions for {{ $labels.agent }} wait for a replay, and more than ten came in half an hour.',
    proof: {
      fires: {
        series: {
          [waiting('one', 'timed_out')]: '0+1x30',
          [waiting('two', 'timed_out')]: '0+1x30',
          [givenUp('timed_out')]: '0+1x30',
        },
        at: '20m',
        expect: [{ labels: { agent: 'review-agent' }, value: '20' }],
      },
      holds: {
        series: { [waiting('one', 'timed_out')]: '0+1x20 0x20', [givenUp('timed_out')]: '0+1x20 20x20' },
        at: '25m',
        because: 'they were replayed',
      },
    },
  },
  {
    name: 'DeadLettersAging',
    severity: 'ticket',
    owner: 'operations',
    dashboard: 'journal',
    expr: (timing) =>
      `max by (agent) (learnflow_dead_letters_oldest_age_seconds{job="${JOB}"}) > ${secondsIn(timing, '7d')}`,
    for: '1h',
    summary: 'Questions for {{ $labels.agent }} have waited for more than a week',
    description:
      'The oldest has waited {{ $value | humanizeDuration }}. After 30 days its text is removed and it can never be answered.',
    proof: {
      fires: {
        series: { [oldestLetter]: '700000x90' },
        at: '80m',
        expect: [{ labels: { agent: 'review-agent' }, value: '8d 2h 26m 40s' }],
      },
      holds: { series: { [oldestLetter]: '600000x90' }, at: '80m', because: 'the week is not over' },
    },
  },
  {
    name: 'OutboxStuck',
    severity: 'ticket',
    owner: 'operations',
    dashboard: 'journal',
    expr: (timing) => `max(learnflow_outbox_oldest_age_seconds{job="${JOB}"}) > ${secondsIn(timing, '5m')}`,
    for: '5m',
    summary: 'Events are not delivered',
    description:
      'The oldest event has waited {{ $value | humanizeDuration }} in the outbox. Students are answered; whoever listens to the events is behind.',
    proof: {
      fires: { series: { [oldestEvent]: '0+60x30' }, at: '20m', expect: [{ value: '20m 0s' }] },
      holds: { series: { [oldestEvent]: '0+60x7 0x20' }, at: '20m', because: 'they were delivered late' },
    },
  },
  {
    name: 'JournalBackPressure',
    severity: 'page',
    owner: 'operations',
    dashboard: 'journal',
    expr: (timing) =>
      `sum(increase(learnflow_refusals_total{job="${JOB}",code="JOURNAL_UNAVAILABLE"}[${timing('2m')}])) > 5 ` +
      `or max(learnflow_journal_lag_seconds{job="${JOB}"}) > 1 ` +
      // At night nobody is refused: it must be seen before the first lesson.
      `or min(learnflow_store_unreadable{job="${JOB}"}) == 1`,
    for: '1m',
    summary: 'The journal cannot keep up or is away: questions are refused',
    description:
      'Writes wait longer than a second, no process can read the store, or questions were refused because nothing could be recorded. Nothing refused was accepted; nothing accepted is lost.',
    proof: {
      fires: { series: { [refused]: '0+10x10', [lag]: '0.2x10' }, at: '5m', expect: [{}] },
      firesToo: [{ series: { [unreadable('one')]: '0 1x10', [unreadable('two')]: '0 1x10' }, at: '5m', expect: [{}] }],
      holds: { series: { [refused]: '0 2x10', [lag]: '0.4x10' }, at: '5m', because: 'two were refused once' },
      holdsToo: [
        {
          series: { [unreadable('one')]: '0 1x10', [unreadable('two')]: '0x10' },
          at: '5m',
          because: 'one process cannot read it, the others can',
        },
      ],
    },
  },
];
