import type { AgentReply, AgentRequest } from '../../contract/agent.ts';
import { AGENTS } from '../../contract/intents.ts';
import { loadTutor } from './load-tutor.ts';
import { watchAnswer } from './watch-answer.ts';

// The arguments of a worker are the tutors it is for: they are loaded and warm before a student asks.
for (const agent of AGENTS.filter((one) => process.argv.includes(one))) {
  loadTutor(agent)
    .then((tutor) => tutor.warmUp?.())
    // A tutor that cannot load says so again, to someone who is listening, at the first real question.
    .catch(() => undefined);
}

/** What runs in a worker thread of the tutors: one request in, its reply out. */
export default async function answerInWorker(request: AgentRequest): Promise<AgentReply> {
  const { answer } = await loadTutor(request.agent);
  return answer(request);
}

/** The same for a request whose trace is recorded: with the times of the tutor's own work. */
export const answerWatched = watchAnswer(answerInWorker);
