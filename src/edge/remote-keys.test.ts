import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { createAuthenticate, trustIdentityProvider } from './authenticate.ts';
import { createRemoteKeys } from './remote-keys.ts';
import { createVerifiedTokens } from './verified-tokens.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** An identity provider with a clock of its own making: it can be away, and change its keys. */
async function openProvider() {
  const state = {
    nowMs: Date.UTC(2026, 5, 1),
    isAway: false,
    reads: 0,
    keys: [] as JWK[],
    outages: 0,
    silence: undefined as Promise<never> | undefined,
  };
  const makeKey = async (kid: string, algorithm: 'ES256' | 'RS256' | 'EdDSA' = 'ES256') => {
    const { privateKey, publicKey } = await generateKeyPair(algorithm);
    const publish = { ...(await exportJWK(publicKey)), kid, alg: algorithm };
    const sign = (student = 'ada', lifetimeSeconds = 3_600) =>
      new SignJWT({ role: 'student' })
        .setProtectedHeader({ alg: algorithm, kid, typ: 'at+jwt' })
        .setIssuer('https://id.school.test')
        .setAudience('learnflow-triage')
        .setSubject(student)
        .setIssuedAt(state.nowMs / 1_000)
        .setExpirationTime(state.nowMs / 1_000 + lifetimeSeconds)
        .sign(privateKey);
    return { publish, sign };
  };
  const nowMs = () => state.nowMs;
  const keys = createRemoteKeys({
    url: 'https://id.school.test/keys',
    monotonicMs: nowMs,
    async fetchText() {
      state.reads++;
      if (state.isAway) throw new Error('connection refused');
      await state.silence;
      return JSON.stringify({ keys: state.keys });
    },
    onOutage: (cause) => {
      if (cause !== undefined) state.outages++;
    },
  });
  const trusted = trustIdentityProvider(keys, 'https://id.school.test', 'learnflow-triage');
  const authenticate = createAuthenticate(trusted, nowMs, createVerifiedTokens(nowMs));
  const failureOf = (token: string) =>
    authenticate(`Bearer ${token}`).then(
      () => undefined,
      (error) => error.facts.authFailure,
    );
  return { state, makeKey, authenticate: (token: string) => authenticate(`Bearer ${token}`), failureOf };
}

describe('keys of an identity provider', () => {
  for (const algorithm of ['RS256', 'ES256', 'EdDSA'] as const) {
    it(`verify ${algorithm}`, async () => {
      const { state, makeKey, authenticate } = await openProvider();
      const { publish, sign } = await makeKey('k1', algorithm);
      state.keys = [publish];
      assert.equal((await authenticate(await sign())).studentId, 'ada');
    });
  }

  it('are read once for a thousand requests that come together', async () => {
    const { state, makeKey, authenticate } = await openProvider();
    const { publish, sign } = await makeKey('k1');
    state.keys = [publish];
    const tokens = await Promise.all(Array.from({ length: 50 }, (_, index) => sign(`student-${index}`)));
    await Promise.all(Array.from({ length: 1_000 }, (_, index) => authenticate(tokens[index % 50] as string)));
    assert.equal(state.reads, 1);
  });

  it('serve an hour in which the provider cannot be read, for tokens new and old', async () => {
    const { state, makeKey, failureOf } = await openProvider();
    const { publish, sign } = await makeKey('k1');
    state.keys = [publish];
    assert.equal(await failureOf(await sign()), undefined);
    state.isAway = true;
    for (let minute = 0; minute < 60; minute++) {
      state.nowMs += MINUTE_MS;
      assert.equal(await failureOf(await sign(`student-${minute}`)), undefined, `after ${minute} minutes`);
    }
    assert.ok(state.outages >= 40 && state.outages <= 60, `${state.outages} failed reads`);
    const readsAway = state.reads;
    state.isAway = false;
    state.nowMs += MINUTE_MS;
    await failureOf(await sign());
    await failureOf(await sign('bob'));
    assert.equal(state.reads, readsAway + 1);
  });

  it('are not trusted for ever: after a day away nobody is', async () => {
    const { state, makeKey, failureOf } = await openProvider();
    const { publish, sign } = await makeKey('k1');
    state.keys = [publish];
    await failureOf(await sign());
    state.isAway = true;
    state.nowMs += 23 * HOUR_MS;
    assert.equal(await failureOf(await sign()), undefined);
    state.nowMs += HOUR_MS;
    assert.equal(await failureOf(await sign()), 'keys_unavailable');
  });

  it('that were never read are a failure of ours, tried again a second later', async () => {
    const { state, makeKey, failureOf } = await openProvider();
    const { publish, sign } = await makeKey('k1');
    state.isAway = true;
    assert.equal(await failureOf(await sign()), 'keys_unavailable');
    state.isAway = false;
    state.keys = [publish];
    state.nowMs += 1_000;
    assert.equal(await failureOf(await sign()), undefined);
  });

  it('rotate under load: the old key until it is withdrawn, the new one at its first token', async () => {
    const { state, makeKey, failureOf } = await openProvider();
    const [old, next] = [await makeKey('k1'), await makeKey('k2')];
    state.keys = [old.publish];
    await failureOf(await old.sign());
    state.keys = [old.publish, next.publish];
    const during = await Promise.all(
      Array.from({ length: 40 }, async (_, index) =>
        failureOf(await (index % 2 === 0 ? old : next).sign(`student-${index}`)),
      ),
    );
    assert.deepEqual(new Set(during), new Set([undefined]));
    assert.equal(state.reads, 2);
    state.keys = [next.publish];
    const kept = await old.sign('late');
    assert.equal(await failureOf(kept), undefined);
    // Fresh keys are believed for ten minutes; the request that finds them old waits for the reading.
    state.nowMs += 10 * MINUTE_MS;
    assert.equal(await failureOf(kept), 'unknown_key');
    assert.equal(await failureOf(await next.sign('new')), undefined);
  });

  it('that are old keep nobody waiting but the first who finds the provider silent', async () => {
    const { state, makeKey, failureOf } = await openProvider();
    const { publish, sign } = await makeKey('k1');
    state.keys = [publish];
    assert.equal(await failureOf(await sign()), undefined);
    const { promise: silence, reject: fail } = Promise.withResolvers<never>();
    state.silence = silence;
    state.nowMs += 10 * MINUTE_MS;
    const first = failureOf(await sign('first'));
    fail(new Error('it took too long'));
    assert.equal(await first, undefined);
    state.silence = new Promise(() => undefined);
    state.nowMs += MINUTE_MS;
    assert.equal(await failureOf(await sign('second')), undefined);
    assert.equal(state.reads, 3);
  });

  it('are not read again for every invented kid', async () => {
    const { state, makeKey, failureOf } = await openProvider();
    const [known, invented] = [await makeKey('k1'), await makeKey('../../etc/passwd')];
    state.keys = [known.publish];
    await failureOf(await known.sign());
    for (let attempt = 0; attempt < 100; attempt++) {
      state.nowMs += 100;
      assert.equal(await failureOf(await invented.sign(`s${attempt}`)), 'unknown_key');
    }
    assert.equal(state.reads, 2);
  });

  it('with a secret, a private half or for encryption are not taken', async () => {
    const { state, makeKey, failureOf } = await openProvider();
    const { publish, sign } = await makeKey('k1');
    state.keys = [
      { kty: 'oct', k: 'c2VjcmV0', kid: 'k0' },
      { ...publish, use: 'enc' },
    ];
    assert.equal(await failureOf(await sign()), 'keys_unavailable');
    state.nowMs += MINUTE_MS;
    state.keys = [publish];
    assert.equal(await failureOf(await sign()), undefined);
  });

  for (const broken of ['', 'null', '{}', '{"keys":{}}', '{"keys":[]}', '{"keys":[null,5]}', '<html>']) {
    it(`that come as ${broken || 'nothing'} leave those before them in use`, async () => {
      const { state, makeKey } = await openProvider();
      const { publish, sign } = await makeKey('k1');
      let text = JSON.stringify({ keys: [publish] });
      const keys = createRemoteKeys({ url: '', monotonicMs: () => state.nowMs, fetchText: async () => text });
      const trusted = trustIdentityProvider(keys, 'https://id.school.test', 'learnflow-triage');
      const authenticate = createAuthenticate(
        trusted,
        () => state.nowMs,
        createVerifiedTokens(() => state.nowMs),
      );
      await authenticate(`Bearer ${await sign()}`);
      text = broken;
      state.nowMs += 20 * MINUTE_MS;
      await authenticate(`Bearer ${await sign('bob')}`);
      assert.equal((await authenticate(`Bearer ${await sign('eve')}`)).studentId, 'eve');
    });
  }
});
