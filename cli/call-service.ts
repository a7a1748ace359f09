import { request } from 'undici';
import type { Problem } from '../contract/problem.ts';
import { readConfig } from '../src/config.ts';
import type { Permission, Role } from '../src/edge/access-table.ts';
import { openDevelopmentIssuer } from '../src/edge/development-issuer.ts';

export interface Identity {
  readonly student: string;
  readonly role: Role;
  readonly permissions?: readonly Permission[];
}

/** Life of a token that is used once, in seconds. */
const TOKEN_SECONDS = 60;

/**
 * One request to a service, under a development token made for it.
 * @throws {Error} with the detail of the problem the service answered with
 */
export async function callService<Answer>(
  url: string,
  path: string,
  dataDir: string,
  { student, role, permissions = [] }: Identity,
  { method = 'GET', body }: { method?: 'GET' | 'POST' | 'DELETE'; body?: object } = {},
): Promise<Answer> {
  const { audience } = readConfig(process.env, { dataDir });
  const issuer = await openDevelopmentIssuer(dataDir);
  const subject = { studentId: student, role, permissions, audience, lifetimeSeconds: TOKEN_SECONDS };
  const { statusCode, body: answer } = await request(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await issuer.issue(subject, Date.now())}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const json = (await answer.json()) as Answer | Problem;
  if (statusCode >= 200 && statusCode < 300) return json as Answer;
  const { detail, code, request_id } = json as Problem;
  throw new Error(`${detail} (${code}, request ${request_id})`);
}
