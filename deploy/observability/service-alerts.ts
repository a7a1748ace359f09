import type { Alert } from './alert.ts';
import { JOB, requests } from './objectives.ts';

const answers = (status: number, outcome: string) =>
  `learnflow_http_requests_total{job="${JOB}",route="/api/v1/triage",method="POST",status="${status}",outcome="${outcome}"}`;
const journeys = (le: string) => `learnflow_journey_seconds_bucket{job="${JOB}",end="answered",le="${le}"}`;
const up = (instance: string) => `up{job="${JOB}",instance="${instance}"}`;

/** What students and their teachers notice themselves. */
export const SERVICE_ALERTS: readonly Alert[] = [
  {
    name: 'ErrorRateHigh',
    severity: 'page',
    owner: 'operations',
    dashboard: 'service',
    expr: (timing) =>
      `${requests('rate', timing('5m'), 'outcome="server_error"')} / ` +
      `${requests('rate', timing('5m'), 'outcome!="client_error"')} > 0.05 ` +
      `and ${requests('increase', timing('5m'), 'outcome="server_error"')} > 5`,
    for: '2m',
    summary: 'More than 5 % of requests fail',
    description: '{{ $value | humanizePercentage }} of the requests of the last five minutes ended with a 5xx.',
    proof: {
      fires: {
        series: { [answers(200, 'success')]: '0+94x20', [answers(502, 'server_error')]: '0+6x20' },
        at: '10m',
        expect: [{ value: '6%' }],
      },
      holds: {
        series: {
          [answers(200, 'success')]: '0+96x20',
          [answers(502, 'server_error')]: '0+4x20',
          [answers(401, 'client_error')]: '0+900x20',
        },
        at: '10m',
        because: '4 % fail, and what callers did wrong is not our failure',
      },
    },
  },
  {
    name: 'JourneyLatencyHigh',
    severity: 'ticket',
    owner: 'operations',
    dashboard: 'service',
    expr: (timing) =>
      `histogram_quantile(0.95, sum by (le) (rate(learnflow_journey_seconds_bucket{job="${JOB}",end="answered"}[${timing('5m')}]))) > 1`,
    for: '5m',
    summary: 'Answers take longer than a second',
    description:
      'One answer in twenty takes {{ $value | humanizeDuration }} or longer, from the message to the answer.',
    proof: {
      fires: {
        series: { [journeys('1')]: '0+90x20', [journeys('2')]: '0+100x20', [journeys('+Inf')]: '0+100x20' },
        at: '15m',
        expect: [{ value: '1.5s' }],
      },
      holds: {
        series: { [journeys('1')]: '0+97x20', [journeys('2')]: '0+100x20', [journeys('+Inf')]: '0+100x20' },
        at: '15m',
        because: '3 % take longer than a second',
      },
    },
  },
  {
    name: 'TargetDown',
    severity: 'page',
    owner: 'operations',
    dashboard: 'service',
    labels: { scope: 'all' },
    expr: () => `(count(up{job="${JOB}"} == 1) or vector(0)) == 0`,
    for: '1m',
    summary: 'No process of the service can be reached',
    description:
      'Prometheus reaches none of the processes of the service: students get no answer, or nobody would see it.',
    proof: {
      fires: { series: { [up('one')]: '0x10', [up('two')]: '0x10' }, at: '5m', expect: [{}] },
      holds: { series: { [up('one')]: '1x10', [up('two')]: '0x10' }, at: '5m', because: 'one of two is up' },
    },
  },
  {
    name: 'TargetDown',
    severity: 'ticket',
    owner: 'operations',
    dashboard: 'service',
    labels: { scope: 'one' },
    expr: () => `up{job="${JOB}"} == 0`,
    for: '5m',
    summary: 'A process of the service cannot be reached',
    description: 'Prometheus cannot read {{ $labels.instance }}. The others carry its load.',
    proof: {
      fires: {
        series: { [up('one')]: '1x20', [up('two')]: '0x20' },
        at: '10m',
        expect: [{ labels: { job: JOB, instance: 'two' } }],
      },
      holds: { series: { [up('one')]: '1x20', [up('two')]: '0 0 0 1x20' }, at: '10m', because: 'it came back' },
    },
  },
];
