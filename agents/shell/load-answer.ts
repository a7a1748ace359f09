import type { Answer } from '../../contract/agent.ts';
import type { AgentId } from '../../contract/intents.ts';

/** Loaded on first use: a process or worker that serves one tutor never pays for the others. */
const LOADERS = {
  'debug-agent': async () => (await import('../debug/answer.ts')).answer,
  'concepts-agent': async () => (await import('../concepts/answer.ts')).answer,
  'exercise-agent': async () => (await import('../exercise/answer.ts')).answer,
  'progress-agent': async () => (await import('../progress/answer.ts')).answer,
  'review-agent': async () => (await import('../review/answer.ts')).answer,
} satisfies Record<AgentId, () => Promise<Answer>>;

/** The tutor of that name. */
export function loadAnswer(agent: AgentId): Promise<Answer> {
  return LOADERS[agent]();
}
