import type { AuthFailure } from '../../contract/security-summary.ts';
import { ROLES } from './access-table.ts';

/** What a caller may be told: enough to mend an honest mistake, nothing about our keys. */
const EXPLANATION = {
  missing: 'Send an access token: "Authorization: Bearer <token>".',
  malformed: 'The Authorization header is not "Bearer <token>" with a signed JWT.',
  too_long: 'The token is longer than 8192 characters.',
  two_headers: 'The request has more than one Authorization header.',
  in_query: 'A token does not belong into the address, where it is logged: send it as a header, and get a new one.',
  algorithm: 'The token is signed with an algorithm that is not accepted here.',
  signature: 'The signature of the token does not fit.',
  unknown_key: 'The token is signed with a key that is not trusted here.',
  keys_unavailable: 'The keys of the identity provider cannot be read at the moment.',
  issuer: 'The token is of another issuer (iss).',
  audience: 'The token is for another audience (aud).',
  type: 'The token is not an access token (typ must be at+jwt).',
  expired: 'The token has expired: get a new one.',
  not_yet_valid: 'The token is not valid yet (nbf, iat).',
  lifetime: 'The token claims to live longer than 24 hours.',
  claim: 'A claim of the token is missing or not what is wanted here.',
  subject: 'The token names no usable subject (sub).',
  role: `The token names no role of: ${ROLES.join(', ')}.`,
  duplicate_claim: 'A claim stands twice in the token.',
} as const satisfies Record<AuthFailure, string>;

export function explainAuthFailure(failure: AuthFailure): string {
  return EXPLANATION[failure];
}

const OF_CODE: Readonly<Record<string, AuthFailure>> = {
  ERR_JWT_EXPIRED: 'expired',
  ERR_JWKS_NO_MATCHING_KEY: 'unknown_key',
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: 'unknown_key',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'signature',
  ERR_JOSE_ALG_NOT_ALLOWED: 'algorithm',
  ERR_JOSE_NOT_SUPPORTED: 'algorithm',
};

const OF_CLAIM: Readonly<Record<string, AuthFailure>> = {
  iss: 'issuer',
  aud: 'audience',
  typ: 'type',
  sub: 'subject',
  nbf: 'not_yet_valid',
};

/** What a verification threw, as one of the closed set. Some of what jose throws is a TypeError without a code. */
export function toAuthFailure(thrown: unknown): AuthFailure {
  const { name, code, claim, reason } = thrown as { name?: string; code?: string; claim?: string; reason?: string };
  if (name === 'KeysUnavailableError') return 'keys_unavailable';
  if (code === 'ERR_JWT_CLAIM_VALIDATION_FAILED') {
    if (claim === 'iat' && reason === 'check_failed') return 'not_yet_valid';
    return OF_CLAIM[claim ?? ''] ?? 'claim';
  }
  return OF_CODE[code ?? ''] ?? 'malformed';
}

/**
 * Failures that speak of no attack: a token we would have taken a minute ago, and an outage that is not the caller's.
 * They do not count against the address they come from, where a whole school may sit.
 */
export const HONEST_FAILURES: ReadonlySet<AuthFailure> = new Set(['expired', 'not_yet_valid', 'keys_unavailable']);
