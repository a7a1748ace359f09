import { threadId } from 'node:worker_threads';
import type { AgentRequest, Answer, WatchedAnswer } from '../../contract/agent.ts';

/** A tutor that tells with each answer when it worked on it, and in which thread. What it throws is told too. */
export function watchAnswer(answer: Answer): (request: AgentRequest) => Promise<WatchedAnswer> {
  return async (request) => {
    const startedAtMs = Date.now();
    const from = performance.now();
    const told = (result: WatchedAnswer['result']) => {
      return { result, startedAtMs, durationMs: performance.now() - from, threadId };
    };
    try {
      return told({ reply: await answer(request) });
    } catch (error) {
      return told({ failure: error instanceof Error ? error.message : String(error) });
    }
  };
}
