import { watchAnswer } from '../agents/shell/watch-answer.ts';
import type { AgentReply, AgentRequest } from '../contract/agent.ts';

/** A tutor in a worker that does what the question says: never comes back, breaks, babbles, or answers. */
export default function answer({ agent, query }: AgentRequest): AgentReply {
  while (query === 'hang');
  if (query === 'break') throw new Error('broken');
  if (query === 'babble') return 'no reply at all' as never;
  return { agent, text: `${query} answered by thread`, topics: [] };
}

export const answerWatched = watchAnswer(answer);
