import { Agent } from 'undici';
import type { AgentAddresses } from './agent-addresses.ts';
import type { AgentClient } from './agent-client.ts';
import { checkReply, parseReply } from './check-reply.ts';
import { exchange, MAX_ANSWER_BYTES, toStatusFailure } from './exchange.ts';

const HEADERS = { 'content-type': 'application/json', accept: 'application/json' };

/**
 * The tutors as processes of their own, asked over plain HTTP: `POST <address>/process`. Headers are built from scratch.
 * @param isPooling whether a connection is kept for the next question; else each question opens its own
 */
export function createHttpAgents(addresses: AgentAddresses, isPooling: () => boolean = () => true): AgentClient {
  const connections = new Agent({ connections: 128, pipelining: 1, maxResponseSize: MAX_ANSWER_BYTES });
  return {
    async ask(question, signal, span) {
      const url = new URL('process', addresses[question.agent]);
      const reset = !isPooling();
      const answer = await exchange(connections, question, { url, headers: HEADERS, span, signal, reset });
      const { statusCode, text } = answer;
      if (statusCode >= 200 && statusCode < 300) return checkReply(parseReply(text), question);
      throw toStatusFailure(question, statusCode);
    },
    close: () => connections.destroy(),
  };
}
