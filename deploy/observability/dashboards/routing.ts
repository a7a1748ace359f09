import { JOB } from '../objectives.ts';
import type { DashboardTable } from '../panel.ts';

const own = `job="${JOB}"`;
const decisions = (by: string) => `sum by (${by}) (rate(learnflow_decisions_total{${own}}[$__rate_interval]))`;

export const ROUTING_DASHBOARD: DashboardTable = {
  id: 'routing',
  title: 'Routing quality',
  question: 'Are messages understood as well as last week?',
  panels: [
    {
      title: 'Messages by intent',
      kind: 'stacked',
      queries: [{ expr: decisions('intent'), legend: '{{intent}}' }],
      unit: 'cps',
      normal: 'A mix that changes over a term, not over an hour.',
      alerts: ['FallbackShareMoved'],
    },
    {
      title: 'Share that is routed, asked back, falls back',
      kind: 'stacked',
      queries: [
        {
          expr: `${decisions('outcome')} / on () group_left () ${decisions('').replace(' by ()', '')}`,
          legend: '{{outcome}}',
        },
      ],
      unit: 'percentunit',
      normal: 'Four of five or more are routed; the rest is asked back or goes to the review tutor with the reason.',
      alerts: ['FallbackShareMoved'],
    },
    {
      title: 'Who decides',
      kind: 'stacked',
      queries: [{ expr: decisions('decided_by'), legend: '{{decided_by}}' }],
      unit: 'cps',
      normal: 'Nearly all by the trained model; `student` after a question back; `rules` only with ml-classifier off.',
      alerts: ['FallbackShareMoved'],
    },
    {
      title: 'Confidence',
      kind: 'heatmap',
      queries: [
        {
          expr: `sum by (le) (increase(learnflow_decision_confidence_bucket{${own},decided_by="model"}[$__rate_interval]))`,
          legend: '{{le}}',
        },
      ],
      unit: 'short',
      normal: 'Most above 0.9, a thin tail downwards.',
      alerts: ['ConfidenceDrift'],
    },
    {
      title: 'Confidence and unsure share against the week',
      kind: 'lines',
      queries: [
        { expr: 'learnflow:decision_confidence:mean_rate1h', legend: 'confidence, this hour' },
        { expr: 'avg_over_time(learnflow:decision_confidence:mean_rate1h[7d])', legend: 'confidence, the week' },
        { expr: 'learnflow:decisions_unsure:ratio_rate1h', legend: 'unsure, this hour' },
        { expr: 'avg_over_time(learnflow:decisions_unsure:ratio_rate1h[7d])', legend: 'unsure, the week' },
      ],
      unit: 'percentunit',
      normal: 'The hour within ten points of the week.',
      alerts: ['ConfidenceDrift', 'FallbackShareMoved'],
    },
    {
      title: 'Versions of the classifier in use',
      kind: 'table',
      queries: [
        { expr: `count by (version, stage) (learnflow_classifier_info{${own}} == 1)`, legend: '{{stage}} {{version}}' },
      ],
      unit: 'short',
      normal: 'One active version, the same in every process; a second only during a release.',
      alerts: ['ConfidenceDrift'],
    },
    {
      title: 'Active model and candidate, on the same messages',
      kind: 'lines',
      queries: [
        {
          expr: `sum by (model, outcome) (rate(learnflow_release_outcomes_total{${own}}[$__rate_interval])) / on (model) group_left sum by (model) (rate(learnflow_release_outcomes_total{${own}}[$__rate_interval]))`,
          legend: '{{model}}: {{outcome}}',
        },
        {
          expr: `sum(rate(learnflow_release_compared_total{${own},result="disagreed"}[$__rate_interval])) / sum(rate(learnflow_release_compared_total{${own}}[$__rate_interval]))`,
          legend: 'disagreed',
        },
      ],
      unit: 'percentunit',
      normal:
        'Empty unless a model is being released; then the candidate routes no smaller a share than the active model.',
      alerts: ['FallbackShareMoved'],
    },
    {
      title: 'Release in force, and processes that cannot follow it',
      kind: 'lines',
      queries: [
        { expr: `max(learnflow_release_revision{${own}})`, legend: 'newest release' },
        { expr: `min(learnflow_release_revision{${own}})`, legend: 'oldest that a process follows' },
        { expr: `sum(learnflow_release_stale{${own}})`, legend: 'processes that cannot follow' },
        {
          expr: `max(learnflow_release_candidate_percent{${own}})`,
          legend: 'students of a hundred with the candidate',
        },
      ],
      unit: 'short',
      normal: 'Newest and oldest are the same but for a second after a change, and nobody cannot follow.',
      alerts: ['ReleaseNotFollowed'],
    },
    {
      title: 'What people say of answers while a model is released',
      kind: 'stacked',
      queries: [
        {
          expr: `sum by (model, verdict) (increase(learnflow_release_feedback_total{${own}}[1d])) > 0`,
          legend: '{{model}} {{verdict}}, a day',
        },
      ],
      unit: 'short',
      normal: 'The candidate is said to be wrong no more often than the active model.',
      alerts: ['FallbackShareMoved'],
    },
    {
      title: 'Local classifier and language model, compared',
      kind: 'stacked',
      queries: [
        {
          expr: `sum by (outcome) (rate(learnflow_llm_shadow_total{${own}}[$__rate_interval]))`,
          legend: '{{outcome}}',
        },
      ],
      unit: 'cps',
      normal: 'Empty unless LEARNFLOW_LLM_SHADOW_SHARE is set; then nineteen of twenty agree.',
      alerts: ['ConfidenceDrift'],
    },
    {
      title: 'Messages in distress',
      kind: 'lines',
      queries: [
        { expr: `sum by (sign) (increase(learnflow_distress_total{${own}}[1h]))`, legend: '{{sign}}, an hour' },
      ],
      unit: 'short',
      normal: 'Rare. Each is in the audit trail, and staff should have read it.',
      alerts: [],
    },
  ],
};
