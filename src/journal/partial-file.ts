import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a file is called until it is whole, and what SQLite keeps beside it meanwhile. */
const PARTIAL = /\.[0-9a-f]{8}\.partial(-journal|-wal|-shm)?$/;
const BESIDE = ['', '-journal', '-wal', '-shm'];
/** Nobody works on one that was not written to for so long: who did was killed, in milliseconds. */
const LEFT_BEHIND_MS = 86_400_000;

/**
 * Makes a file under a name of its own first: under the one it is to have it is there whole, and on disk, or not at all. What
 * others left behind who were killed at it, and their disk with it, goes after a day.
 * @throws {Error} when the file is there already, or cannot be made
 */
export async function becomeWhole<Result>(
  file: string,
  make: (partial: string) => Result | Promise<Result>,
): Promise<Result> {
  const requireFree = () => {
    if (existsSync(file)) throw new Error(`${file} is there already: choose another name`);
  };
  requireFree();
  removeLeftBehind(dirname(file));
  const partial = `${file}.${randomBytes(4).toString('hex')}.partial`;
  try {
    // Made first, so that nobody else can ever read it.
    closeSync(openSync(partial, 'wx', 0o600));
    const result = await make(partial);
    syncToDisk(partial, 'r+');
    requireFree();
    renameSync(partial, file);
    syncToDisk(dirname(file), 'r');
    return result;
  } finally {
    for (const end of BESIDE) rmSync(`${partial}${end}`, { force: true });
  }
}

/** @param flags of a file that was written `r+`, of a folder `r` */
export function syncToDisk(path: string, flags: 'r+' | 'r'): void {
  const handle = openSync(path, flags);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function removeLeftBehind(folder: string): void {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => PARTIAL.test(name)) : [];
  for (const path of names.map((name) => join(folder, name))) {
    const writtenAtMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
    if (Date.now() - writtenAtMs > LEFT_BEHIND_MS) rmSync(path, { force: true });
  }
}
