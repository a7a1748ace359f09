import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { USAGE_SOURCES, type Usage } from '../../contract/decision.ts';

/** Seconds; 2 is the model's time limit. */
const MODEL_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 5];
const PURPOSES = ['escalation', 'first', 'shadow'] as const;

export type ModelMetrics = ReturnType<typeof createModelMetrics>;

/** What the language model and the ledger of its tokens report. */
export function createModelMetrics(registry: Registry) {
  const registers = [registry];
  const requests = new Counter({
    name: 'learnflow_llm_requests_total',
    help: 'Questions to the language model, by why it was asked and how it ended.',
    labelNames: ['purpose', 'outcome'] as const,
    registers,
  });
  const tokens = new Counter({
    name: 'learnflow_llm_tokens_total',
    help: 'Tokens spent on the language model, by who counted them: the provider or our tokenizer.',
    labelNames: ['purpose', 'direction', 'source'] as const,
    registers,
  });
  const seconds = new Histogram({
    name: 'learnflow_llm_seconds',
    help: 'How long the language model took.',
    buckets: MODEL_BUCKETS,
    registers,
  });
  const breakerOpen = new Gauge({
    name: 'learnflow_llm_breaker_open',
    help: '1 while the breaker of the language model refuses.',
    registers,
  });
  const shadow = new Counter({
    name: 'learnflow_llm_shadow_total',
    help: 'Messages the skill was sure of that the model was asked about too, by whether it agreed.',
    labelNames: ['outcome'] as const,
    registers,
  });
  const referenceTokens = new Counter({
    name: 'learnflow_llm_reference_tokens_total',
    help: 'Tokens the model router alone would have used on the sampled messages, by our tokenizer.',
    registers,
  });
  const referenceMessages = new Counter({
    name: 'learnflow_llm_reference_messages_total',
    help: 'Messages sampled for learnflow_llm_reference_tokens_total.',
    registers,
  });
  for (const purpose of PURPOSES) {
    requests.labels(purpose, 'decided').inc(0);
    for (const direction of ['input', 'output'])
      for (const source of USAGE_SOURCES) if (source !== 'none') tokens.labels(purpose, direction, source).inc(0);
  }
  for (const outcome of ['agreed', 'disagreed', 'undecided']) shadow.labels(outcome).inc(0);

  return {
    asked(purpose: (typeof PURPOSES)[number], outcome: string, usage: Usage, tookSeconds: number) {
      requests.labels(purpose, outcome).inc();
      seconds.observe(tookSeconds);
      if (usage.source === 'none') return;
      tokens.labels(purpose, 'input', usage.source).inc(usage.input_tokens);
      tokens.labels(purpose, 'output', usage.source).inc(usage.output_tokens);
    },
    breakerMoved: (to: 'closed' | 'open' | 'half_open') => breakerOpen.set(to === 'closed' ? 0 : 1),
    shadowed: (outcome: 'agreed' | 'disagreed' | 'undecided') => shadow.labels(outcome).inc(),
    measured(count: number) {
      referenceTokens.inc(count);
      referenceMessages.inc();
    },
  };
}
