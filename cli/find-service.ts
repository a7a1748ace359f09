import type { Command } from 'commander';
import { request } from 'undici';
import { CLIENT_SETTINGS, readClientConfig } from '../src/config.ts';
import { readServiceFile, type ServiceFile } from '../src/service-file.ts';
import { dataDirOption } from './data-dir-option.ts';

/** How a command line says which service it means, and who asks. */
export interface ServiceOptions {
  readonly dataDir: string;
  readonly url?: string | undefined;
  readonly token?: string | undefined;
}

/** A service to call; without a token of its own, one of the development issuer is made for it. */
export interface ServiceTarget {
  readonly url: string;
  readonly token?: string | undefined;
}

/** How long a service that says it runs may take to show that it lives, in milliseconds. */
const PROBE_TIMEOUT_MS = 1_000;

/** `--data-dir`, `--url` and `--token`, the same on every command that calls a service. */
export function withServiceOptions(command: Command): Command {
  return command
    .addOption(dataDirOption())
    .option('--url <url>', `the service to call (${CLIENT_SETTINGS.url.env}); default: the one on the data folder`)
    .option(
      '--token <token>',
      `who asks, where an identity provider says so (${CLIENT_SETTINGS.token.env}, or ${CLIENT_SETTINGS.token.env}_FILE)`,
    );
}

/**
 * The service a command means: the one it names or, where it names none, the one that lives on the data folder.
 * @throws {ConfigError} when the address or the token's file cannot be used
 */
export async function findTarget({ dataDir, url, token }: ServiceOptions): Promise<ServiceTarget | undefined> {
  const client = readClientConfig(process.env, { url, token });
  if (client.url !== undefined) return { url: client.url.replace(/\/+$/, ''), token: client.token };
  const running = await findService(dataDir);
  return running && { url: running.url, token: client.token };
}

/** The service that runs on a data folder, if one lives there. */
export async function findService(dataDir: string): Promise<ServiceFile | undefined> {
  const service = readServiceFile(dataDir);
  if (service === undefined) return undefined;
  try {
    const { statusCode, body } = await request(`${service.url}/livez`, {
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
    });
    await body.dump();
    return statusCode === 200 ? service : undefined;
  } catch {
    return undefined;
  }
}
