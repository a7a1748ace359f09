import type { DatabaseSync } from 'node:sqlite';
import type { Status } from '../../contract/triage-response.ts';

/** What an event may say of a request: never its text. */
export interface EventFacts {
  readonly request_id: string;
  readonly status: Status;
  readonly intent: string;
  readonly agent: string | null;
  readonly outcome: string;
  readonly reason?: string;
  readonly topics?: readonly string[];
}

/** Writes events into the outbox, inside the transaction of what they tell of. */
export function prepareEventWrites(db: DatabaseSync) {
  // A student who was erased has no pseudonym, and nothing is told of them any more.
  const insert = db.prepare(`
    INSERT INTO outbox (event_id, type, subject, time_ms, data, traceparent)
    SELECT ?, ?, pseudonym, ?, ?, (SELECT traceparent FROM requests WHERE request_id = ?)
    FROM students WHERE student_id = ?`);

  return {
    /** The id is made of what happened, so that the same happening has the same id wherever it is told. */
    addRequestEvent(studentId: string, timeMs: number, facts: EventFacts): void {
      const { request_id: requestId, status } = facts;
      const type = `learnflow.request.${status}`;
      insert.run(`${requestId}:${status}`, type, timeMs, JSON.stringify(facts), requestId, studentId);
    },
    /** Tells staff that a student may be in distress: who looks after them reads the message itself in the journal. */
    addDistressEvent(studentId: string, timeMs: number, requestId: string, sign: string): void {
      const facts = JSON.stringify({ request_id: requestId, sign });
      insert.run(`${requestId}:distress`, 'learnflow.student.distress', timeMs, facts, requestId, studentId);
    },
    addFeedbackEvent(
      studentId: string,
      timeMs: number,
      feedbackId: string,
      facts: { readonly request_id: string },
    ): void {
      const id = `${feedbackId}:${timeMs}`;
      insert.run(id, 'learnflow.feedback.given', timeMs, JSON.stringify(facts), facts.request_id, studentId);
    },
  };
}

export type EventWrites = ReturnType<typeof prepareEventWrites>;
