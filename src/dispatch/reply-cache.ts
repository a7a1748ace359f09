import type { AgentReply, AgentRequest } from '../../contract/agent.ts';
import type { Dispatch } from './dispatch.ts';

export interface ReplyCacheSettings {
  readonly ttlMs: number;
  readonly maxEntries: number;
}

interface Kept {
  readonly reply: AgentReply;
  readonly untilMs: number;
}

/** Gives a concept question without code the reply the same question got a short time ago, while the flag is on. */
export function withReplyCache(
  dispatch: Dispatch,
  { ttlMs, maxEntries }: ReplyCacheSettings,
  monotonicMs: () => number,
  counted: (outcome: 'hit' | 'miss') => void,
): Dispatch {
  const kept = new Map<string, Kept>();

  function find(key: string): AgentReply | undefined {
    const entry = kept.get(key);
    if (entry === undefined) return undefined;
    if (monotonicMs() < entry.untilMs) return entry.reply;
    kept.delete(key);
    return undefined;
  }

  function keep(key: string, reply: AgentReply): void {
    kept.delete(key);
    const [oldest] = kept.keys();
    if (kept.size >= maxEntries && oldest !== undefined) kept.delete(oldest);
    kept.set(key, { reply, untilMs: monotonicMs() + ttlMs });
  }

  return async (request, deadline, on, trace) => {
    if (on?.['response-caching'] !== true || request.agent !== 'concepts-agent' || request.code !== undefined) {
      return dispatch(request, deadline, on, trace);
    }
    const key = keyOf(request);
    const reply = find(key);
    counted(reply === undefined ? 'miss' : 'hit');
    if (reply !== undefined) return { kind: 'answered', reply, attempts: [] };
    const result = await dispatch(request, deadline, on, trace);
    if (result.kind === 'answered') keep(key, result.reply);
    return result;
  };
}

/** All a tutor is told but who asks and in which conversation: what may change its reply is part of the key. */
function keyOf({ request_id: _id, student_progress, session_context, ...asked }: AgentRequest): string {
  const { student_id: _student, ...progress } = student_progress ?? {};
  const { conversation_id: _conversation, ...context } = session_context ?? {};
  return JSON.stringify([asked, progress, context]);
}
