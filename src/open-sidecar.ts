import type { Config } from './config.ts';
import { parseDaprAddress } from './dapr/sidecar.ts';
import { watchSidecar } from './dapr/watch-sidecar.ts';

/**
 * Waits for every sidecar that the settings name. Where they name none, there is nothing to wait for.
 * @param fail told when one did not come in time
 */
export function openSidecar(
  { agents, events, daprStartupMs }: Pick<Config, 'agents' | 'events' | 'daprStartupMs'>,
  fail: (reason: string) => void,
): { readonly wasSeen: () => boolean; close(): Promise<void> } {
  const named = [agents, events].filter((address) => address.startsWith('dapr:'));
  const origins = new Set(named.map((address) => parseDaprAddress(address).origin));
  const watches = [...origins].map((origin) => watchSidecar({ origin }, daprStartupMs));
  for (const { seen } of watches) seen.catch((error: unknown) => fail(String(error)));
  return {
    wasSeen: () => watches.every((watch) => watch.wasSeen()),
    async close() {
      await Promise.all(watches.map((watch) => watch.close()));
    },
  };
}
