import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { v4 as uuidv4 } from 'uuid';
import type { Permission, Role } from './access-table.ts';

/** Names the issuer that exists only on this machine. */
export const DEVELOPMENT_ISSUER = 'urn:learnflow:development';

const ALGORITHM = 'EdDSA';

export interface TokenSubject {
  readonly studentId: string;
  readonly role: Role;
  readonly permissions: readonly Permission[];
  readonly audience: string;
  readonly lifetimeSeconds: number;
}

/** Signs tokens for people who try the service out. Its key never leaves the data folder. */
export interface DevelopmentIssuer {
  readonly publicJwk: JWK;
  /** @returns a signed access token (RFC 9068) */
  issue(subject: TokenSubject, nowMs: number): Promise<string>;
}

/** Opens the issuer of a data folder, making its key at the first start. Two processes that start at once share one key. */
export async function openDevelopmentIssuer(dataDir: string): Promise<DevelopmentIssuer> {
  const jwk = await readOrCreateKey(join(dataDir, 'development-key.json'), dataDir);
  const privateKey = await importJWK(jwk, ALGORITHM);
  const { d: _private, ...publicJwk } = jwk;
  return {
    publicJwk,
    issue: ({ studentId, role, permissions, audience, lifetimeSeconds }, nowMs) => {
      const issuedAt = Math.floor(nowMs / 1_000);
      return new SignJWT({ role, permissions })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'at+jwt', kid: jwk.kid ?? '' })
        .setIssuer(DEVELOPMENT_ISSUER)
        .setAudience(audience)
        .setSubject(studentId)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + lifetimeSeconds)
        .setJti(uuidv4())
        .sign(privateKey);
    },
  };
}

async function readOrCreateKey(file: string, dataDir: string): Promise<JWK> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), kid: `dev-${uuidv4()}`, alg: ALGORITHM };
  try {
    // 'wx' fails when the file exists: whoever comes first makes the key, everyone else reads it.
    const created = await open(file, 'wx', 0o600);
    await created.writeFile(`${JSON.stringify(jwk)}\n`);
    await created.close();
    return jwk;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    try {
      return JSON.parse(await readFile(file, 'utf8')) as JWK;
    } catch (cause) {
      throw new Error(`${file} is not a key: remove it and a new one is made at the next start`, { cause });
    }
  }
}
