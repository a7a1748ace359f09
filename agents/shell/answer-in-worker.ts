import type { AgentReply, AgentRequest } from '../../contract/agent.ts';
import { loadAnswer } from './load-answer.ts';

/** What runs in a tutor's worker thread: one request in, its reply out. */
export default async function answerInWorker(request: AgentRequest): Promise<AgentReply> {
  const answer = await loadAnswer(request.agent);
  return answer(request);
}
