import type { Command } from 'commander';
import { buildPrompt, writeModelAnswer } from '../src/classify/build-prompt.ts';
import type { ShadowOpinion } from '../src/classify/shadow-opinion.ts';
import { type LedgerRow, summariseTokens, type TokenReport } from '../src/classify/summarise-tokens.ts';
import type { Tokenizer } from '../src/classify/tokenizer.ts';
import { type Config, readConfig, readPrices } from '../src/config.ts';
import { toStoreAddress } from '../src/open-journal.ts';
import { listShadowFiles, readShadowFiles } from '../src/shadow-file.ts';
import { dataDirOption } from './data-dir-option.ts';
import { readDecisions } from './read-decisions.ts';

interface TokensOptions {
  readonly dataDir: string;
  readonly json?: boolean;
  readonly days?: string;
}

const DAY_MS = 86_400_000;

export function registerTokens(program: Command): void {
  program
    .command('tokens')
    .description('the ledger of language model tokens')
    .command('report')
    .description('tokens used, tokens the model router alone would have used, and what both cost, over the journal')
    .option('--days <n>', 'only messages of so many days')
    .option('--json', 'print the report as JSON')
    .addOption(dataDirOption())
    .action(async ({ dataDir, json, days }: TokensOptions) => {
      // Loaded here and not with the program: its vocabulary weighs 65 MiB, and `serve` has no use for it.
      const { tokenizer } = await import('../src/classify/tokenizer.ts');
      const config = readConfig(process.env, { dataDir });
      const sinceMs = days === undefined ? 0 : Date.now() - parseDays(days) * DAY_MS;
      const price = readPrices(config.llmPrices).get(config.llmModel);
      const files = listShadowFiles(dataDir);
      const report = await summariseTokens(readLedger(config, sinceMs, tokenizer), readShadow(files, sinceMs), price);
      const text =
        json === true
          ? JSON.stringify({ ...report, shadow_files: files })
          : `${describe(report, config.llmModel)}\n${describeFiles(files, dataDir)}`;
      process.stdout.write(`${text}\n`);
    });
}

function parseDays(text: string): number {
  const days = Number(text);
  if (!(days > 0)) throw new Error('--days wants a number of days');
  return days;
}

async function* readLedger(config: Config, sinceMs: number, tokenizer: Tokenizer): AsyncGenerator<LedgerRow> {
  const limits = { queryTokens: config.llmQueryTokens, codeTokens: config.llmCodeTokens };
  for await (const { query, classification } of readDecisions(toStoreAddress(config), sinceMs)) {
    const { usage, decided_by, second_opinion, intent, confidence } = classification;
    // Of a message whose text is no longer kept nobody can say what it would have cost.
    const reference =
      query.query === ''
        ? undefined
        : {
            input: buildPrompt(query, limits, tokenizer).inputTokens,
            output: tokenizer.count(writeModelAnswer(intent, confidence)),
          };
    yield {
      usage,
      reference,
      wasEscalated: usage.source !== 'none' || decided_by === 'llm',
      hasDisagreement: second_opinion === undefined ? undefined : second_opinion.intent !== intent,
    };
  }
}

function* readShadow(files: readonly string[], sinceMs: number): Generator<ShadowOpinion> {
  for (const opinion of readShadowFiles(files)) if (Date.parse(opinion.at) >= sinceMs) yield opinion;
}

const percent = (ratio: number | null) => (ratio === null ? '–' : `${(ratio * 100).toFixed(1)} %`);
const number = (value: number | null, digits = 1) => (value === null ? '–' : value.toFixed(digits));
const dollars = (value: number | null) => (value === null ? 'no price set' : `$${value.toFixed(4)}`);

function describe(report: TokenReport, model: string): string {
  const { used, model_router: router, efficiency, escalated, disagreement, shadow, cost, counted_by: by } = report;
  return [
    `messages                     ${report.messages}${report.without_text > 0 ? `, of which ${report.without_text} without their text any more` : ''}`,
    `tokens used a message        mean ${number(used.mean)}, p95 ${number(used.p95, 0)}   (specified: 19)`,
    `model router alone           mean ${number(router.mean)}, p95 ${number(router.p95, 0)}   (specified: 1,500)`,
    `efficiency, as it ran        ${percent(efficiency.cascade)}   (specified, cascade: 98.7 %)`,
    `efficiency, skill alone      ${percent(efficiency.skill_alone)}   (specified: 99.4 %)`,
    `put to the model             ${percent(escalated)} of messages`,
    `model against skill          ${percent(disagreement)} of those decided by the model differ`,
    `asked to compare             ${shadow.messages} messages, ${percent(shadow.disagreement)} differ, ${shadow.tokens} tokens`,
    `counted by                   provider ${by.provider}, our tokenizer ${by.tokenizer}, no model asked ${by.none}`,
    `cost, ${model.padEnd(22)} ${dollars(cost.used)} used, ${dollars(cost.model_router)} with the model router alone`,
  ].join('\n');
}

/** Opinions are no part of the store: every process keeps its own, and the latest alone. */
function describeFiles(files: readonly string[], dataDir: string): string {
  const where = files.length === 0 ? `nothing kept in ${dataDir}` : files.join(' and ');
  return `asked to compare, read from  ${where}; other processes keep their own`;
}
