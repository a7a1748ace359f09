import type { PastWork, Span, SpanAttributes } from '../telemetry/span.ts';
import { MAX_OUTPUT_TOKENS, type ModelClient } from './model-client.ts';
import type { ModelDecision, Purpose } from './model-router.ts';

/** One call of the language model that is over. */
export interface ModelCall extends Pick<PastWork, 'startedAtMs' | 'durationMs'> {
  readonly purpose: Purpose;
  readonly decision: ModelDecision;
  /** The model that answered, as the provider says, if it does. */
  readonly answeredBy: unknown;
}

/** A name as models have one. What an endpoint says of itself is a stranger's text: anything longer or freer is left out. */
const MODEL_NAME = /^[\w.:/@-]{1,128}$/;

/**
 * Tells a trace of calls of the language model, by OpenTelemetry's conventions for generative AI. They are still in
 * development there and may change their names, which therefore stand here alone. What was asked and answered is opt-in
 * there and never told here.
 */
export function createRecordModelCall({ baseUrl, model }: ModelClient['endpoint']) {
  const { hostname, port, protocol } = new URL(baseUrl);
  const ofEveryCall: SpanAttributes = {
    'gen_ai.operation.name': 'chat',
    // Whose protocol is spoken; whose model answers behind it is told by the address alone.
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': model,
    'gen_ai.request.max_tokens': MAX_OUTPUT_TOKENS,
    'gen_ai.request.temperature': 0,
    'gen_ai.output.type': 'json',
    'server.address': hostname,
    'server.port': Number(port || (protocol === 'https:' ? 443 : 80)),
  };
  return (trace: Span, { purpose, decision, answeredBy, startedAtMs, durationMs }: ModelCall): void => {
    if (!trace.isRecorded) return;
    const { usage } = decision;
    const attributes = {
      ...ofEveryCall,
      'learnflow.purpose': purpose,
      ...(typeof answeredBy === 'string' && MODEL_NAME.test(answeredBy) && { 'gen_ai.response.model': answeredBy }),
      ...(usage.source !== 'none' && {
        'gen_ai.usage.input_tokens': usage.input_tokens,
        'gen_ai.usage.output_tokens': usage.output_tokens,
        'learnflow.tokens_counted_by': usage.source,
      }),
    };
    const error = decision.kind === 'undecided' ? decision.failure : undefined;
    trace.record(`chat ${model}`, 'client', { startedAtMs, durationMs, attributes, error });
  };
}
