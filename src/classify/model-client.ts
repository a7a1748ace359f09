import { Agent, fetch as undiciFetch } from 'undici';
import type { Usage } from '../../contract/decision.ts';
import type { Prompt } from './build-prompt.ts';
import { ModelAnswerSchema } from './read-model-answer.ts';

export interface ModelEndpoint {
  readonly baseUrl: string | undefined;
  readonly apiKey: string | undefined;
  readonly model: string;
  readonly timeoutMs: number;
}

export const MODEL_FAILURES = [
  'timed_out',
  'unreachable',
  'rate_limited',
  'failed',
  'rejected',
  'bad_answer',
  'breaker_open',
  'overloaded',
  'over_budget',
] as const;
/** Why the language model gave no decision. */
export type ModelFailure = (typeof MODEL_FAILURES)[number];

/** What one call came back with. `wasRead`: the provider has taken the prompt in, so that its tokens are spent. */
export type Completion =
  | {
      readonly kind: 'completed';
      readonly content: string | null;
      readonly usage: Usage | undefined;
      /** The model that answered, in the provider's words: not checked. */
      readonly model: unknown;
    }
  | {
      readonly kind: 'broke';
      readonly failure: ModelFailure;
      readonly wasRead: boolean;
      readonly retryAfterMs: number | undefined;
    };

export interface ModelClient {
  readonly endpoint: { readonly baseUrl: string; readonly model: string };
  /** Asks once. Never throws. */
  complete(prompt: Prompt, signal: AbortSignal): Promise<Completion>;
  close(): Promise<void>;
}

/** Most tokens of an answer; the longest that is wanted has about twenty. */
export const MAX_OUTPUT_TOKENS = 64;
/** Largest answer that is read, in bytes. */
const MAX_ANSWER_BYTES = 65_536;

const DEFAULT_BASE_URL = 'https://api.openai.com/v1';

/**
 * A language model behind any OpenAI-compatible address, through the `openai` SDK with none of its retries. It is not told
 * the trace: whoever runs it is a third party, whose spans never come to our collector, and to whom an id that stands in
 * our logs and records, and the `tracestate` of whoever called us, would only say which calls belong together.
 */
export async function createModelClient(endpoint: ModelEndpoint): Promise<ModelClient> {
  // Loaded only where a model is configured: it is large.
  const { default: OpenAI, APIConnectionError, APIError, APIUserAbortError } = await import('openai');
  const connections = new Agent({ connections: 64, pipelining: 1, maxResponseSize: MAX_ANSWER_BYTES });
  const { baseUrl = DEFAULT_BASE_URL, model } = endpoint;
  const client = new OpenAI({
    // Local servers need no key, the SDK does.
    apiKey: endpoint.apiKey ?? 'none',
    baseURL: baseUrl,
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: endpoint.timeoutMs,
    logLevel: 'off',
    fetch: (async (url: string, init: object) => {
      // Where a redirect leads nobody has set: a student's words do not go there.
      const answer = await undiciFetch(url, { ...init, redirect: 'error', dispatcher: connections });
      const { body, status, headers } = answer;
      return new Response(body?.pipeThrough(boundBytes()) as never, { status, headers: [...headers] as never });
    }) as never,
  });

  return {
    endpoint: { baseUrl, model },
    async complete(prompt, signal) {
      try {
        const {
          choices,
          usage,
          model: answeredBy,
        } = await client.chat.completions.create(
          {
            model,
            messages: [...prompt.messages],
            temperature: 0,
            max_completion_tokens: MAX_OUTPUT_TOKENS,
            response_format: {
              type: 'json_schema',
              json_schema: { name: 'sorted_message', strict: true, schema: { ...ModelAnswerSchema } },
            },
          },
          { signal },
        );
        const content = choices?.[0]?.message?.content ?? null;
        return { kind: 'completed', content, usage: readUsage(usage), model: answeredBy };
      } catch (error) {
        const broke = (failure: ModelFailure, wasRead: boolean, retryAfterMs?: number): Completion => ({
          kind: 'broke',
          failure,
          wasRead,
          retryAfterMs,
        });
        if (signal.aborted || error instanceof APIUserAbortError) return broke('timed_out', true);
        if (error instanceof APIConnectionError) {
          const isRefused = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN/.test(codesOf(error));
          return broke(codesOf(error).includes('EXCEEDED_MAX_SIZE') ? 'bad_answer' : 'unreachable', !isRefused);
        }
        if (error instanceof APIError && error.status !== undefined) {
          const seconds = Number(error.headers?.get('retry-after') ?? Number.NaN);
          if (error.status === 429)
            return broke('rate_limited', false, Number.isNaN(seconds) ? undefined : seconds * 1_000);
          return broke(error.status >= 500 ? 'failed' : 'rejected', false);
        }
        // An answer that broke off, is too large or is no JSON fails while its body is read.
        return broke('bad_answer', true);
      }
    },
    close: () => connections.destroy(),
  };
}

/** What came compressed is small on its way alone. */
function boundBytes(): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > MAX_ANSWER_BYTES)
        controller.error(new Error(`the model answered more than ${MAX_ANSWER_BYTES} bytes`));
      else controller.enqueue(chunk);
    },
  });
}

/** The codes along a chain of causes: where undici says what went wrong. */
function codesOf(error: unknown): string {
  const { code, cause } = error as { code?: string; cause?: unknown };
  return `${code ?? ''} ${cause === undefined ? '' : codesOf(cause)}`;
}

function readUsage(usage: unknown): Usage | undefined {
  const { prompt_tokens: input, completion_tokens: output } = (usage ?? {}) as Record<string, unknown>;
  const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  if (!isCount(input) || !isCount(output)) return undefined;
  return { input_tokens: input, output_tokens: output, source: 'provider' };
}
