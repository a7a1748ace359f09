import { Agent } from 'undici';
import type { AgentRequest } from '../../contract/agent.ts';
import { readSidecarError, type Sidecar, toSidecarHeaders } from '../dapr/sidecar.ts';
import { type AgentClient, AgentFailure } from './agent-client.ts';
import { checkReply, parseReply } from './check-reply.ts';
import { exchange, MAX_ANSWER_BYTES, toStatusFailure } from './exchange.ts';

/**
 * The tutors as Dapr apps, asked through the sidecar of this process: `POST /v1.0/invoke/<agent>/method/process`. The
 * app id is an agent's of the closed list, never text. The sidecar must not retry: `dispatch` owns that.
 * @param isPooling whether a connection to the sidecar is kept for the next question; else each opens its own
 */
export function createDaprAgents(sidecar: Sidecar, isPooling: () => boolean = () => true): AgentClient {
  const connections = new Agent({ connections: 128, pipelining: 1, maxResponseSize: MAX_ANSWER_BYTES });
  const headers = toSidecarHeaders(sidecar, 'application/json');
  return {
    async ask(question, signal, span) {
      const url = new URL(`/v1.0/invoke/${question.agent}/method/process`, sidecar.origin);
      const reset = !isPooling();
      const answer = await exchange(connections, question, { url, headers, span, signal, reset });
      const { statusCode, text } = answer;
      if (statusCode >= 200 && statusCode < 300) return checkReply(parseReply(text), question);
      throw toFailure(question, statusCode, text);
    },
    close: () => connections.destroy(),
  };
}

/**
 * A sidecar that did not reach the tutor says so with a code and 500, whether the tutor is unknown, gone, too slow for
 * the sidecar's own time limit or behind the sidecar's own breaker; everything else is the tutor's own answer.
 */
function toFailure(question: AgentRequest, statusCode: number, text: string): AgentFailure {
  const { agent } = question;
  if (statusCode === 401 && text.trim() === 'invalid api token') {
    return new AgentFailure('unreachable', 'the sidecar does not accept our token', { recoverable: false });
  }
  const refusal = readSidecarError(text);
  if (refusal === undefined) return toStatusFailure(question, statusCode);
  // 403: the tutor's access list. It will say the same again.
  const recoverable = statusCode >= 500;
  return new AgentFailure('unreachable', `the sidecar cannot reach ${agent}: ${refusal.code}, ${refusal.message}`, {
    recoverable,
  });
}
