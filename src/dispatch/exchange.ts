import { type Dispatcher, request } from 'undici';
import type { AgentRequest } from '../../contract/agent.ts';
import type { Span } from '../telemetry/span.ts';
import { AgentFailure } from './agent-client.ts';

/** Largest answer that is read from a tutor, in bytes; more is cut off and refused. */
export const MAX_ANSWER_BYTES = 262_144;

export interface Exchange {
  readonly url: URL;
  /** All but those of the trace: nothing that a client sent is passed on. */
  readonly headers: Readonly<Record<string, string>>;
  readonly span: Span | undefined;
  readonly signal: AbortSignal;
  /** Closes the connection after this question. */
  readonly reset: boolean;
}

/**
 * Sends a question and reads the whole answer, whatever its status. The length of the body is told, never chunked.
 * @throws {AgentFailure} when there is no whole answer
 */
export async function exchange(
  dispatcher: Dispatcher,
  question: AgentRequest,
  { url, headers, span, signal, reset }: Exchange,
): Promise<{ readonly statusCode: number; readonly text: string }> {
  const { agent } = question;
  try {
    const body = JSON.stringify(question);
    span?.set({
      'http.request.method': 'POST',
      // Without what an address may hold of names and passwords.
      'url.full': `${url.origin}${url.pathname}`,
      'server.address': url.hostname,
      'server.port': Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
    });
    const sent = { ...headers, ...span?.headers };
    const response = await request(url, { method: 'POST', headers: sent, body, signal, reset, dispatcher });
    span?.set({ 'http.response.status_code': response.statusCode });
    return { statusCode: response.statusCode, text: await response.body.text() };
  } catch (cause) {
    if (signal.aborted) {
      throw new AgentFailure('timed_out', `${agent} did not answer in time`, { recoverable: true, cause });
    }
    const { code } = cause as { code?: string };
    if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') {
      throw new AgentFailure('bad_reply', `${agent} answered more than ${MAX_ANSWER_BYTES} bytes`, {
        recoverable: true,
        cause,
      });
    }
    throw new AgentFailure('unreachable', `${agent} cannot be reached (${code ?? 'no connection'})`, {
      recoverable: true,
      cause,
    });
  }
}

/** A tutor answered with a status of its own: 429 and 5xx may pass, every other is final. */
export function toStatusFailure({ agent }: AgentRequest, statusCode: number): AgentFailure {
  const recoverable = statusCode === 429 || statusCode >= 500;
  return new AgentFailure(recoverable ? 'failed' : 'rejected', `${agent} answered ${statusCode}`, { recoverable });
}
