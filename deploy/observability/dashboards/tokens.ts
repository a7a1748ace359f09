import { JOB } from '../objectives.ts';
import type { DashboardTable } from '../panel.ts';

const own = `job="${JOB}"`;

export const TOKENS_DASHBOARD: DashboardTable = {
  id: 'tokens',
  title: 'Language model and tokens',
  question: 'What does the language model cost, and is it worth it?',
  panels: [
    {
      title: 'Questions to the model',
      kind: 'stacked',
      queries: [
        {
          expr: `sum by (purpose, outcome) (rate(learnflow_llm_requests_total{${own}}[$__rate_interval])) > 0`,
          legend: '{{purpose}} {{outcome}}',
        },
      ],
      unit: 'cps',
      normal: 'A few in a hundred messages, nearly all `decided`. Empty where no model is configured.',
      alerts: ['ModelBreakerOpen', 'TokenBudgetNearlySpent'],
    },
    {
      title: 'How long the model takes',
      kind: 'lines',
      queries: [
        {
          expr: `histogram_quantile(0.95, sum by (le) (rate(learnflow_llm_seconds_bucket{${own}}[$__rate_interval])))`,
          legend: '95 % within',
        },
      ],
      unit: 's',
      normal: 'Below 1.5 s; at 2 s the local classifier decides.',
      alerts: ['ModelBreakerOpen', 'DecisionLatencyBudgetBurn'],
      limit: 2,
    },
    {
      title: 'Breaker of the model',
      kind: 'states',
      queries: [{ expr: `max(learnflow_llm_breaker_open{${own}})`, legend: 'open' }],
      unit: 'short',
      normal: '0.',
      alerts: ['ModelBreakerOpen'],
    },
    {
      title: 'Tokens',
      kind: 'stacked',
      queries: [
        {
          expr: `sum by (purpose, direction) (increase(learnflow_llm_tokens_total{${own}}[1h])) > 0`,
          legend: '{{purpose}} {{direction}}, an hour',
        },
      ],
      unit: 'short',
      normal: 'Follows the number of messages.',
      alerts: ['TokenBudgetNearlySpent'],
    },
    {
      title: 'Tokens left today',
      kind: 'lines',
      queries: [
        {
          expr: `learnflow_llm_budget_left_tokens{${own}} / learnflow_llm_budget_tokens{${own}}`,
          legend: '{{instance}}',
        },
      ],
      unit: 'percentunit',
      normal: 'More than a fifth at the end of the day; full again at midnight UTC.',
      alerts: ['TokenBudgetNearlySpent'],
      limit: 0.2,
    },
    {
      title: 'Not asked because a budget did not reach',
      kind: 'lines',
      queries: [
        {
          expr: `sum by (budget) (rate(learnflow_llm_budget_refusals_total{${own}}[$__rate_interval]))`,
          legend: '{{budget}}',
        },
      ],
      unit: 'cps',
      normal: '0; a student who reaches their own share shows as `student`.',
      alerts: ['TokenBudgetNearlySpent'],
    },
    {
      title: 'Tokens a message, and what the model alone would take',
      kind: 'lines',
      queries: [
        {
          expr: `sum(increase(learnflow_llm_tokens_total{${own},purpose!="shadow"}[1d])) / sum(increase(learnflow_decisions_total{${own}}[1d]))`,
          legend: 'used',
        },
        {
          expr: `sum(increase(learnflow_llm_reference_tokens_total{${own}}[1d])) / sum(increase(learnflow_llm_reference_messages_total{${own}}[1d]))`,
          legend: 'with the model alone',
        },
      ],
      unit: 'short',
      normal: 'Used is below a fiftieth of the other.',
      alerts: ['TokenBudgetNearlySpent'],
    },
  ],
};
