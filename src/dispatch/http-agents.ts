import { Agent, type Dispatcher, request } from 'undici';
import type { AgentRequest } from '../../contract/agent.ts';
import type { Span } from '../telemetry/span.ts';
import type { AgentAddresses } from './agent-addresses.ts';
import { type AgentClient, AgentFailure } from './agent-client.ts';
import { checkReply } from './check-reply.ts';

/** Largest answer that is read from a tutor, in bytes; more is cut off and refused. */
const MAX_ANSWER_BYTES = 262_144;

/**
 * The tutors as processes of their own, asked over plain HTTP: `POST <address>/process`. Headers are built from scratch.
 * @param isPooling whether a connection is kept for the next question; else each question opens its own
 */
export function createHttpAgents(addresses: AgentAddresses, isPooling: () => boolean = () => true): AgentClient {
  const connections = new Agent({ connections: 128, pipelining: 1, maxResponseSize: MAX_ANSWER_BYTES });
  return {
    async ask(question, signal, span) {
      const { statusCode, text } = await exchange(connections, addresses, question, {
        signal,
        span,
        reset: !isPooling(),
      });
      if (statusCode >= 200 && statusCode < 300) return checkReply(parse(text), question);
      const recoverable = statusCode === 429 || statusCode >= 500;
      throw new AgentFailure(recoverable ? 'failed' : 'rejected', `${question.agent} answered ${statusCode}`, {
        recoverable,
      });
    },
    close: () => connections.destroy(),
  };
}

async function exchange(
  dispatcher: Dispatcher,
  addresses: AgentAddresses,
  question: AgentRequest,
  { signal, span, reset }: { readonly signal: AbortSignal; readonly span: Span | undefined; readonly reset: boolean },
) {
  const { agent } = question;
  const body = JSON.stringify(question);
  try {
    const url = new URL('process', addresses[agent]);
    const headers = { 'content-type': 'application/json', accept: 'application/json', ...span?.headers };
    span?.set({
      'http.request.method': 'POST',
      // Without what an address may hold of names and passwords.
      'url.full': `${url.origin}${url.pathname}`,
      'server.address': url.hostname,
      'server.port': Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
    });
    const response = await request(url, { method: 'POST', headers, body, signal, reset, dispatcher });
    span?.set({ 'http.response.status_code': response.statusCode });
    return { statusCode: response.statusCode, text: await response.body.text() };
  } catch (cause) {
    if (signal.aborted)
      throw new AgentFailure('timed_out', `${agent} did not answer in time`, { recoverable: true, cause });
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

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
