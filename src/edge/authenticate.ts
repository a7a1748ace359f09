import { createLocalJWKSet, createRemoteJWKSet, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { TriageError } from '../errors.ts';
import { PERMISSIONS, type Permission, ROLES, type Role } from './access-table.ts';
import { DEVELOPMENT_ISSUER, type DevelopmentIssuer } from './development-issuer.ts';

/** Who sent a request, as a verified token says. */
export interface Caller {
  readonly studentId: string;
  readonly role: Role;
  readonly permissions: readonly Permission[];
}

/** Proves who a bearer token belongs to. @throws {TriageError} UNAUTHENTICATED, whatever was wrong with the token */
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
const SUBJECT = /^[A-Za-z0-9._:@-]{1,128}$/;

/** Tokens signed on this machine, for development. */
export function trustDevelopmentIssuer(issuer: DevelopmentIssuer, audience: string): TrustedIssuer {
  const keys = createLocalJWKSet({ keys: [issuer.publicJwk] });
  return { issuer: DEVELOPMENT_ISSUER, audience, keys, algorithms: ['EdDSA'] };
}

/** Tokens signed by an identity provider whose keys are fetched and cached. */
export function trustIdentityProvider(jwksUrl: string, issuer: string, audience: string): TrustedIssuer {
  const keys = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: 2_000 });
  return { issuer, audience, keys, algorithms: ['RS256', 'ES256', 'EdDSA'] };
}

/** Verifies bearer tokens of one issuer: algorithm, signature, issuer, audience, type and times (RFC 8725, RFC 9068). */
export function createAuthenticate(trusted: TrustedIssuer, nowMs: () => number): Authenticate {
  return async (authorization) => {
    const token = readBearer(authorization);
    const now = new Date(nowMs());
    let claims: JWTPayload;
    try {
      const verified = await jwtVerify(token, trusted.keys, {
        issuer: trusted.issuer,
        audience: trusted.audience,
        algorithms: [...trusted.algorithms],
        typ: 'at+jwt',
        clockTolerance: CLOCK_SKEW_SECONDS,
        requiredClaims: ['sub', 'iat', 'exp'],
        maxTokenAge: MAX_LIFETIME_SECONDS,
        currentDate: now,
      });
      claims = verified.payload;
    } catch (cause) {
      throw new TriageError('UNAUTHENTICATED', explain(cause), { cause });
    }
    return toCaller(claims);
  };
}

function readBearer(authorization: string | undefined): string {
  if (authorization === undefined) throw unauthenticated('Send an access token: "Authorization: Bearer <token>".');
  const token = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization)?.[1];
  if (token === undefined) throw unauthenticated('The Authorization header is not "Bearer <token>".');
  if (token.length > MAX_TOKEN_CHARS) throw unauthenticated(`The token is longer than ${MAX_TOKEN_CHARS} characters.`);
  return token;
}

function toCaller(claims: JWTPayload): Caller {
  const { sub, role, permissions = [], iat = 0, exp = 0 } = claims;
  if (sub === undefined || !SUBJECT.test(sub)) throw unauthenticated('The token names no usable subject (sub).');
  if (exp - iat > MAX_LIFETIME_SECONDS) throw unauthenticated('The token claims to live longer than 24 hours.');
  const knownRole = ROLES.find((known) => known === role);
  if (knownRole === undefined) throw unauthenticated(`The token names no role of: ${ROLES.join(', ')}.`);
  if (!Array.isArray(permissions)) throw unauthenticated('The permissions claim is not a list.');
  return { studentId: sub, role: knownRole, permissions: PERMISSIONS.filter((known) => permissions.includes(known)) };
}

/** What a caller may be told: enough to mend an honest mistake, nothing about our keys. */
const EXPLANATIONS: Readonly<Record<string, string>> = {
  ERR_JWT_EXPIRED: 'The token has expired: get a new one.',
  ERR_JWT_CLAIM_VALIDATION_FAILED: 'A claim of the token is missing or not what is wanted here',
  ERR_JWKS_NO_MATCHING_KEY: 'The token is signed with a key that is not trusted here.',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'The signature of the token does not fit.',
  ERR_JOSE_ALG_NOT_ALLOWED: 'The token is signed with an algorithm that is not accepted here.',
};

function explain(cause: unknown): string {
  const { code, claim } = cause as { code?: string; claim?: string };
  const words = EXPLANATIONS[code ?? ''] ?? 'The token cannot be verified.';
  return code === 'ERR_JWT_CLAIM_VALIDATION_FAILED' ? `${words}${claim ? ` (${claim})` : ''}.` : words;
}

function unauthenticated(message: string): TriageError {
  return new TriageError('UNAUTHENTICATED', message);
}
