import { setTimeout as wait } from 'node:timers/promises';
import type { Intent } from '../../contract/intents.ts';
import { call } from '../start-service.ts';

/** Names of the tutors, all of which one process may play. */
export const AGENTS = ['debug', 'concepts', 'exercise', 'progress', 'review'];

/** What a student knows of one message: how it was answered, or that the connection broke. */
export type Told = { readonly requestId: string; readonly status: 'answered' | 'given_up' } | 'unknown' | 'refused';

/** Sends one message under a key. */
export async function ask(
  service: { readonly url: string },
  token: string,
  key: string,
  intent: Intent = 'syntax_help',
): Promise<Told> {
  try {
    const { status, json } = await call(service, '/api/v1/triage', {
      token,
      headers: { 'idempotency-key': key },
      body: { query: `why does ${key} fail`, session_context: { chosen_intent: intent } },
    });
    if (status === 200) return { requestId: json.request_id, status: 'answered' };
    if (json.code === 'IDEMPOTENCY_IN_FLIGHT') return 'unknown';
    if (json.dead_letter_id !== undefined) return { requestId: json.instance.split('/').at(-1), status: 'given_up' };
    return json.instance === undefined ? 'refused' : 'unknown';
  } catch {
    return 'unknown';
  }
}

const PAUSE_MS = 50;

/**
 * Sends one message until it is known what became of it. Only the first answer can be a refusal: after a broken connection
 * nobody knows whether it was accepted, and a refusal of the second try says nothing of the first.
 */
export async function askUntilKnown(
  service: { readonly url: string },
  token: string,
  key: string,
  intent?: Intent,
): Promise<Told> {
  let how = await ask(service, token, key, intent);
  while (how === 'unknown') {
    await wait(PAUSE_MS);
    const again = await ask(service, token, key, intent);
    if (again !== 'refused') how = again;
  }
  return how;
}
