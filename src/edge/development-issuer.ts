import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
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
  return (await readKey(file)) ?? (await createKey(file)) ?? (await readKey(file)) ?? fail(file);
}

/** @returns undefined where there is none yet */
async function readKey(file: string): Promise<JWK | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as JWK;
  } catch (cause) {
    return fail(file, cause);
  }
}

/**
 * Whoever comes first makes the key, everyone else reads it. It is written under another name: under its own it is there
 * whole, or not at all.
 * @returns undefined where another was first
 */
async function createKey(file: string): Promise<JWK | undefined> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), kid: `dev-${uuidv4()}`, alg: ALGORITHM };
  const partial = `${file}.${uuidv4()}`;
  await writeFile(partial, `${JSON.stringify(jwk)}\n`, { flag: 'wx', mode: 0o600 });
  try {
    await link(partial, file);
    return jwk;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw error;
  } finally {
    await rm(partial);
  }
}

function fail(file: string, cause?: unknown): never {
  throw new Error(`${file} is not a key: remove it and a new one is made at the next start`, { cause });
}
