import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { requirePart } from '../stack/build-part.ts';
import { DAPR_INJECTOR } from '../stack/parts.ts';
import type { Manifest } from './manifest.ts';

/**
 * Pods as they are once Dapr's injector has seen them, by its own code.
 * @param dropsCapabilities the chart's `dapr_sidecar_injector.sidecarDropALLCapabilities`, which is false by default
 */
export function injectSidecars(pods: readonly Manifest[], dropsCapabilities: boolean): Manifest[] {
  const injector = join(requirePart(DAPR_INJECTOR), 'dapr-injector');
  const args = dropsCapabilities ? ['-drop-capabilities'] : [];
  const run = spawnSync(injector, args, { input: JSON.stringify(pods), encoding: 'utf8', maxBuffer: 16_000_000 });
  if (run.status !== 0) throw new Error(`Dapr's injector: ${run.stderr}`);
  return JSON.parse(run.stdout) as Manifest[];
}

/** What the sidecar of a pod is started with: flags to their values. */
export function sidecarFlags({ spec }: Manifest): Readonly<Record<string, string>> {
  const { containers } = spec as { containers: { name: string; args?: string[] }[] };
  const args = containers.find(({ name }) => name === 'daprd')?.args ?? [];
  return Object.fromEntries(
    args.map((flag, at) => [flag, args[at + 1] ?? '']).filter(([flag]) => flag?.startsWith('--')),
  );
}
