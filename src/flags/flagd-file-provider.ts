import type { FlagdCore } from '@openfeature/flagd-core';
import type { EvaluationContext, JsonValue, Provider } from '@openfeature/server-sdk';
import { SILENT } from './silent-logger.ts';

/** An OpenFeature provider over the accepted state of a flagd file, whichever that is when it is asked. */
export function createFlagdFileProvider(core: () => FlagdCore): Provider {
  return {
    metadata: { name: 'flagd-file' },
    runsOn: 'server',
    resolveBooleanEvaluation: async (key: string, otherwise: boolean, context: EvaluationContext) =>
      core().resolveBooleanEvaluation(key, otherwise, context, SILENT),
    resolveStringEvaluation: async (key: string, otherwise: string, context: EvaluationContext) =>
      core().resolveStringEvaluation(key, otherwise, context, SILENT),
    resolveNumberEvaluation: async (key: string, otherwise: number, context: EvaluationContext) =>
      core().resolveNumberEvaluation(key, otherwise, context, SILENT),
    resolveObjectEvaluation: async <T extends JsonValue>(key: string, otherwise: T, context: EvaluationContext) =>
      core().resolveObjectEvaluation(key, otherwise, context, SILENT),
  };
}
