import type { Usage } from '../../contract/decision.ts';
import type { ShadowOpinion } from './shadow-opinion.ts';

/** One message of the journal, as the ledger needs it. */
export interface LedgerRow {
  readonly usage: Usage;
  /** What the model router would have used; undefined when the text is no longer kept. */
  readonly reference: { readonly input: number; readonly output: number } | undefined;
  readonly wasEscalated: boolean;
  /** Whether the model decided otherwise than the skill; undefined where only one of them was asked. */
  readonly hasDisagreement: boolean | undefined;
}

/** Ratios are 0..1; null where there is nothing to divide by. */
export interface TokenReport {
  readonly messages: number;
  readonly without_text: number;
  readonly used: { readonly mean: number | null; readonly p95: number | null };
  readonly model_router: { readonly mean: number | null; readonly p95: number | null };
  /**
   * `1 - used / what the model router would have used`, over the messages whose text is kept: all of them, and those the
   * skill library decided alone.
   */
  readonly efficiency: { readonly cascade: number | null; readonly skill_alone: number | null };
  readonly escalated: number | null;
  readonly disagreement: number | null;
  readonly shadow: { readonly messages: number; readonly disagreement: number | null; readonly tokens: number };
  /** Messages by who counted their tokens. */
  readonly counted_by: Record<Usage['source'], number>;
  /** US dollars, comparisons included; null when the model has no price. */
  readonly cost: { readonly used: number | null; readonly model_router: number | null };
}

const PER_MILLION = 1_000_000;
const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

function spread(values: number[]): { mean: number | null; p95: number | null } {
  values.sort((a, b) => a - b);
  const mean = ratio(
    values.reduce((sum, value) => sum + value, 0),
    values.length,
  );
  return { mean, p95: values[Math.min(values.length - 1, Math.floor(0.95 * values.length))] ?? null };
}

/**
 * What the language model has used beside what it would have used alone. What was spent only to compare is counted as used.
 * @param price dollars a million tokens, where the model has one
 */
export async function summariseTokens(
  rows: AsyncIterable<LedgerRow>,
  opinions: Iterable<ShadowOpinion>,
  price: { readonly input: number; readonly output: number } | undefined,
): Promise<TokenReport> {
  const used: number[] = [];
  const reference: number[] = [];
  const countedBy: Record<Usage['source'], number> = { none: 0, provider: 0, tokenizer: 0 };
  const spent = { input: 0, output: 0 };
  const alone = { input: 0, output: 0 };
  let usedOfKnown = 0;
  const bySkill = { used: 0, alone: 0 };
  let escalated = 0;
  let compared = 0;
  let differing = 0;
  for await (const { usage, reference: known, wasEscalated, hasDisagreement } of rows) {
    const tokens = usage.input_tokens + usage.output_tokens;
    used.push(tokens);
    countedBy[usage.source] += 1;
    spent.input += usage.input_tokens;
    spent.output += usage.output_tokens;
    if (wasEscalated) escalated += 1;
    if (hasDisagreement !== undefined) compared += 1;
    if (hasDisagreement === true) differing += 1;
    if (known === undefined) continue;
    reference.push(known.input + known.output);
    alone.input += known.input;
    alone.output += known.output;
    usedOfKnown += tokens;
    if (wasEscalated) continue;
    bySkill.used += tokens;
    bySkill.alone += known.input + known.output;
  }
  const shadow = { messages: 0, decided: 0, differing: 0, tokens: 0 };
  for (const { skill, model, usage } of opinions) {
    shadow.messages += 1;
    shadow.tokens += usage.input_tokens + usage.output_tokens;
    spent.input += usage.input_tokens;
    spent.output += usage.output_tokens;
    if (model !== null) shadow.decided += 1;
    if (model !== null && model !== skill) shadow.differing += 1;
  }
  const wouldHaveUsed = alone.input + alone.output;
  const save = (tokens: number, of: number) => (of === 0 ? null : 1 - tokens / of);
  const costOf = ({ input, output }: { input: number; output: number }) =>
    price === undefined ? null : (input * price.input + output * price.output) / PER_MILLION;
  return {
    messages: used.length,
    without_text: used.length - reference.length,
    used: spread(used),
    model_router: spread(reference),
    efficiency: {
      cascade: save(usedOfKnown + shadow.tokens, wouldHaveUsed),
      skill_alone: save(bySkill.used, bySkill.alone),
    },
    escalated: ratio(escalated, used.length),
    disagreement: ratio(differing, compared),
    shadow: { messages: shadow.messages, disagreement: ratio(shadow.differing, shadow.decided), tokens: shadow.tokens },
    counted_by: countedBy,
    cost: { used: costOf(spent), model_router: costOf(alone) },
  };
}
