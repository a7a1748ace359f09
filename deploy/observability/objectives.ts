/** The job under which Prometheus scrapes the service: the name of its part of the system. */
export const JOB = 'triage';

/** How a counter is read over a window: a second's worth, or all of it. */
export type Reading = 'rate' | 'increase';

/** A promise to students, as two counts: what was asked, and what of it broke the promise. */
export interface Objective {
  readonly id: 'availability' | 'decision_latency';
  /** Words for a sentence: "requests failed". */
  readonly broken: string;
  /** Share of requests that must keep the promise over 30 days, 0..1. */
  readonly target: number;
  readonly asked: (reading: Reading, window: string) => string;
  readonly brokenOf: (reading: Reading, window: string) => string;
}

/**
 * Availability counts what the service owes an answer: a 4xx is the caller's own (401 and 429 are watched by alerts of
 * their own), everything outside `/api/v1` is the platform's.
 */
export const requests = (reading: Reading, window: string, outcome: string) =>
  `sum(${reading}(learnflow_http_requests_total{job="${JOB}",route=~"/api/v1/.+",${outcome}}[${window}]))`;

const decisions = (reading: Reading, window: string, series: string) =>
  `sum(${reading}(learnflow_decision_seconds_${series}[${window}]))`;

export const OBJECTIVES: readonly Objective[] = [
  {
    id: 'availability',
    broken: 'requests failed',
    target: 0.999,
    asked: (reading, window) => requests(reading, window, 'outcome!="client_error"'),
    brokenOf: (reading, window) => requests(reading, window, 'outcome="server_error"'),
  },
  {
    // From the message to the decision: what a tutor takes is not in it, or a tutor’s time limit of 2 s would be.
    id: 'decision_latency',
    broken: 'decisions took longer than 150 ms',
    target: 0.95,
    asked: (reading, window) => decisions(reading, window, `count{job="${JOB}"}`),
    brokenOf: (reading, window) =>
      `(${decisions(reading, window, `count{job="${JOB}"}`)} - ` +
      `${decisions(reading, window, `bucket{job="${JOB}",le="0.15"}`)})`,
  },
];
