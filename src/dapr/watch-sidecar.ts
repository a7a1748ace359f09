import { setTimeout as wait } from 'node:timers/promises';
import { request } from 'undici';
import type { Sidecar } from './sidecar.ts';

/** How often a sidecar that is not there yet is looked for, in milliseconds. */
const POLL_MS = 200;
const PROBE_TIMEOUT_MS = 1_000;

export interface SidecarWatch {
  /** Whether the sidecar was ready at least once. It may go and come back: that is for retries, not for readiness. */
  readonly wasSeen: () => boolean;
  /** Resolves once the sidecar was seen, or rejects when it did not come in time. */
  readonly seen: Promise<void>;
  close(): Promise<void>;
}

/**
 * Looks for the sidecar until it can call and publish (`/v1.0/healthz/outbound`; the plain one would wait for this very
 * app). Kubernetes starts both containers in any order, and may start the app alone when the injector is away.
 * @param limitMs how long it may take
 */
export function watchSidecar({ origin }: Sidecar, limitMs: number): SidecarWatch {
  const closing = new AbortController();
  let wasSeen = false;

  async function look(): Promise<void> {
    const giveUpAt = performance.now() + limitMs;
    while (!closing.signal.aborted) {
      if (await isReady(origin)) {
        wasSeen = true;
        return;
      }
      if (performance.now() > giveUpAt) throw new Error(`no Dapr sidecar at ${origin} within ${limitMs / 1_000} s`);
      await wait(POLL_MS, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  }

  const seen = look();
  return {
    wasSeen: () => wasSeen,
    seen,
    async close() {
      closing.abort();
      await seen.catch(() => undefined);
    },
  };
}

async function isReady(origin: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
    const { statusCode, body } = await request(`${origin}/v1.0/healthz/outbound`, { signal });
    await body.dump();
    return statusCode === 204;
  } catch {
    return false;
  }
}
