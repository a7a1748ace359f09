import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { CompactSign, importJWK, type JWK } from 'jose';
import { request } from 'undici';
import type { Role } from '../src/edge/access-table.ts';
import { DEVELOPMENT_ISSUER } from '../src/edge/development-issuer.ts';

/** An answer in one line, as probes compare it: `401 UNAUTHENTICATED`, `200`. */
export interface Seen {
  readonly line: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a service under attack answers is anything
  readonly json: any;
}

export interface Ask {
  readonly token?: string | undefined;
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A token to forge: what a good one of a student has, unless said otherwise. `undefined` leaves a claim out. */
export interface Forgery {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Payload as it stands, instead of the claims. */
  readonly rawPayload?: string;
  /** Default: the key of the service's development issuer. */
  readonly key?: Parameters<CompactSign['sign']>[0];
}

/** A running service and what an attacker on this machine may do to it. */
export interface Target {
  readonly url: string;
  /** The public half of the issuer's key. */
  readonly publicJwk: JWK;
  /** A new student nobody has heard of. */
  newStudent(): string;
  ask(path: string, ask?: Ask): Promise<Seen>;
  /** Bytes on a socket. @returns what came back until the end of the connection */
  send(bytes: string): Promise<string>;
  token(student?: string, role?: Role): Promise<string>;
  forge(forgery: Forgery): Promise<string>;
}

const PATIENCE_MS = 20_000;

/** @throws {Error} when the data folder holds no development key */
export async function openTarget(url: string, dataDir: string, audience: string): Promise<Target> {
  const jwk = JSON.parse(readFileSync(join(dataDir, 'development-key.json'), 'utf8')) as JWK;
  const issuerKey = await importJWK(jwk, 'EdDSA');
  const { d: _private, ...publicJwk } = jwk;
  const { hostname, port } = new URL(url);

  const forge: Target['forge'] = ({ claims = {}, header = {}, rawPayload, key = issuerKey }) => {
    const now = Math.floor(Date.now() / 1_000);
    const payload = {
      iss: DEVELOPMENT_ISSUER,
      aud: audience,
      sub: 'probe',
      role: 'student',
      iat: now,
      exp: now + 600,
      ...claims,
    };
    return new CompactSign(new TextEncoder().encode(rawPayload ?? JSON.stringify(payload)))
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: jwk.kid, ...header } as { alg: string })
      .sign(key, { crit: { 'urn:probe': true } });
  };

  return {
    url,
    publicJwk,
    forge,
    newStudent: () => `probe-${randomUUID()}`,
    token: (student = 'probe', role = 'student') => forge({ claims: { sub: student, role } }),
    async ask(path, { token, method, body, headers = {} } = {}) {
      const isText = typeof body === 'string' || body instanceof Uint8Array;
      const answer = await request(`${url}${path}`, {
        method: (method ?? (body === undefined ? 'GET' : 'POST')) as 'GET',
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        signal: AbortSignal.timeout(PATIENCE_MS),
        ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
      });
      const text = await answer.body.text();
      const json = /json/.test(String(answer.headers['content-type'])) ? JSON.parse(text) : undefined;
      const line = [answer.statusCode, json?.code].filter((part) => part !== undefined).join(' ');
      return { line, status: answer.statusCode, headers: answer.headers, text, json };
    },
    async send(bytes) {
      const socket = createConnection(Number(port), hostname.replace(/[[\]]/g, ''));
      // A service that hangs up on us in the middle of a flood is one that defends itself.
      socket.on('error', () => undefined).setTimeout(PATIENCE_MS, () => socket.destroy());
      await once(socket, 'connect');
      socket.write(bytes);
      let answer = '';
      try {
        for await (const chunk of socket) answer += String(chunk);
      } catch {
        return answer;
      }
      return answer;
    },
  };
}
