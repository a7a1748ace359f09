import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How a command line finds the service that runs on a data folder. */
export interface ServiceFile {
  readonly url: string;
  readonly metrics_url: string;
  readonly pid: number;
  readonly version: string;
}

const NAME = 'service.json';

export function writeServiceFile(dataDir: string, service: ServiceFile): void {
  writeFileSync(join(dataDir, NAME), `${JSON.stringify(service)}\n`, { mode: 0o600 });
}

/** Removes the file, unless a service that started later has put its own there. */
export function removeServiceFile(dataDir: string, pid: number): void {
  if (readServiceFile(dataDir)?.pid === pid) rmSync(join(dataDir, NAME), { force: true });
}

/** The service said to run on a data folder; whether its process still lives is for the caller to find out. */
export function readServiceFile(dataDir: string): ServiceFile | undefined {
  try {
    return JSON.parse(readFileSync(join(dataDir, NAME), 'utf8')) as ServiceFile;
  } catch {
    return undefined;
  }
}
