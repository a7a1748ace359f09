import { existsSync, readFileSync } from 'node:fs';
import { appendFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ShadowOpinion } from './classify/shadow-opinion.ts';

/** Bytes after which the file is put aside for a new one; one is kept aside, so that there are twice as many at most. */
const MAX_BYTES = 8 * 1_048_576;

export interface ShadowFile {
  keep(opinion: ShadowOpinion): void;
  /** Resolves once everything that was to be kept is. */
  close(): Promise<void>;
}

/**
 * Keeps the latest opinions the model was only asked for to compare: one JSON line each, of this process alone.
 * @param maxBytes of one file, before it takes the place of the one that is kept aside; default 8 MiB
 */
export function openShadowFile(
  dataDir: string,
  onFailure: (error: unknown) => void,
  maxBytes: number = MAX_BYTES,
): ShadowFile {
  const { aside, current } = pathsIn(dataDir);
  let bytes: number | undefined;

  async function append(line: string): Promise<void> {
    bytes ??= await stat(current).then(
      ({ size }) => size,
      () => 0,
    );
    if (bytes > 0 && bytes + line.length > maxBytes) {
      await rename(current, aside);
      bytes = 0;
    }
    await appendFile(current, line, { mode: 0o600 });
    bytes += line.length;
  }

  let last = Promise.resolve();
  return {
    keep({ request_id, at, skill, model, usage }) {
      // Field by field: whatever else an opinion may carry some day does not come here by itself.
      const line = `${JSON.stringify({ request_id, at, skill, model, usage } satisfies ShadowOpinion)}\n`;
      last = last.then(() => append(line)).catch(onFailure);
    },
    close: () => last,
  };
}

/** The files of opinions that are there, oldest first. */
export function listShadowFiles(dataDir: string): string[] {
  const { aside, current } = pathsIn(dataDir);
  return [aside, current].filter((path) => existsSync(path));
}

/** The opinions of such files, oldest first. */
export function* readShadowFiles(paths: readonly string[]): Generator<ShadowOpinion> {
  for (const path of paths) {
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      if (line !== '') yield JSON.parse(line) as ShadowOpinion;
    }
  }
}

function pathsIn(dataDir: string) {
  return { aside: join(dataDir, 'shadow-opinions.1.jsonl'), current: join(dataDir, 'shadow-opinions.jsonl') };
}
