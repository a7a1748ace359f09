import type { Label } from '../../contract/intents.ts';
import type { SanitizedQuery } from '../sanitize/sanitize-query.ts';
import { buildPrompt, type Prompt, type PromptLimits, writeModelAnswer } from './build-prompt.ts';
import { tokenizer } from './tokenizer.ts';

/** Work for the thread that holds the tokenizer. */
export type PromptJob =
  | { readonly kind: 'prepare'; readonly query: SanitizedQuery; readonly limits: PromptLimits }
  | { readonly kind: 'count'; readonly text: string }
  | { readonly kind: 'measure'; readonly query: SanitizedQuery; readonly limits: PromptLimits; readonly intent: Label };

/** Longest answer of a model that is counted whole. */
const MAX_COUNTED_CHARS = 4_096;

/** What a decision by the model router would have cost. */
export function measureDecision(query: SanitizedQuery, limits: PromptLimits, intent: Label): number {
  return buildPrompt(query, limits, tokenizer).inputTokens + tokenizer.count(writeModelAnswer(intent, 0.9));
}

export default function work(job: PromptJob): Prompt | number {
  switch (job.kind) {
    case 'prepare':
      return buildPrompt(job.query, job.limits, tokenizer);
    case 'count':
      return tokenizer.count(job.text.slice(0, MAX_COUNTED_CHARS));
    case 'measure':
      return measureDecision(job.query, job.limits, job.intent);
    default:
      return job satisfies never;
  }
}
