import type { Usage } from '../../contract/decision.ts';
import type { LabelValue } from './catalogue.ts';
import type { Instruments } from './instruments.ts';

type Purpose = LabelValue<'learnflow_llm_requests_total', 'purpose'>;
type Outcome = LabelValue<'learnflow_llm_requests_total', 'outcome'>;

export type ModelMetrics = ReturnType<typeof createModelMetrics>;

/**
 * What the language model and the ledger of its tokens report.
 * @param dailyTokens what the model may cost in a UTC day
 */
export function createModelMetrics({ counter, gauge, histogram }: Instruments, dailyTokens: number) {
  const requests = counter('learnflow_llm_requests_total');
  const tokens = counter('learnflow_llm_tokens_total');
  const seconds = histogram('learnflow_llm_seconds');
  const breakerOpen = gauge('learnflow_llm_breaker_open');
  const shadow = counter('learnflow_llm_shadow_total');
  const referenceTokens = counter('learnflow_llm_reference_tokens_total');
  const referenceMessages = counter('learnflow_llm_reference_messages_total');
  const budgetRefusals = counter('learnflow_llm_budget_refusals_total');
  gauge('learnflow_llm_budget_tokens').set(dailyTokens);
  let readLeft = () => dailyTokens;
  gauge('learnflow_llm_budget_left_tokens', (left) => left.set(readLeft()));

  return {
    asked(purpose: Purpose, outcome: Outcome, usage: Usage, tookSeconds: number) {
      requests.labels(purpose, outcome).inc();
      seconds.observe(tookSeconds);
      if (usage.source === 'none') return;
      tokens.labels(purpose, 'input', usage.source).inc(usage.input_tokens);
      tokens.labels(purpose, 'output', usage.source).inc(usage.output_tokens);
    },
    breakerMoved: (to: 'closed' | 'open' | 'half_open') => breakerOpen.set(to === 'closed' ? 0 : 1),
    /** Told whose budget did not reach: that of everyone together, or the student's own. */
    budgetRefused: (budget: LabelValue<'learnflow_llm_budget_refusals_total', 'budget'>) =>
      budgetRefusals.labels(budget).inc(),
    /** Where the budget is kept that is read at each scrape. */
    watchBudget(leftTokens: () => number) {
      readLeft = leftTokens;
    },
    shadowed: (outcome: LabelValue<'learnflow_llm_shadow_total', 'outcome'>) => shadow.labels(outcome).inc(),
    measured(count: number) {
      referenceTokens.inc(count);
      referenceMessages.inc();
    },
  };
}
