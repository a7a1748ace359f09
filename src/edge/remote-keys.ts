import { createLocalJWKSet, type JSONWebKeySet, type JWK, type JWTVerifyGetKey } from 'jose';

export interface RemoteKeySettings {
  readonly url: string;
  readonly monotonicMs: () => number;
  /** Reads the key set's text; production uses `fetchKeys`. */
  readonly fetchText: (url: string) => Promise<string>;
  /** Told when the provider could not be read, and when it could again. */
  readonly onOutage?: (cause: unknown | undefined) => void;
}

/** No key was ever read, or those that were are too old to be trusted. */
export class KeysUnavailableError extends Error {
  override readonly name = 'KeysUnavailableError';
}

/** Keys younger than this are used without a look at the provider, in milliseconds: how long a withdrawn key may still sign while the provider can be read. */
const FRESH_MS = 10 * 60_000;
/** Keys older than this are not used even when the provider cannot be read, in milliseconds. No token lives longer. */
const MAX_AGE_MS = 24 * 3_600_000;
/** Least time between two reads of old keys, and between two looks for unknown ones, in milliseconds. */
const COOLDOWN_MS = 30_000;
/** Least time before a first read is tried again, in milliseconds: a service that has no key serves nobody. */
const FIRST_COOLDOWN_MS = 1_000;
const MAX_KEYS = 100;

/**
 * The signing keys of an identity provider, read over HTTP and kept. Old keys serve through an outage of up to 24 hours.
 * The address comes from the settings alone: `jku`, `x5u` and `jwk` of a token are never looked at (RFC 8725 3.10).
 */
export function createRemoteKeys({ url, monotonicMs, fetchText, onOutage }: RemoteKeySettings): JWTVerifyGetKey {
  let known: { readonly find: JWTVerifyGetKey; readonly readAtMs: number } | undefined;
  let reading: Promise<void> | undefined;
  let isAway = false;
  let triedAtMs = Number.NEGATIVE_INFINITY;
  let missedAtMs = Number.NEGATIVE_INFINITY;

  function refresh(): Promise<void> {
    const cooldownMs = known === undefined ? FIRST_COOLDOWN_MS : COOLDOWN_MS;
    return monotonicMs() - triedAtMs >= cooldownMs ? read() : (reading ?? Promise.resolve());
  }

  /** One read at a time; whoever comes while it runs waits for it. */
  function read(): Promise<void> {
    if (reading === undefined) {
      triedAtMs = monotonicMs();
      reading = fetchText(url)
        .then((text) => {
          known = { find: createLocalJWKSet(readKeySet(text)), readAtMs: monotonicMs() };
          isAway = false;
          onOutage?.(undefined);
        })
        .catch((cause: unknown) => {
          isAway = true;
          onOutage?.(cause);
        })
        .finally(() => {
          reading = undefined;
        });
    }
    return reading;
  }

  function usable(): JWTVerifyGetKey | undefined {
    return known !== undefined && monotonicMs() - known.readAtMs < MAX_AGE_MS ? known.find : undefined;
  }

  return async (header, token) => {
    if (usable() === undefined) await refresh();
    else if (monotonicMs() - (known?.readAtMs ?? 0) >= FRESH_MS) {
      const looked = refresh();
      // Whoever comes first after a quiet hour waits for the look. A provider that is away holds up nobody else.
      if (!isAway) await looked;
    }
    const find = usable();
    if (find === undefined) throw new KeysUnavailableError('no key of the identity provider could be read');
    try {
      return await find(header, token);
    } catch (error) {
      if ((error as { code?: string }).code !== 'ERR_JWKS_NO_MATCHING_KEY') throw error;
      // The key may be newer than what we hold. A look that finds it costs nothing; one in vain is the last for a while,
      // or tokens that name invented keys would make us hammer the provider.
      if (monotonicMs() - missedAtMs < COOLDOWN_MS) throw error;
      await read();
      try {
        return await (usable() ?? find)(header, token);
      } catch (missed) {
        missedAtMs = monotonicMs();
        throw missed;
      }
    }
  };
}

/** Only public signature keys of a kind we accept: a secret in a public key set would let anyone who reads it sign. */
function readKeySet(text: string): JSONWebKeySet {
  const { keys } = JSON.parse(text) as { keys?: unknown };
  if (!Array.isArray(keys)) throw new TypeError('the key set has no list of keys');
  const usable = (keys as JWK[]).slice(0, MAX_KEYS).filter((key) => {
    const isPublic = typeof key === 'object' && key !== null && key.d === undefined && key.k === undefined;
    return isPublic && ['RSA', 'EC', 'OKP'].includes(String(key.kty)) && (key.use ?? 'sig') === 'sig';
  });
  if (usable.length === 0) throw new TypeError('the key set holds no public signature key');
  return { keys: usable };
}

const FETCH_TIMEOUT_MS = 2_000;
const MAX_KEY_SET_CHARS = 262_144;

/** Reads a key set over HTTP: two seconds, 256 KiB, no redirects. */
export async function fetchKeys(url: string): Promise<string> {
  const response = await fetch(url, {
    redirect: 'error',
    headers: { accept: 'application/jwk-set+json, application/json' },
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`the identity provider answered ${response.status}`);
  let text = '';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_KEY_SET_CHARS) throw new Error('the key set is larger than 256 KiB');
  }
  return text + decoder.decode();
}
