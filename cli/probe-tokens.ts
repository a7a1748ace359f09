import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { exportSPKI, generateKeyPair, importJWK } from 'jose';
import { type Probe, probe } from './security-probe.ts';
import type { Forgery, Target } from './security-target.ts';

const REFUSED = '401 UNAUTHENTICATED';
const hourAgo = () => Math.floor(Date.now() / 1_000) - 3_600;
const inAnHour = () => Math.floor(Date.now() / 1_000) + 3_600;
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

async function classify(target: Target, token: string): Promise<string> {
  return (await target.ask('/api/v1/classify', { token, body: { query: 'what is a loop' } })).line;
}

/** The same attack at every turn: a token that is good but for one thing. */
function forged(source: string, attack: string, forgery: () => Forgery): Probe {
  return probe(source, attack, REFUSED, async (target) => classify(target, await target.forge(forgery())));
}

function unsigned(alg: string, signature = ''): Probe {
  const attack = `an unsigned token, alg "${alg}"${signature && ', with some signature'}`;
  return probe('API2, RFC 8725 3.1', attack, REFUSED, async (target) => {
    const [, payload] = (await target.token()).split('.');
    return classify(target, `${encode({ alg, typ: 'at+jwt' })}.${payload}.${signature}`);
  });
}

function confused(what: string, toSecret: (target: Target) => Promise<string>): Probe {
  return probe('API2, RFC 8725 3.1', `HS256 signed with the public key as secret, ${what}`, REFUSED, async (target) => {
    const key = Buffer.from(await toSecret(target));
    // jose wants 32 bytes for HS256; a library that does not would take any.
    const secret = key.length >= 32 ? key : createHash('sha256').update(key).digest();
    return classify(target, await target.forge({ header: { alg: 'HS256' }, key: secret }));
  });
}

export const TOKEN_PROBES: readonly Probe[] = [
  probe('API2', 'a good token (so that what follows means something)', '200', async (target) =>
    classify(target, await target.token()),
  ),
  probe('API2', 'no token', REFUSED, async ({ ask }) => (await ask('/api/v1/classify', { body: { query: 'x' } })).line),
  probe('API2', 'a name and a password', REFUSED, async ({ ask }) => {
    const headers = { authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}` };
    return (await ask('/api/v1/classify', { body: { query: 'x' }, headers })).line;
  }),
  ...['none', 'None', 'NONE', 'nOnE'].map((alg) => unsigned(alg)),
  unsigned('none', 'AAAA'),
  unsigned(''),
  confused('as bytes', async ({ publicJwk }) => Buffer.from(publicJwk.x ?? '', 'base64url').toString('latin1')),
  confused('as PEM', async ({ publicJwk }) => exportSPKI((await importJWK(publicJwk, 'EdDSA')) as never)),
  confused('as JSON', async ({ publicJwk }) => JSON.stringify(publicJwk)),
  probe('API2', 'a signature of another key under our kid', REFUSED, async (target) =>
    classify(target, await target.forge({ key: (await generateKeyPair('EdDSA')).privateKey })),
  ),
  probe('API2', 'a payload changed after signing', REFUSED, async (target) => {
    const [head, payload = '', signature] = (await target.token()).split('.');
    const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), role: 'operator' };
    return classify(target, `${head}.${encode(claims)}.${signature}`);
  }),
  probe('API2', 'half a signature', REFUSED, async (target) => classify(target, (await target.token()).slice(0, -43))),
  probe('API2', 'a second spelling of a good token (padding)', REFUSED, async (target) =>
    classify(target, `${await target.token()}=`),
  ),
  forged('RFC 8725 3.9', 'for another audience', () => ({ claims: { aud: 'payments' } })),
  forged('RFC 8725 3.9', 'for no audience', () => ({ claims: { aud: undefined } })),
  forged('RFC 8725 3.8', 'of another issuer', () => ({ claims: { iss: 'https://evil.test' } })),
  forged('RFC 8725 3.8', 'of no issuer', () => ({ claims: { iss: undefined } })),
  forged('RFC 8725 3.11', 'an identity token (typ JWT)', () => ({ header: { typ: 'JWT' } })),
  forged('RFC 8725 3.11', 'a token of no type', () => ({ header: { typ: undefined } })),
  forged('API2', 'expired an hour ago', () => ({ claims: { iat: hourAgo() - 60, exp: hourAgo() } })),
  forged('API2', 'valid in an hour', () => ({ claims: { nbf: inAnHour() } })),
  forged('API2', 'issued in an hour', () => ({ claims: { iat: inAnHour(), exp: inAnHour() + 60 } })),
  forged('API2', 'without an end', () => ({ claims: { exp: undefined } })),
  forged('API2', 'with an end that is text', () => ({ claims: { exp: '2099' } })),
  forged('API2', 'that lives for a year', () => ({ claims: { exp: inAnHour() + 31_536_000 } })),
  forged('API2', 'without a time of issue', () => ({ claims: { iat: undefined } })),
  forged('API2', 'without a subject', () => ({ claims: { sub: undefined } })),
  forged('API2', 'whose subject is a path', () => ({ claims: { sub: '../../etc/passwd' } })),
  forged('API2', 'whose subject is SQL', () => ({ claims: { sub: "' OR 1=1 --" } })),
  forged('API2', 'whose subject is a list', () => ({ claims: { sub: ['probe'] } })),
  forged('API2', 'with an invented role', () => ({ claims: { role: 'admin' } })),
  forged('API2', 'with a role that is a list', () => ({ claims: { role: ['student', 'operator'] } })),
  forged('RFC 8725 3.10', 'whose kid is a path', () => ({ header: { kid: '../../../dev/null' } })),
  forged('RFC 8725 3.10', 'whose kid is SQL', () => ({ header: { kid: "x' UNION SELECT 'key" } })),
  forged('RFC 8725 3.10', 'whose kid is a command', () => ({ header: { kid: '$(id)|id;' } })),
  forged('RFC 7515 4.1.11', 'with a critical extension nobody knows', () => ({
    header: { crit: ['urn:probe'], 'urn:probe': true },
  })),
  forged('RFC 7519 4', 'with one claim twice', () => ({
    rawPayload: `{"iss":"urn:learnflow:development","aud":"learnflow-triage","sub":"probe","role":"student","role":"operator","iat":${hourAgo()},"exp":${inAnHour()}}`,
  })),
  forged('API2', 'whose payload is no object', () => ({ rawPayload: '"operator"' })),
  probe(
    'RFC 8725 3.10',
    'jku, x5u and jwk that name a key of the attacker',
    `${REFUSED} x3, 0 calls`,
    async (target) => {
      let calls = 0;
      const evil = createServer((_request, response) => {
        calls++;
        response.end('{"keys":[]}');
      }).listen(0, '127.0.0.1');
      await once(evil, 'listening');
      const { port } = evil.address() as { port: number };
      const { privateKey: key } = await generateKeyPair('EdDSA');
      const at = `http://127.0.0.1:${port}/keys`;
      const lines = [];
      for (const header of [{ jku: at }, { x5u: at }, { jwk: target.publicJwk }]) {
        lines.push(await classify(target, await target.forge({ header, key })));
      }
      evil.close();
      const [first] = lines;
      return `${lines.every((line) => line === first) ? `${first} x3` : lines.join(', ')}, ${calls} calls`;
    },
  ),
  probe('API2', 'two Authorization headers, the second good', REFUSED, async (target) => {
    const two = `Authorization: Bearer x.y.z\r\nAuthorization: Bearer ${await target.token()}`;
    const head = `POST /api/v1/classify HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\nContent-Type: application/json`;
    const answer = await target.send(`${head}\r\n${two}\r\n\r\n{}`);
    return `${/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]} ${/"code":"(\w+)"/.exec(answer)?.[1]}`;
  }),
  probe('RFC 6750 5.3', 'a good token in the address', REFUSED, async ({ ask, token }) => {
    const path = `/api/v1/classify?access_token=${await token()}`;
    return (await ask(path, { body: { query: 'what is a loop' } })).line;
  }),
  probe('API4', 'a token of 9,000 characters', REFUSED, async (target) =>
    classify(target, await target.forge({ claims: { padding: 'x'.repeat(6_500) } })),
  ),
  probe('API4', 'a token of 10 MB', 'refused', async (target) => {
    const flood = `POST /api/v1/classify HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${'A'.repeat(10_485_760)}\r\n\r\n`;
    const status = /^HTTP\/1\.1 (\d+)/.exec(await target.send(flood))?.[1];
    return status === undefined || status === '431' || status === '401' ? 'refused' : status;
  }),
];
