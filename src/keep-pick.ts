import type { Actor } from '../contract/audit.ts';
import type { Feedback } from '../contract/feedback.ts';
import type { AcceptedRequest, Journal } from './journal/journal.ts';

/** A pick follows its question at once or never: older requests of the student are not looked at. */
const RECENT_REQUESTS = 20;

export interface PickKeeperParts {
  readonly journal: Pick<Journal, 'listRequests' | 'recordFeedback'>;
  readonly nowMs: () => number;
  /** Told of each pick that was kept. */
  readonly heard: (feedback: Feedback) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Keeps what a student picked, given the request that carries the pick; never rejects. */
export type KeepPick = (request: AcceptedRequest) => Promise<void>;

/**
 * Makes of a pick what it is: the student's feedback on the message that was asked back about. That message is the student's
 * newest one with the same words, or of the same conversation, whose question offered what was picked. A `chosen_intent`
 * that answers no question of ours is no feedback.
 */
export function createPickKeeper({ journal, nowMs, heard, onFailure }: PickKeeperParts): KeepPick {
  async function keep({ studentId, query, decision }: AcceptedRequest): Promise<void> {
    const { items } = await journal.listRequests({ studentId, status: 'answered' }, { limit: RECENT_REQUESTS });
    const conversation = query.session_context?.conversation_id;
    const asked = items.find(
      (earlier) =>
        earlier.decision.choices?.some(({ intent }) => intent === decision.intent) &&
        (earlier.query.query === query.query ||
          (conversation !== undefined && earlier.query.session_context?.conversation_id === conversation)),
    );
    if (asked === undefined) return;
    const feedback: Feedback = { request_id: asked.requestId, right_intent: decision.intent };
    const student: Actor = { role: 'student', id: studentId };
    if ((await journal.recordFeedback(feedback, student, nowMs())) !== undefined) heard(feedback);
  }

  return (request) => keep(request).catch(onFailure);
}
