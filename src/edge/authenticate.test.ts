import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { createLocalJWKSet, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { type Authenticate, createAuthenticate } from './authenticate.ts';
import { createVerifiedTokens } from './verified-tokens.ts';

const NOW_MS = Date.UTC(2026, 5, 1);
const NOW = NOW_MS / 1_000;
const claims: JWTPayload = {
  iss: 'https://id.school.test',
  aud: 'learnflow-triage',
  sub: 'ada',
  role: 'student',
  iat: NOW,
  exp: NOW + 3_600,
};

describe('createAuthenticate', () => {
  let authenticate: Authenticate;
  let sign: (changes?: JWTPayload, header?: { typ?: string; kid?: string; alg?: string }) => Promise<string>;

  before(async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' };
    sign = (changes = {}, header = {}) =>
      new SignJWT({ ...claims, ...changes })
        .setProtectedHeader({ alg: 'ES256', kid: 'k1', typ: 'at+jwt', ...header })
        .sign(privateKey);
    const keys = createLocalJWKSet({ keys: [jwk] });
    const trusted = { issuer: 'https://id.school.test', audience: 'learnflow-triage', keys, algorithms: ['ES256'] };
    authenticate = createAuthenticate(
      trusted,
      () => NOW_MS,
      createVerifiedTokens(() => NOW_MS),
    );
  });

  it('names the caller of a good token, with the permissions we know', async () => {
    const token = await sign({ role: 'operator', permissions: ['privacy', 'root'] });
    assert.deepEqual(await authenticate(`Bearer ${token}`), {
      studentId: 'ada',
      role: 'operator',
      permissions: ['privacy'],
    });
  });

  for (const [what, changes, header] of [
    ['an expired one', { exp: NOW - 61 }, {}],
    ['one that never expires', { exp: undefined }, {}],
    ['one without a time of issue', { iat: undefined }, {}],
    ['one not valid yet', { nbf: NOW + 61 }, {}],
    ['one issued in the future', { iat: NOW + 120 }, {}],
    ['one that lives longer than a day', { exp: NOW + 86_500 }, {}],
    ['one for another audience', { aud: 'payments' }, {}],
    ['one of another issuer', { iss: 'https://evil.test' }, {}],
    ['one of another type', {}, { typ: 'JWT' }],
    ['one signed with an unknown key', {}, { kid: 'k2' }],
    ['one without a subject', { sub: undefined }, {}],
    ['one whose subject is a path', { sub: '../etc/passwd' }, {}],
    ['one whose subject is a list', { sub: ['ada'] as unknown as string }, {}],
    ['one without a role', { role: undefined }, {}],
    ['one with a role we do not know', { role: 'admin' }, {}],
    ['one whose permissions are no list', { permissions: 'privacy' }, {}],
  ] as [string, JWTPayload, object][]) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(authenticate(`Bearer ${await sign(changes, header)}`), { code: 'UNAUTHENTICATED' });
    });
  }

  it('forgives a clock that is a minute off', async () => {
    assert.equal((await authenticate(`Bearer ${await sign({ exp: NOW - 59 })}`)).studentId, 'ada');
  });

  it('refuses an unsigned token', async () => {
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${encode({ alg: 'none', typ: 'at+jwt' })}.${encode(claims)}.`;
    await assert.rejects(authenticate(`Bearer ${token}`), { code: 'UNAUTHENTICATED' });
  });

  for (const header of [
    undefined,
    '',
    'Bearer',
    'Basic YTpi',
    'Bearer a b',
    `Bearer ${'a'.repeat(9_000)}`,
    'Bearer ..',
  ]) {
    it(`refuses the header ${header?.slice(0, 20)}`, async () => {
      await assert.rejects(authenticate(header), { code: 'UNAUTHENTICATED' });
    });
  }
});
