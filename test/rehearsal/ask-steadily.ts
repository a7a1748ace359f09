import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { createTokens } from '../create-tokens.ts';
import type { AnsweredRequest } from '../expect-answers.ts';

/** Students who ask one question after the other, wherever they are sent: a gateway in one line. */
export interface Questions {
  /** Where questions go now. */
  readonly target: () => string;
  readonly failures: readonly string[];
  /** What was answered so far, by request id. */
  readonly answered: ReadonlyMap<string, AnsweredRequest>;
  /** Waits until so many more were answered. @throws when one failed */
  waitForAnswers(more: number): Promise<void>;
  /** Sends the questions elsewhere, and waits until those under way have ended and others were answered there. */
  moveTo(url: string): Promise<void>;
  /** Does something, and looks whether anyone noticed while it happened and for a while after. */
  unnoticed(work: () => Promise<unknown>): Promise<void>;
  stop(): Promise<void>;
}

const STUDENTS = 4;
/** Between a student's questions, in milliseconds: below the limit of a hundred a minute. */
const PAUSE_MS = 700;

export async function askSteadily(service: { url: string; dataDir: string }): Promise<Questions> {
  let target = service.url;
  let isOver = false;
  const failures: string[] = [];
  const answered = new Map<string, AnsweredRequest>();
  const issue = await createTokens(service.dataDir);
  const asking = Promise.all(Array.from({ length: STUDENTS }, (_, index) => ask(`student-${index}`)));

  async function ask(student: string): Promise<void> {
    const headers = { authorization: `Bearer ${await issue(student)}`, 'content-type': 'application/json' };
    for (let count = 0; !isOver; count++) {
      const body = JSON.stringify({ query: `what is a list, and what is a loop? ${student} ${count}` });
      try {
        const response = await fetch(`${target}/api/v1/triage`, { method: 'POST', headers, body });
        const text = await response.text();
        if (response.status === 200) {
          const { request_id, reply } = JSON.parse(text) as { request_id: string; reply: { text: string } };
          answered.set(request_id, { student, text: reply.text });
        } else failures.push(`${response.status} ${text}`);
      } catch (error) {
        failures.push(String(error));
      }
      await wait(PAUSE_MS);
    }
  }

  async function waitForAnswers(more: number): Promise<void> {
    const wanted = answered.size + more;
    while (answered.size < wanted) {
      assert.deepEqual(failures, []);
      await wait(50);
    }
  }

  return {
    target: () => target,
    failures,
    answered,
    waitForAnswers,
    async moveTo(url) {
      target = url;
      await waitForAnswers(3 * STUDENTS);
    },
    async unnoticed(work) {
      await work();
      await waitForAnswers(2 * STUDENTS);
      assert.deepEqual(failures, []);
    },
    async stop() {
      isOver = true;
      await asking;
    },
  };
}
