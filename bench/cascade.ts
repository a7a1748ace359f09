// Accuracy against tokens, for every threshold at which the model could be asked: on real messages, with an oracle that
// is always right as the upper bound of what a model can add. Tokens are those of the real prompt, by the real tokenizer.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Label } from '../contract/intents.ts';
import { buildPrompt, writeModelAnswer } from '../src/classify/build-prompt.ts';
import { tokenizer } from '../src/classify/tokenizer.ts';
import { readShippedModel, readTrainedModel } from '../src/classify/trained-model.ts';
import { SETTINGS } from '../src/config.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/eval/student-dev.jsonl' },
    model: { type: 'string' },
    json: { type: 'boolean' },
  },
});

interface Row {
  readonly confidence: number;
  readonly isRight: boolean;
  /** What the model router would have used for it. */
  readonly tokens: number;
}

const limits = { queryTokens: SETTINGS.llmQueryTokens.fallback, codeTokens: SETTINGS.llmCodeTokens.fallback };
const model = values.model === undefined ? readShippedModel() : readTrainedModel(readFileSync(values.model));
const { detect } = model;
const rows = readFileSync(values.data, 'utf8')
  .trim()
  .split('\n')
  .map((line): Row => {
    const { text, code, intent } = JSON.parse(line) as { text: string; code?: string; intent: Label };
    const found = detect({ text, code }, { evidence: false });
    const query = { query: text.slice(0, 5_000), ...(code !== undefined && { code }), removed: {}, suspicions: [] };
    const tokens =
      buildPrompt(query, limits, tokenizer).inputTokens +
      tokenizer.count(writeModelAnswer(found.intent, found.confidence));
    return { confidence: found.confidence, isRight: found.intent === intent, tokens };
  });
if (rows.length === 0) throw new Error(`${values.data} has no rows`);

const all = rows.reduce((sum, row) => sum + row.tokens, 0);

/** The cascade at one threshold. `accuracy` is that of the skill with an oracle behind it. */
function measure(threshold: number) {
  const escalated = rows.filter(({ confidence }) => confidence < threshold);
  const used = escalated.reduce((sum, row) => sum + row.tokens, 0);
  const right = rows.filter(({ confidence, isRight }) => isRight || confidence < threshold).length;
  return {
    threshold,
    escalated: escalated.length / rows.length,
    tokens_a_message: used / rows.length,
    efficiency: 1 - used / all,
    accuracy_with_oracle: right / rows.length,
  };
}

const shipped = measure(model.facts.escalate_threshold);
const curve = [0, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.01].map(
  measure,
);
const sorted = rows.map(({ tokens }) => tokens).sort((a, b) => a - b);
const report = {
  messages: rows.length,
  model_router_tokens: { mean: all / rows.length, p95: sorted[Math.floor(0.95 * sorted.length)] },
  shipped,
  curve,
};

const percent = (ratio: number) => `${(ratio * 100).toFixed(1)} %`.padStart(9);
const line = (row: typeof shipped) =>
  `${row.threshold.toFixed(2).padStart(9)} ${percent(row.escalated)} ${row.tokens_a_message.toFixed(1).padStart(11)} ` +
  `${percent(row.efficiency)} ${percent(row.accuracy_with_oracle)}`;
if (values.json === true) process.stdout.write(`${JSON.stringify(report)}\n`);
else {
  const { mean, p95 } = report.model_router_tokens;
  process.stdout.write(
    [
      `${report.messages} messages; the model router alone: ${mean.toFixed(0)} tokens a message, p95 ${p95}`,
      'threshold escalated tokens/msg efficiency  accuracy with an oracle',
      ...curve.map(line),
      'as fitted with the model:',
      line(shipped),
      '',
    ].join('\n'),
  );
}
