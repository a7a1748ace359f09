import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestService } from '../start-service.ts';

const run = promisify(execFile);
const CLI = new URL('../../cli/learnflow.js', import.meta.url).pathname;

/** What the person at the keyboard has set, as docs/runbooks/README.md tells them to. */
export interface Desk {
  readonly service: Pick<TestService, 'url' | 'metricsUrl' | 'dataDir'>;
  readonly flagsFile: string;
  /** Of an operator, and of a student who is there for trials: where an identity provider says who asks. */
  readonly token?: string;
  readonly studentToken?: string;
  /** Where the store is no file of the data folder. */
  readonly store?: string;
}

/**
 * Types a block of commands and gives back what it printed.
 * @throws {Error} with `stdout`, `stderr` and `code` when a line of it fails
 */
export async function runBlock(
  script: string,
  { service, flagsFile, token, studentToken, store }: Desk,
): Promise<string> {
  // `npx` looks for packages for half a second each time; what it would start is started at once.
  const typed = script.replaceAll('npx learnflow', `"${process.execPath}" "${CLI}"`);
  const env = {
    ...process.env,
    LEARNFLOW_URL: service.url,
    PUBLIC_URL: service.url,
    LEARNFLOW_DATA_DIR: service.dataDir,
    METRICS: service.metricsUrl,
    FLAGS_FILE: flagsFile,
    ...(token !== undefined && { LEARNFLOW_TOKEN: token }),
    ...(studentToken !== undefined && { STUDENT_TOKEN: studentToken }),
    ...(store !== undefined && { LEARNFLOW_STORE: store }),
    BACKUP: `${flagsFile}.backup`,
    RESTORED: `${flagsFile}.restored`,
  };
  const { stdout, stderr } = await run('bash', ['-ec', typed], { env, maxBuffer: 16_000_000 });
  return `${stdout}${stderr}`;
}

/** A folder that goes with the machine's temporary files. */
export function makeFolder(purpose: string): string {
  return mkdtempSync(join(tmpdir(), `learnflow-${purpose}-`));
}
