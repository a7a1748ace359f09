import { createLocalJWKSet, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { AuthFailure } from '../../contract/security-summary.ts';
import { TriageError } from '../errors.ts';
import { PERMISSIONS, type Permission, ROLES, type Role } from './access-table.ts';
import { explainAuthFailure, toAuthFailure } from './auth-failures.ts';
import { DEVELOPMENT_ISSUER, type DevelopmentIssuer } from './development-issuer.ts';
import { isCompactJws } from './is-compact-jws.ts';
import { scanJson } from './scan-json.ts';
import type { VerifiedTokens } from './verified-tokens.ts';

/** Who sent a request, as a verified token says. */
export interface Caller {
  readonly studentId: string;
  readonly role: Role;
  readonly permissions: readonly Permission[];
}

/**
 * Proves who a bearer token belongs to.
 * @throws {TriageError} UNAUTHENTICATED, whatever was wrong with the token; `facts.authFailure` says which of a closed set
 */
export type Authenticate = (authorization: string | undefined) => Promise<Caller>;

export interface TrustedIssuer {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: JWTVerifyGetKey;
  readonly algorithms: readonly string[];
}

/** Difference between the issuer's clock and ours that is forgiven, in seconds. */
const CLOCK_SKEW_SECONDS = 60;
/** Longest life a token may claim, in seconds. */
const MAX_LIFETIME_SECONDS = 86_400;
const MAX_TOKEN_CHARS = 8_192;
const MAX_CLAIM_DEPTH = 16;
const MAX_CLAIMS = 1_000;
const SUBJECT = /^[A-Za-z0-9._:@-]{1,128}$/;
const BEARER = /^Bearer ([\w.~+/=-]+)$/i;

/** Tokens signed on this machine, for development. */
export function trustDevelopmentIssuer(issuer: DevelopmentIssuer, audience: string): TrustedIssuer {
  const keys = createLocalJWKSet({ keys: [issuer.publicJwk] });
  return { issuer: DEVELOPMENT_ISSUER, audience, keys, algorithms: ['EdDSA'] };
}

/** Tokens signed by an identity provider. No symmetric algorithm is ever among them: a public key is no shared secret. */
export function trustIdentityProvider(keys: JWTVerifyGetKey, issuer: string, audience: string): TrustedIssuer {
  return { issuer, audience, keys, algorithms: ['RS256', 'ES256', 'EdDSA'] };
}

/** Verifies bearer tokens of one issuer: algorithm, signature, issuer, audience, type and times (RFC 8725, RFC 9068). */
export function createAuthenticate(
  trusted: TrustedIssuer,
  nowMs: () => number,
  verifiedTokens: VerifiedTokens,
): Authenticate {
  const rules = {
    issuer: trusted.issuer,
    audience: trusted.audience,
    algorithms: [...trusted.algorithms],
    typ: 'at+jwt',
    clockTolerance: CLOCK_SKEW_SECONDS,
    requiredClaims: ['sub', 'iat', 'exp'],
    maxTokenAge: MAX_LIFETIME_SECONDS,
  };
  return async (authorization) => {
    const token = readBearer(authorization);
    const known = verifiedTokens.find(token);
    if (known !== undefined) return known;
    if (!isCompactJws(token)) throw unauthenticated('malformed');
    let claims: JWTPayload;
    try {
      claims = (await jwtVerify(token, trusted.keys, { ...rules, currentDate: new Date(nowMs()) })).payload;
    } catch (cause) {
      throw unauthenticated(toAuthFailure(cause), cause);
    }
    refuseDuplicates(token);
    const caller = toCaller(claims);
    verifiedTokens.keep(token, caller, (claims.exp ?? 0) * 1_000);
    return caller;
  };
}

function readBearer(authorization: string | undefined): string {
  if (authorization === undefined) throw unauthenticated('missing');
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined) throw unauthenticated('malformed');
  if (token.length > MAX_TOKEN_CHARS) throw unauthenticated('too_long');
  return token;
}

/** A claim that stands twice is read differently by different parsers: whoever checked it elsewhere saw another token. */
function refuseDuplicates(token: string): void {
  for (const part of token.split('.', 2)) {
    const json = Buffer.from(part, 'base64url').toString();
    if (scanJson(json, MAX_CLAIM_DEPTH, MAX_CLAIMS).hasDuplicateMember) throw unauthenticated('duplicate_claim');
  }
}

function toCaller({ sub, role, permissions = [], iat = 0, exp = 0 }: JWTPayload): Caller {
  // A signed claim is still input: a list of one would pass the pattern as the text of its member.
  if (typeof sub !== 'string' || !SUBJECT.test(sub)) throw unauthenticated('subject');
  if (exp - iat > MAX_LIFETIME_SECONDS) throw unauthenticated('lifetime');
  const knownRole = ROLES.find((known) => known === role);
  if (knownRole === undefined) throw unauthenticated('role');
  if (!Array.isArray(permissions)) throw unauthenticated('claim');
  return { studentId: sub, role: knownRole, permissions: PERMISSIONS.filter((known) => permissions.includes(known)) };
}

/** The 401 of a failure. */
export function unauthenticated(authFailure: AuthFailure, cause?: unknown): TriageError {
  return new TriageError('UNAUTHENTICATED', explainAuthFailure(authFailure), {
    authFailure,
    ...(cause !== undefined && { cause }),
  });
}
