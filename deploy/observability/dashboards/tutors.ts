import { JOB } from '../objectives.ts';
import type { DashboardTable } from '../panel.ts';

const own = `job="${JOB}"`;

export const TUTORS_DASHBOARD: DashboardTable = {
  id: 'tutors',
  title: 'Tutors and breakers',
  question: 'Which tutor does not answer, and why?',
  panels: [
    {
      title: 'Questions by how they ended',
      kind: 'stacked',
      queries: [
        {
          expr: `sum by (agent, outcome) (rate(learnflow_dispatches_total{${own}}[$__rate_interval])) > 0`,
          legend: '{{agent}} {{outcome}}',
        },
      ],
      unit: 'cps',
      normal: 'All answered.',
      alerts: ['DeadLettersGrowing', 'ErrorRateHigh'],
    },
    {
      title: 'Attempts that did not succeed',
      kind: 'stacked',
      queries: [
        {
          expr: `sum by (agent, outcome) (rate(learnflow_dispatch_attempts_total{${own},outcome!="answered"}[$__rate_interval])) > 0`,
          legend: '{{agent}} {{outcome}}',
        },
      ],
      unit: 'cps',
      normal: 'A few a minute at most: retries hide them from students.',
      alerts: ['BreakerOpen', 'BreakerFlapping'],
    },
    {
      title: 'How long an attempt takes',
      kind: 'lines',
      queries: [
        {
          expr: `histogram_quantile(0.95, sum by (agent, le) (rate(learnflow_dispatch_attempt_seconds_bucket{${own}}[$__rate_interval])))`,
          legend: '{{agent}}, 95 % within',
        },
      ],
      unit: 's',
      normal: 'Below 0.3 s. At 2 s an attempt is given up.',
      alerts: ['JourneyLatencyHigh', 'BreakerOpen'],
      limit: 2,
    },
    {
      title: 'Breakers',
      kind: 'states',
      queries: [
        {
          expr: `max by (agent) (learnflow_breaker_state{${own},state="open"}) * 2 + max by (agent) (learnflow_breaker_state{${own},state="half_open"})`,
          legend: '{{agent}}',
        },
      ],
      unit: 'short',
      normal: '0, closed, for every tutor. 1: trying again. 2: open.',
      alerts: ['BreakerOpen'],
    },
    {
      title: 'Breakers opening and closing',
      kind: 'lines',
      queries: [
        {
          expr: `sum by (agent, to) (increase(learnflow_breaker_transitions_total{${own}}[15m])) > 0`,
          legend: '{{agent}} to {{to}}',
        },
      ],
      unit: 'short',
      normal: 'Empty.',
      alerts: ['BreakerFlapping'],
    },
    {
      title: 'How full the tutors are',
      kind: 'lines',
      queries: [
        {
          expr: `max by (agent) (learnflow_bulkhead_active{${own}} / learnflow_bulkhead_active_limit{${own}})`,
          legend: '{{agent}} at work',
        },
        {
          expr: `max by (agent) (learnflow_bulkhead_waiting{${own}} / learnflow_bulkhead_waiting_limit{${own}})`,
          legend: '{{agent}} waiting',
        },
      ],
      unit: 'percentunit',
      normal: 'Below a half at work, nobody waiting. At 100 % waiting, questions are refused as OVERLOADED.',
      alerts: ['JourneyLatencyHigh', 'ErrorRateHigh'],
      limit: 1,
    },
    {
      title: 'Replies given from the cache',
      kind: 'stacked',
      queries: [
        {
          expr: `sum by (outcome) (rate(learnflow_reply_cache_total{${own}}[$__rate_interval]))`,
          legend: '{{outcome}}',
        },
      ],
      unit: 'cps',
      normal: 'Empty unless response-caching is on.',
      alerts: [],
    },
  ],
};
