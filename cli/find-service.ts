import { request } from 'undici';
import { readServiceFile, type ServiceFile } from '../src/service-file.ts';

/** How long a service that says it runs may take to show that it lives, in milliseconds. */
const PROBE_TIMEOUT_MS = 1_000;

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
