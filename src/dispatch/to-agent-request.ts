import type { AgentRequest, History } from '../../contract/agent.ts';
import type { AgentId, Intent } from '../../contract/intents.ts';
import type { SanitizedQuery } from '../sanitize/sanitize-query.ts';

/** Tutors that speak about the student's past, not only about the message. */
const READS_HISTORY: ReadonlySet<AgentId> = new Set(['progress-agent', 'exercise-agent']);

/** Whether a tutor is told the student's history: "why?" after an explanation is about what was explained. */
export function needsHistory(agent: AgentId, { session_context }: SanitizedQuery): boolean {
  const goesOn = session_context?.previous_intent === 'concept_explanation';
  return READS_HISTORY.has(agent) || (agent === 'concepts-agent' && goesOn);
}

/** What a tutor is told: the sanitised message, and the student's history where it is given. */
export function toAgentRequest(
  addressed: { readonly request_id: string; readonly agent: AgentId; readonly intent: Intent },
  { removed: _counted, suspicions: _recorded, ...message }: SanitizedQuery,
  history: History | undefined,
): AgentRequest {
  return { ...addressed, ...message, ...(history !== undefined && { history }) };
}
