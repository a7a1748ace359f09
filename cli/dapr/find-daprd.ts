import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

export interface DaprPrograms {
  readonly daprd: string;
  /** Dapr's certificate authority, where it lies beside the sidecar: without it sidecars cannot prove who they are. */
  readonly sentry: string | undefined;
}

/**
 * The sidecar's program: the one DAPRD names, else the first on the PATH.
 * @throws {Error} that says how to have one
 */
export function findDaprd({ DAPRD, PATH = '' }: Readonly<Record<string, string | undefined>>): DaprPrograms {
  const candidates = DAPRD === undefined ? PATH.split(delimiter).map((folder) => join(folder, 'daprd')) : [DAPRD];
  const daprd = candidates.find((file) => existsSync(file));
  if (daprd === undefined) {
    throw new Error(
      DAPRD === undefined
        ? 'no daprd on the PATH: install Dapr, or name the program with DAPRD'
        : 'DAPRD names a program that is not there',
    );
  }
  const sentry = join(dirname(daprd), 'sentry');
  return { daprd, sentry: existsSync(sentry) ? sentry : undefined };
}
