import assert from 'node:assert/strict';
import { call } from './start-service.ts';

/** A question as its student saw it answered. */
export interface AnsweredRequest {
  readonly student: string;
  readonly text: string;
}

/**
 * Fails unless a service has every one of these requests, and gives each student the answer that was given before.
 * @param answered by request id
 */
export async function expectAnswers(
  service: { readonly url: string },
  answered: ReadonlyMap<string, AnsweredRequest>,
  token: (student: string) => Promise<string>,
): Promise<void> {
  assert.ok(answered.size > 0, 'nothing was answered that could be looked for');
  for (const [id, { student, text }] of answered) {
    const { status, json } = await call(service, `/api/v1/requests/${id}`, { token: await token(student) });
    assert.deepEqual([status, json.status, json.reply?.text], [200, 'answered', text], `${id} of ${student}`);
  }
}
