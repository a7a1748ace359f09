import type { Alert, Proof, Severity } from './alert.ts';
import { JOB, OBJECTIVES, type Objective } from './objectives.ts';
import { type Duration, type Timing, toSeconds } from './timing.ts';

interface Burn {
  readonly long: Duration;
  readonly short: Duration;
  /** How many times faster than the objective allows the budget of 30 days is being spent. */
  readonly factor: number;
  readonly severity: Severity;
}

/** Google's SRE workbook, chapter 5. The short window ends an alert soon after its cause. */
const BURNS: readonly Burn[] = [
  { long: '1h', short: '5m', factor: 14.4, severity: 'page' },
  { long: '6h', short: '30m', factor: 6, severity: 'page' },
  { long: '1d', short: '2h', factor: 3, severity: 'ticket' },
  { long: '3d', short: '6h', factor: 1, severity: 'ticket' },
];

/** Fewer broken promises than this in the long window are no trend: one failure at night must not wake anyone. */
const LEAST_BROKEN = 10;

const WINDOWS = [...new Set(BURNS.flatMap(({ long, short }) => [short, long]))].sort(
  (one, other) => toSeconds(one) - toSeconds(other),
);

const ALERT_NAME = { availability: 'AvailabilityBudgetBurn', decision_latency: 'DecisionLatencyBudgetBurn' } as const;

const ratioOf = ({ id }: Objective, window: Duration) => `learnflow:${id}_broken:ratio_rate${window}`;

/** One series a window: the share that broke the promise. Named after the real window, whatever a test makes of it. */
export function burnRateRecords(timing: Timing): { record: string; expr: string }[] {
  return OBJECTIVES.flatMap((objective) =>
    WINDOWS.map((window) => ({
      record: ratioOf(objective, window),
      expr: `${objective.brokenOf('rate', timing(window))} / ${objective.asked('rate', timing(window))}`,
    })),
  );
}

export const BURN_RATE_ALERTS: readonly Alert[] = OBJECTIVES.flatMap((objective) =>
  BURNS.map((burn) => toAlert(objective, burn)),
);

function toAlert(objective: Objective, burn: Burn): Alert {
  const { id, target, broken } = objective;
  const { long, short, factor, severity } = burn;
  const threshold = Number((factor * (1 - target)).toPrecision(6));
  return {
    name: ALERT_NAME[id],
    severity,
    owner: 'operations',
    dashboard: 'service',
    labels: { long, short },
    expr: (timing) =>
      [
        `${ratioOf(objective, long)} > ${threshold}`,
        `${ratioOf(objective, short)} > ${threshold}`,
        `${objective.brokenOf('increase', timing(long))} > ${LEAST_BROKEN}`,
      ].join(' and '),
    for: '0s',
    summary: `Too many ${broken}: the budget of 30 days would last ${hours(720 / factor)}`,
    description:
      `{{ $value | humanizePercentage }} of all ${broken.startsWith('requests') ? 'requests' : 'decisions'} in ${long} ` +
      `(${broken}); ${Number((100 * (1 - target)).toPrecision(3))} % may, over 30 days.`,
    proof: prove(id, threshold, burn),
  };
}

function hours(count: number): string {
  return count < 96 ? `${count.toFixed(0)} hours` : `${(count / 24).toFixed(0)} days`;
}

/** A fifth over the threshold for the whole of the long window, and a fifth under it. */
function prove(id: Objective['id'], threshold: number, { long, short }: Burn): Proof {
  const intervalSeconds = toSeconds(short) / 5;
  const count = (each: number) => `0+${each}x${toSeconds(long) / intervalSeconds}`;
  const asked = 100_000;
  const series = (broken: number) =>
    id === 'availability'
      ? {
          [requestsOf('200', 'success')]: count(asked - broken),
          [requestsOf('503', 'server_error')]: count(broken),
          [requestsOf('401', 'client_error')]: count(asked),
        }
      : {
          [`learnflow_decision_seconds_bucket{job="${JOB}",le="0.15"}`]: count(asked - broken),
          [`learnflow_decision_seconds_count{job="${JOB}"}`]: count(asked),
        };
  const [over, under] = [Math.round(asked * threshold * 1.2), Math.round(asked * threshold * 0.8)];
  const value = `${Number(((100 * over) / asked).toPrecision(4))}%`;
  return {
    interval: `${intervalSeconds}s`,
    fires: { series: series(over), at: long, expect: [{ value }] },
    holds: { series: series(under), at: long, because: 'a fifth under the rate that counts as too fast' },
  };
}

function requestsOf(status: string, outcome: string): string {
  return `learnflow_http_requests_total{job="${JOB}",route="/api/v1/triage",method="POST",status="${status}",outcome="${outcome}"}`;
}
