import type { Logger } from 'pino';
import type { Classify, ModelPart } from './classify/classify-message.ts';
import { createModelClient } from './classify/model-client.ts';
import { createModelRouter } from './classify/model-router.ts';
import { createPromptDesk } from './classify/prompt-desk.ts';
import type { Config } from './config.ts';
import { openTokenBudget } from './open-token-budget.ts';
import { openShadowFile } from './shadow-file.ts';
import type { ModelMetrics } from './telemetry/model-metrics.ts';

/** Failures in a row that leave the model alone for a while. */
const FAILURES_TO_OPEN = 5;
const OPEN_MS = 30_000;

export interface OpenModel {
  readonly part: ModelPart;
  /** Counts, for a sample of messages, what the model router alone would have used. */
  readonly sampling: (classify: Classify) => Classify;
  close(): Promise<void>;
}

/**
 * The language model with all that guards and counts it; undefined where none is configured.
 * @param escalateBelow the confidence below which the local classifier would ask it, where no setting says otherwise
 */
export async function openModel(
  config: Config,
  nowMs: () => number,
  metrics: ModelMetrics,
  logger: Logger,
  escalateBelow: ModelPart['threshold'],
): Promise<OpenModel | undefined> {
  if (config.llmApiKey === undefined && config.llmBaseUrl === undefined) return undefined;
  const desk = createPromptDesk({ queryTokens: config.llmQueryTokens, codeTokens: config.llmCodeTokens });
  const client = await createModelClient({
    baseUrl: config.llmBaseUrl,
    apiKey: config.llmApiKey,
    model: config.llmModel,
    timeoutMs: config.llmTimeoutMs,
  });
  // The tokenizer takes a moment to load: before the first student waits for it.
  await desk.count('');
  const settings = {
    timeoutMs: config.llmTimeoutMs,
    breaker: { failuresToOpen: FAILURES_TO_OPEN, openMs: OPEN_MS },
    bulkhead: { maxConcurrent: config.llmConcurrency, maxQueued: config.llmQueue },
  };
  const { budget, close: closeBudget } = await openTokenBudget(config, nowMs, logger);
  const router = createModelRouter(client, desk, budget, settings, () => performance.now(), {
    asked: metrics.asked,
    breakerMoved(to) {
      metrics.breakerMoved(to);
      logger.warn({ breaker: to }, 'the breaker of the language model moved');
    },
    budgetRefused: metrics.budgetRefused,
  });
  metrics.watchBudget(budget.left);
  const opinions = openShadowFile(config.dataDir, (error) =>
    logger.warn({ err: error }, 'an opinion that was asked for to compare could not be kept'),
  );
  const fixedThreshold = config.llmThreshold;
  const part: ModelPart = {
    router,
    threshold: fixedThreshold === undefined ? escalateBelow : () => fixedThreshold,
    routeThreshold: config.llmRouteThreshold,
    shadowShare: config.llmShadowShare,
    shadowTimeoutMs: config.llmTimeoutMs,
    draw: Math.random,
    nowMs,
    shadowed(requestId, skill, model) {
      const outcome = model.kind === 'undecided' ? 'undecided' : model.intent === skill ? 'agreed' : 'disagreed';
      metrics.shadowed(outcome);
      opinions.keep({
        request_id: requestId,
        at: new Date(nowMs()).toISOString(),
        skill,
        model: model.kind === 'decided' ? model.intent : null,
        usage: model.usage,
      });
    },
  };
  return {
    part,
    sampling: (classify) => async (query, context) => {
      const classified = await classify(query, context);
      if (Math.random() < config.tokenSampleShare) {
        // A sample that cannot be counted in time is only one sample less.
        desk.measure(query, classified.classification.intent).then(metrics.measured, () => undefined);
      }
      return classified;
    },
    async close() {
      await client.close();
      closeBudget();
      await desk.close();
      await opinions.close();
    },
  };
}
