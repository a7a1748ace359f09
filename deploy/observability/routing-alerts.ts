import type { Alert } from './alert.ts';
import { JOB } from './objectives.ts';
import type { Timing } from './timing.ts';

/** Read once an hour's worth and kept: a week of raw samples at every look would be millions. No traffic, no point. */
const MEAN_CONFIDENCE = 'learnflow:decision_confidence:mean_rate1h';
const UNSURE_SHARE = 'learnflow:decisions_unsure:ratio_rate1h';

const confidence = (series: string, window: string) =>
  `sum(rate(learnflow_decision_confidence_${series}{job="${JOB}",decided_by="model"}[${window}]))`;
const decisions = (filter: string, window: string) =>
  `sum(rate(learnflow_decisions_total{job="${JOB}"${filter},decided_by!="student"}[${window}]))`;

export function driftRecords(timing: Timing): { record: string; expr: string }[] {
  const hour = timing('1h');
  return [
    { record: MEAN_CONFIDENCE, expr: `${confidence('sum', hour)} / ${confidence('count', hour)} >= 0` },
    { record: UNSURE_SHARE, expr: `${decisions(',outcome!="routed"', hour)} / ${decisions('', hour)} >= 0` },
  ];
}

/** How far the last hour is from an ordinary hour of the week. */
const drift = (record: string, timing: Timing) => `abs(${record} - avg_over_time(${record}[${timing('7d')}]))`;

/** So many messages in the hour that its average is no accident. */
const ENOUGH = 200;

const confidenceSeries = (series: 'sum' | 'count') =>
  `learnflow_decision_confidence_${series}{job="${JOB}",decided_by="model"}`;
const decided = (outcome: string) =>
  `learnflow_decisions_total{job="${JOB}",intent="syntax_help",outcome="${outcome}",decided_by="model"}`;
const budget = (which: string) => `learnflow_llm_budget_${which}{job="${JOB}"}`;
const modelBreaker = `learnflow_llm_breaker_open{job="${JOB}"}`;
const stale = (pod: string) => `learnflow_release_stale{job="${JOB}",pod="${pod}"}`;
/** A week, in the intervals of ten minutes that its proofs count in. */
const WEEK = 1_008;
const LATER = WEEK + 9;

/** Whether messages are still understood as they were, and what the language model costs. */
export const ROUTING_ALERTS: readonly Alert[] = [
  {
    name: 'ConfidenceDrift',
    severity: 'ticket',
    owner: 'classification',
    dashboard: 'routing',
    expr: (timing) =>
      `${drift(MEAN_CONFIDENCE, timing)} > 0.1 ` +
      `and sum(increase(learnflow_decision_confidence_count{job="${JOB}",decided_by="model"}[${timing('1h')}])) > ${ENOUGH}`,
    for: '30m',
    summary: 'The classifier is not as sure as it was',
    description:
      'Its average confidence of the last hour is {{ $value | humanizePercentage }} away from that of the week: students write differently, or the model changed.',
    proof: {
      interval: '10m',
      // A week at 0.9, then an hour and a half at 0.6.
      fires: {
        series: {
          [confidenceSeries('count')]: `0+1000x${LATER}`,
          [confidenceSeries('sum')]: `0+900x${WEEK} ${900 * WEEK + 600}+600x9`,
        },
        at: `${LATER}0m`,
        expect: [{ value: '29.81%' }],
      },
      holds: {
        series: {
          [confidenceSeries('count')]: `0+1000x${LATER}`,
          [confidenceSeries('sum')]: `0+900x${WEEK} ${900 * WEEK + 830}+830x9`,
        },
        at: `${LATER}0m`,
        because: 'seven points are an ordinary day',
      },
    },
  },
  {
    name: 'FallbackShareMoved',
    severity: 'ticket',
    owner: 'classification',
    dashboard: 'routing',
    expr: (timing) =>
      `${drift(UNSURE_SHARE, timing)} > 0.1 ` +
      `and sum(increase(learnflow_decisions_total{job="${JOB}",decided_by!="student"}[${timing('1h')}])) > ${ENOUGH}`,
    for: '30m',
    summary: 'Another share of messages than usual finds no tutor of its own',
    description:
      'The share of messages that ended with a question back or with the review tutor moved by {{ $value | humanizePercentage }} against the week.',
    proof: {
      interval: '10m',
      fires: {
        series: {
          [decided('routed')]: `0+900x${WEEK} ${900 * WEEK + 600}+600x9`,
          [decided('fallback')]: `0+100x${WEEK} ${100 * WEEK + 400}+400x9`,
        },
        at: `${LATER}0m`,
        expect: [{ value: '29.81%' }],
      },
      holds: {
        series: {
          [decided('routed')]: `0+900x${WEEK} ${900 * WEEK + 830}+830x9`,
          [decided('fallback')]: `0+100x${WEEK} ${100 * WEEK + 170}+170x9`,
        },
        at: `${LATER}0m`,
        because: 'seven points are an ordinary day',
      },
    },
  },
  {
    name: 'ReleaseNotFollowed',
    severity: 'ticket',
    owner: 'classification',
    dashboard: 'routing',
    expr: () => `sum(learnflow_release_stale{job="${JOB}"}) > 0`,
    for: '5m',
    summary: 'A model was released that not every process can use',
    description:
      'In {{ $value | humanize }} of the processes the model before it still decides: the same message may get another tutor there.',
    proof: {
      fires: {
        series: { [stale('one')]: '0 1x20', [stale('two')]: '0x20' },
        at: '10m',
        expect: [{ value: '1' }],
      },
      holds: {
        series: { [stale('one')]: '0 1 1 1 0x20', [stale('two')]: '0x20' },
        at: '10m',
        because: 'the rollout brought the build that can',
      },
    },
  },
  {
    name: 'TokenBudgetNearlySpent',
    severity: 'ticket',
    owner: 'classification',
    dashboard: 'tokens',
    expr: () => `min(learnflow_llm_budget_left_tokens{job="${JOB}"} / learnflow_llm_budget_tokens{job="${JOB}"}) < 0.2`,
    for: '5m',
    summary: 'Four fifths of the day’s tokens are spent',
    description:
      '{{ $value | humanizePercentage }} of today’s tokens are left. When none are, the local classifier decides alone until midnight UTC.',
    proof: {
      fires: {
        series: { [budget('left_tokens')]: '100000x20', [budget('tokens')]: '2000000x20' },
        at: '10m',
        expect: [{ value: '5%' }],
      },
      holds: {
        series: { [budget('left_tokens')]: '500000x20', [budget('tokens')]: '2000000x20' },
        at: '10m',
        because: 'a quarter is left',
      },
    },
  },
  {
    name: 'ModelBreakerOpen',
    severity: 'ticket',
    owner: 'classification',
    dashboard: 'tokens',
    expr: () => `max(learnflow_llm_breaker_open{job="${JOB}"}) == 1`,
    for: '10m',
    summary: 'The language model is left alone because it fails',
    description: 'Messages the local classifier is unsure of are decided by it alone. Students are answered as before.',
    proof: {
      fires: { series: { [modelBreaker]: '0 1x20' }, at: '15m', expect: [{}] },
      holds: { series: { [modelBreaker]: '0 1x5 0x20' }, at: '15m', because: 'it recovered after five minutes' },
    },
  },
];
