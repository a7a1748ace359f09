import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { startApp } from '../src/app.ts';
import { type Config, readConfig } from '../src/config.ts';
import { createLogger } from '../src/telemetry/logger.ts';
import { ACCESS_PROBES } from './probe-access.ts';
import { INPUT_PROBES } from './probe-input.ts';
import { TOKEN_PROBES } from './probe-tokens.ts';
import type { Probe } from './security-probe.ts';
import { openTarget, type Target } from './security-target.ts';

const PROBES: readonly Probe[] = [...TOKEN_PROBES, ...ACCESS_PROBES, ...INPUT_PROBES];

export interface Finding {
  readonly source: string;
  readonly attack: string;
  readonly expected: string;
  readonly seen: string;
  readonly holds: boolean;
}

/** Runs every probe, one after the other: some of them fill limits that others would feel. */
export async function attack(target: Target, onFinding: (finding: Finding) => void): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { source, attack: what, expected, run } of PROBES) {
    const seen = await run(target).catch((error: unknown) => `no answer: ${String(error)}`);
    const finding = { source, attack: what, expected, seen, holds: seen === expected };
    findings.push(finding);
    onFinding(finding);
  }
  return findings;
}

/** How long the service that is attacked waits for slow clients, in milliseconds: three probes sit it out. */
const SLOW_CLIENT_MS = 1_000;

/**
 * Opens the service to attack: the one at an address of this machine, or one of its own that is gone afterwards.
 * @throws {Error} when the address is not of this machine, or the data folder is not that of the service
 */
export async function openAttack(
  url: string | undefined,
  dataDir: string,
): Promise<{ target: Target; close(): Promise<void> }> {
  const config = readConfig(process.env, { dataDir });
  if (url !== undefined) {
    const { hostname, origin } = new URL(url);
    if (!/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)) {
      throw new Error(`${hostname} is not this machine: attack only what is yours to break`);
    }
    const target = await openTarget(origin, dataDir, config.audience);
    const { status } = await target.ask('/api/v1/requests/none', { token: await target.token() });
    if (status === 401) {
      throw new Error(`the service at ${origin} does not take tokens of ${dataDir}: name its folder with --data-dir`);
    }
    return { target, close: async () => undefined };
  }
  const folder = mkdtempSync(join(tmpdir(), 'learnflow-attacked-'));
  const attacked: Config = {
    ...readConfig({}, { dataDir: folder }),
    port: 0,
    metricsPort: 0,
    requestTimeoutMs: SLOW_CLIENT_MS,
  };
  const app = await startApp(attacked, createLogger('silent', false), packageJson.version);
  return {
    target: await openTarget(app.url, folder, attacked.audience),
    async close() {
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
