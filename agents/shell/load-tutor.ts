import type { Answer } from '../../contract/agent.ts';
import type { AgentId } from '../../contract/intents.ts';

/** A tutor's code. `warmUp` starts what its answers need, for tutors that need something started. */
interface Tutor {
  readonly answer: Answer;
  readonly warmUp?: () => Promise<void>;
}

/** Loaded on first use: a process or worker that serves one tutor never pays for the others. */
const LOADERS = {
  'debug-agent': () => import('../debug/answer.ts'),
  'concepts-agent': () => import('../concepts/answer.ts'),
  'exercise-agent': () => import('../exercise/answer.ts'),
  'progress-agent': () => import('../progress/answer.ts'),
  'review-agent': () => import('../review/answer.ts'),
} satisfies Record<AgentId, () => Promise<Tutor>>;

/** The tutor of that name. */
export function loadTutor(agent: AgentId): Promise<Tutor> {
  return LOADERS[agent]();
}
