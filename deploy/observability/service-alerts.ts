import type { Alert } from './alert.ts';
import { JOB, requests } from './objectives.ts';

const answers = (status: number, outcome: string) =>
  `learnflow_http_requests_total{job="${JOB}",route="/api/v1/triage",method="POST",status="${status}",outcome="${outcome}"}`;
const journeys = (le: string) => `learnflow_journey_seconds_bucket{job="${JOB}",end="answered",le="${le}"}`;
/** Requests of 15 minutes that make it a lesson, and a stop no accident. */
const USUAL = 300;
const successes = (window: string, offset = '') =>
  `sum(increase(learnflow_http_requests_total{job="${JOB}",route=~"/api/v1/.+",outcome="success"}[${window}]${offset}))`;
/** A week, in the intervals of five minutes that its proof counts in. */
const WEEK = 2_016;
const answered = (window: string, le: string) => `sum(increase(${journeys(le)}[${window}]))`;
const up = (instance: string) => `up{job="${JOB}",instance="${instance}"}`;
const ready = (instance: string) => `learnflow_ready{job="${JOB}",instance="${instance}"}`;

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
    // Of a few answers each is a twentieth: some must have been slow.
    expr: (timing) =>
      `histogram_quantile(0.95, sum by (le) (rate(learnflow_journey_seconds_bucket{job="${JOB}",end="answered"}[${timing('5m')}]))) > 1 ` +
      `and (${answered(timing('5m'), '+Inf')} - ${answered(timing('5m'), '1')}) > 5`,
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
      holdsToo: [
        {
          series: { [journeys('1')]: '0x20', [journeys('2')]: '0 1x3 2x3 3x13', [journeys('+Inf')]: '0 1x3 2x3 3x13' },
          at: '9m',
          because: 'three slow answers in a quiet night are no trend',
        },
      ],
    },
  },
  {
    name: 'AnswersStopped',
    severity: 'page',
    owner: 'operations',
    dashboard: 'service',
    // Whatever stands before the service may keep everyone out and leaves nothing here that could be counted as a failure.
    // The same minutes a week ago say how many should come: schools keep hours.
    expr: (timing) => {
      const [window, week] = [timing('15m'), ` offset ${timing('7d')}`];
      const usual = successes(window, week);
      return `(${successes(window)} or vector(0)) < 0.05 * ${usual} and ${usual} > ${USUAL}`;
    },
    for: '5m',
    summary: 'Students are not answered as they were a week ago',
    description:
      '{{ $value | humanize }} requests succeeded in 15 minutes, less than a twentieth of the same minutes a week ago: nobody comes through, or all are refused, or it is a holiday.',
    proof: {
      interval: '5m',
      // A week, and then only refusals: a gateway that takes the tokens away.
      fires: {
        series: {
          [answers(200, 'success')]: `0+500x${WEEK} ${500 * WEEK}x11`,
          [answers(401, 'client_error')]: `0x${WEEK} 0+500x11`,
        },
        at: `${5 * (WEEK + 8)}m`,
        expect: [{ value: '0' }],
      },
      // Nothing is left that counts.
      firesToo: [
        {
          series: { [answers(200, 'success')]: `0+500x${WEEK} _x11` },
          at: `${5 * (WEEK + 8)}m`,
          expect: [{ value: '0' }],
        },
      ],
      holds: {
        series: { [answers(200, 'success')]: `0+500x${WEEK} ${500 * WEEK}+50x11` },
        at: `${5 * (WEEK + 8)}m`,
        because: 'a tenth of the usual comes: half the school is on a trip',
      },
      holdsToo: [
        {
          series: { [answers(200, 'success')]: `0+30x${WEEK} ${30 * WEEK}x11` },
          at: `${5 * (WEEK + 8)}m`,
          because: 'ninety in a quarter of an hour are an evening, and evenings differ',
        },
        {
          series: { [answers(200, 'success')]: '0+500x20 10000x20' },
          at: '180m',
          because: 'there was no week before',
        },
      ],
    },
  },
  {
    name: 'TargetDown',
    severity: 'page',
    owner: 'operations',
    dashboard: 'service',
    labels: { scope: 'all' },
    // A process that is not ready is sent nothing, and counts no failure. One whose build does not say so counts as ready.
    expr: () =>
      `(count(up{job="${JOB}"} == 1 unless on (instance) learnflow_ready{job="${JOB}"} == 0) or vector(0)) == 0`,
    for: '1m',
    summary: 'No process of the service can be reached, or none is ready',
    description:
      'Prometheus reaches no process of the service that wants requests: students get no answer, or nobody would see it.',
    proof: {
      fires: { series: { [up('one')]: '0x10', [up('two')]: '0x10' }, at: '5m', expect: [{}] },
      firesToo: [
        // Every process waits for its sidecar: each can be reached, and no gateway sends it anything.
        {
          series: { [up('one')]: '1x10', [up('two')]: '1x10', [ready('one')]: '0x10', [ready('two')]: '0x10' },
          at: '5m',
          expect: [{}],
        },
        // Nothing is left that could be asked.
        { series: {}, at: '5m', expect: [{}] },
      ],
      holds: {
        series: { [up('one')]: '1x10', [ready('one')]: '1x10', [up('two')]: '0x10' },
        at: '5m',
        because: 'one of two is up',
      },
      holdsToo: [
        {
          series: { [up('one')]: '1x10', [ready('one')]: '1x10', [up('two')]: '1x10', [ready('two')]: '0x10' },
          at: '5m',
          because: 'one of two is ready',
        },
      ],
    },
  },
  {
    name: 'TargetDown',
    severity: 'ticket',
    owner: 'operations',
    dashboard: 'service',
    labels: { scope: 'one' },
    expr: () => `up{job="${JOB}"} == 0 or learnflow_ready{job="${JOB}"} == 0`,
    for: '5m',
    summary: 'A process of the service cannot be reached, or is not ready',
    description:
      'Prometheus cannot read {{ $labels.instance }}, or it has not become ready. The others carry its load.',
    proof: {
      fires: {
        series: { [up('one')]: '1x20', [ready('one')]: '1x20', [up('two')]: '0x20' },
        at: '10m',
        expect: [{ labels: { job: JOB, instance: 'two' } }],
      },
      firesToo: [
        {
          series: { [up('one')]: '1x20', [ready('one')]: '1x20', [up('two')]: '1x20', [ready('two')]: '0x20' },
          at: '10m',
          expect: [{ labels: { job: JOB, instance: 'two' } }],
        },
      ],
      holds: { series: { [up('one')]: '1x20', [up('two')]: '0 0 0 1x20' }, at: '10m', because: 'it came back' },
    },
  },
];
