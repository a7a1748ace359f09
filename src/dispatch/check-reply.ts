import { Compile } from 'typebox/compile';
import { type AgentReply, AgentReplySchema, type AgentRequest } from '../../contract/agent.ts';
import { AgentFailure } from './agent-client.ts';

const validator = Compile(AgentReplySchema);

/**
 * Lets a tutor's reply through only when it is one, of the tutor that was asked: it is untrusted input.
 * @throws {AgentFailure} `bad_reply`
 */
export function checkReply(reply: unknown, request: AgentRequest): AgentReply {
  if (validator.Check(reply) && reply.agent === request.agent) return reply;
  throw new AgentFailure('bad_reply', `${request.agent} gave something that is no reply of its`, { recoverable: true });
}

/** What a tutor's answer says, or undefined when it is no JSON. */
export function parseReply(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
