import { createInterface } from 'node:readline';
import { request } from 'undici';
import type { Problem } from '../contract/problem.ts';
import { readConfig } from '../src/config.ts';
import type { Permission, Role } from '../src/edge/access-table.ts';
import { openDevelopmentIssuer } from '../src/edge/development-issuer.ts';
import type { ServiceTarget } from './find-service.ts';

export interface Identity {
  readonly student: string;
  readonly role: Role;
  readonly permissions?: readonly Permission[];
}

export interface ServiceRequest {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** Sent as JSON; bytes as they are. */
  readonly body?: object | Uint8Array;
}

/** Life of a token that is used once, in seconds. */
const TOKEN_SECONDS = 60;

/**
 * What a service tells event by event of what was asked of it, until it has said everything.
 * @throws {Error} with the detail of the problem the service answered with
 */
export async function* followService<Content>(
  target: ServiceTarget,
  path: string,
  dataDir: string,
  identity: Identity,
  asked: ServiceRequest,
): AsyncGenerator<Content> {
  const { statusCode, body } = await send(target, path, dataDir, identity, asked, 'text/event-stream');
  if (statusCode >= 300) throw toError(statusCode, await body.text(), target);
  for await (const line of createInterface({ input: body })) {
    if (line.startsWith('data: ')) yield JSON.parse(line.slice('data: '.length)) as Content;
  }
}

/**
 * One request to a service: under the token given for it, or a development token made for this request.
 * @param identity whom a development token names
 * @throws {Error} with the detail of the problem the service answered with
 */
export async function callService<Answer>(
  target: ServiceTarget,
  path: string,
  dataDir: string,
  identity: Identity,
  asked: ServiceRequest = {},
): Promise<Answer> {
  const { statusCode, body } = await send(target, path, dataDir, identity, asked, 'application/json');
  const text = await body.text();
  if (statusCode >= 200 && statusCode < 300) return JSON.parse(text) as Answer;
  throw toError(statusCode, text, target);
}

async function send(
  target: ServiceTarget,
  path: string,
  dataDir: string,
  identity: Identity,
  { method = 'GET', body }: ServiceRequest,
  accept: string,
) {
  const bearer = target.token ?? (await issueToken(dataDir, identity));
  const isBytes = body instanceof Uint8Array;
  return request(`${target.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${bearer}`,
      accept,
      ...(body !== undefined && { 'content-type': isBytes ? 'application/octet-stream' : 'application/json' }),
    },
    ...(body !== undefined && { body: isBytes ? body : JSON.stringify(body) }),
  });
}

async function issueToken(dataDir: string, { student, role, permissions = [] }: Identity): Promise<string> {
  const { audience } = readConfig(process.env, { dataDir });
  const issuer = await openDevelopmentIssuer(dataDir);
  const subject = { studentId: student, role, permissions, audience, lifetimeSeconds: TOKEN_SECONDS };
  return issuer.issue(subject, Date.now());
}

function toError(statusCode: number, text: string, { url, token }: ServiceTarget): Error {
  const hint =
    statusCode === 401 && token === undefined
      ? ' The service trusts another issuer than the development one: give --token, or set LEARNFLOW_TOKEN.'
      : '';
  try {
    const { detail, code, request_id } = JSON.parse(text) as Problem;
    return new Error(`${detail} (${code}, request ${request_id})${hint}`);
  } catch {
    return new Error(`${url} answered ${statusCode}, and not as this service does: is the address right?${hint}`);
  }
}
